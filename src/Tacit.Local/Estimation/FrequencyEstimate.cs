using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The estimated frequency of every value, with intervals, and how far to believe the whole.</summary>
/// <remarks>Immutable. Post-processing of released reports: nothing here costs privacy.</remarks>
public sealed class FrequencyEstimate
{
    /// <summary>What raw intervals cover: each by itself.</summary>
    public const string EachValue = "the frequency where the users come from, and among them, for each value by itself; noise and sampling";

    /// <summary>What intervals of post-processed estimates cover: all of them jointly.</summary>
    public const string AllValues = "the frequencies where the users come from, and among them, of all values at once; noise and sampling";

    private FrequencyEstimate(IReportProtocol protocol, long reports, PostProcess postProcess, IReadOnlyList<Estimate> values, IReadOnlyList<double> raw, IReadOnlyList<double> errors)
    {
        Protocol = protocol;
        Reports = reports;
        PostProcess = postProcess;
        Values = values;
        Raw = raw;
        StandardErrors = errors;
    }

    /// <summary>What the reports were made with.</summary>
    public IReportProtocol Protocol { get; }

    /// <summary>n: reports that were counted.</summary>
    public long Reports { get; }

    /// <summary>What was done to the raw estimates.</summary>
    public PostProcess PostProcess { get; }

    /// <summary>The estimate of each value, in the order of the domain.</summary>
    public IReadOnlyList<Estimate> Values { get; }

    /// <summary>Unbiased estimates, whatever the post-processing.</summary>
    public IReadOnlyList<double> Raw { get; }

    /// <summary>Standard errors of the unbiased estimates, at their own values.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>The sum of the unbiased estimates: one, but for noise.</summary>
    public double RawSum { get; private init; }

    /// <summary>Whether reports support more or fewer values than honest ones do, but for probability 1e-6: wrong parameters, or reports made up. Always false for protocols whose reports all support alike many.</summary>
    public bool IsSumAlarming { get; private init; }

    /// <summary>Whether a column of Hadamard response is named more often than chance allows, but for probability 1e-6: reports made up. Always false for other protocols.</summary>
    public bool IsColumnAlarming { get; private init; }

    /// <summary>The smallest unbiased estimate that says a value is present; of all absent values together one reaches it with probability 1 − confidence at most.</summary>
    public double SmallestVisible => Visible!();

    // Exact tails are work that few ask for.
    private Func<double>? Visible { get; init; }

    private Func<IntervalKind, FrequencyEstimate>? Again { get; init; }

    /// <summary>How the intervals come from counts.</summary>
    public IntervalKind Intervals { get; private init; }

    /// <summary>The same estimates with other intervals.</summary>
    public FrequencyEstimate WithIntervals(IntervalKind kind) => kind == Intervals ? this : Again!(kind);

    /// <summary>The estimate of supports.</summary>
    /// <param name="protocol">What the reports were made with.</param>
    /// <param name="laws">The law of each value.</param>
    /// <param name="reports">n.</param>
    /// <param name="supports">How many of the reports support each value.</param>
    /// <param name="postProcess">What is done to the estimates.</param>
    /// <param name="confidence">Of the intervals.</param>
    /// <param name="floor">Standard deviation of an error that all reports share, which more of them do not shrink.</param>
    /// <param name="intervals">How intervals come from counts.</param>
    /// <param name="checks">What the counts say about reports as a whole; from the supports unless given.</param>
    internal static FrequencyEstimate From(IReportProtocol protocol, ValueLaws laws, long reports, long[] supports, PostProcess postProcess, double confidence, double floor = 0, IntervalKind intervals = IntervalKind.ClopperPearson, HonestReports? checks = null)
    {
        if (reports == 0)
        {
            throw new BadInputException("There are no reports yet, so there is nothing to estimate.");
        }

        Confidences.Verify(confidence);

        var (k, alpha) = (supports.Length, 1 - confidence);
        double[] raw = [.. supports.Select((c, v) => laws[v].Frequency(c, reports))];
        var points = Consistency.Apply(postProcess, laws, reports, supports, raw, alpha);
        var isRaw = postProcess == PostProcess.None;
        var bounds = Bounds(laws, reports, supports, isRaw ? alpha : alpha / k, floor, intervals);
        if (!isRaw)
        {
            // Never the raw standard error around a point that was moved: the bounds of all values, and the point inside them.
            bounds = SupportIntervals.InSimplex(bounds);
            points = [.. points.Select((f, v) => Math.Clamp(f, bounds[v].Low, bounds[v].High))];
        }

        // Each report supports one value by its truth and k − 1 by noise.
        var honest = checks ?? HonestReports.OfBits(supports.Sum(c => (double)c), laws.Common, k, reports);
        return new(
            protocol,
            reports,
            postProcess,
            [.. points.Select((f, v) => new Estimate(f, bounds[v].Low, bounds[v].High, confidence, isRaw ? EachValue : AllValues))],
            raw,
            [.. raw.Select((f, v) => Math.Sqrt((laws[v].Variance(Math.Clamp(f, 0, 1)) / reports) + (floor * floor)))])
        {
            RawSum = raw.Sum(),
            IsSumAlarming = honest.IsSumAlarming,
            IsColumnAlarming = honest.IsColumnAlarming,
            Again = kind => From(protocol, laws, reports, supports, postProcess, confidence, floor, kind, honest),
            Intervals = intervals,
            Visible = () => Presence.Visible(laws.Common, k, reports, alpha, floor),
        };
    }

    private static (double Low, double High)[] Bounds(ValueLaws laws, long reports, long[] supports, double alpha, double floor, IntervalKind intervals)
    {
        if (floor == 0)
        {
            return SupportIntervals.Raw(laws, reports, supports, alpha, intervals);
        }

        // Half of what may fail goes to each of the two errors.
        var more = Normal.UpperQuantile(alpha / 4) * floor;
        return [.. SupportIntervals.Raw(laws, reports, supports, alpha / 2, intervals).Select(b => (b.Low - more, b.High + more))];
    }
}

using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Summation with histogram encoding (<c>she</c>): each user sends the histogram of the one value, with discrete Laplace noise on every count. For comparison alone: optimized unary encoding has less than half its error at every ε.</summary>
/// <remarks>
/// A count is G steps of a grid, so noise of ratio a = A/2^64 a step hides two of them by a^(−2G) ≤ e^ε, compared in integers. The noise is the difference of two
/// geometric numbers, each the coins with threshold A that come out true before the first that does not: exact. Reports are cut to 16 bits, which is post-processing.
/// Source: Wang, Blocki, Li and Jha (2017), section 4.2, with Laplace noise of scale 2/ε. Immutable and thread-safe.
/// </remarks>
public sealed class HistogramProtocol : IReportProtocol
{
    /// <summary>Values of a domain at most: a report has two bytes for each.</summary>
    public const int LargestDomain = 1 << 16;

    private const int FinestGrid = 16;

    // In 2^-64: how far who rounds otherwise may be from the smallest ratio.
    private const int Slack = 1 << 16;

    internal HistogramProtocol(int domain, Rational epsilon, int steps, ulong ratio)
    {
        if (domain is < 2 or > LargestDomain || steps is < 1 or > FinestGrid || epsilon < new Rational(1, 100) || epsilon > 32 || epsilon.ToString().Contains('/', StringComparison.Ordinal))
        {
            throw new BadInputException($"A noisy histogram has 2 to {LargestDomain} values, 1 to {FinestGrid} steps of a count and a decimal epsilon in 0.01 to 32, but {domain}, {steps} and {epsilon} were given.");
        }

        if (steps > StepsFor(epsilon))
        {
            throw new BadInputException($"A count of this she document has {steps} steps, and at epsilon {epsilon} at most {StepsFor(epsilon)}: more noise than fits into its reports. Do not report; ask who published it for a correct one.");
        }

        ThresholdCheck.Verify("she", epsilon, ratio == 0 ? BigInteger.Zero : BigInteger.Pow(Thresholds.Whole, 2 * steps), BigInteger.Pow(ratio, 2 * steps));
        // A larger ratio is more private, and near one no draw of it ends.
        if (ratio - (BigInteger)Thresholds.PowerUp(-epsilon / (2 * steps)) > Slack)
        {
            throw new BadInputException($"The noise of this she document is more than its ε = {epsilon} asks for, so much that reports may take for ever. Do not report; ask who published it for a correct one.");
        }

        (Domain, Epsilon, Steps, Ratio) = (domain, epsilon, steps, ratio);
        Document = ProtocolDocument.Write(
            Name,
            ("domain", ProtocolDocument.Number(domain)),
            ("epsilon", ProtocolDocument.Text(epsilon.ToString())),
            ("ratio", ProtocolDocument.Word(ratio)),
            ("steps", ProtocolDocument.Number(steps)));
        Id = ProtocolDocument.Id(Document);
        var decay = BigInteger.Log(Thresholds.Whole) - BigInteger.Log(ratio);
        var tight = 2 * steps * decay;
        Largest = ratio == 0 ? steps : (int)Math.Min(short.MaxValue, steps + Math.Ceiling(64 * Math.Log(2) / decay) + 1);
        Privacy = new(PrivacyStatement.OneReport, epsilon, Rational.Zero, Math.Min(tight, epsilon.ToDouble()), PrivacyProof.IntegerThresholds);
    }

    /// <inheritdoc/>
    public string Name => "she";

    /// <summary>k: values are 0 … k − 1.</summary>
    public int Domain { get; }

    /// <summary>ε of one report.</summary>
    public Rational Epsilon { get; }

    /// <summary>G: steps of the grid that one count is.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int ReportSize => 2 * Domain;

    /// <summary>The sum of each value's noisy counts, in steps of the grid.</summary>
    public int CounterCount => Domain;

    /// <inheritdoc/>
    public PrivacyStatement Privacy { get; }

    /// <summary>n times the variance of the frequency of a value among these very users: 8/ε², nearly, whatever the frequency.</summary>
    public double FixedVariance
    {
        get
        {
            // 2a/(1 − a)² in steps; 1 − a from integers, since a is near one.
            var (a, rest) = (Ratio / Math.ScaleB(1, 64), (double)(Thresholds.Whole - Ratio) / Math.ScaleB(1, 64));
            return 2 * a / (rest * rest) / ((double)Steps * Steps);
        }
    }

    /// <summary>What one report adds to the estimate of a value: what is more is refused.</summary>
    public ReportInfluence Influence => new((double)Largest / Steps, -(double)Largest / Steps);

    /// <summary>Steps of a count in a report, up or down, at most: noise beyond has probability below 2^-64, or does not fit into 16 bits, and is cut, and a report that says more is malformed, so that made-up ones weigh no more than they must.</summary>
    internal int Largest { get; }

    /// <summary>A: one more step with probability A/2^64.</summary>
    internal ulong Ratio { get; }

    /// <summary>A protocol for values 0 … <paramref name="domain"/> − 1.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static HistogramProtocol Create(int domain, Quantity epsilon)
    {
        var e = epsilon.Positive("Epsilon");
        var steps = StepsFor(e);
        return new(domain, e, steps, e > 32 ? 0 : Thresholds.PowerUp(-e / (2 * steps)));
    }

    /// <summary>The protocol of a document, checked.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or breaks the ε that it claims.</exception>
    public static HistogramProtocol Parse(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ProtocolDocument.Read(document, root => new HistogramProtocol(
            root.GetProperty("domain").GetInt32(),
            Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
            root.GetProperty("steps").GetInt32(),
            ProtocolDocument.ReadWord(root.GetProperty("ratio"))));
    }

    /// <summary>What runs on a user's device, with randomness from the operating system.</summary>
    public ILocalRandomizer Client() => Client(LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public ILocalRandomizer Client(LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new HistogramClient(this, random);
    }

    /// <summary>An aggregator that has counted nothing.</summary>
    public IHistogramAggregator CreateAggregator() => new HistogramAggregator(this);

    /// <summary>An aggregator that goes on from sums that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the sums of so many reports of this protocol.</exception>
    public IHistogramAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new HistogramAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    // Fine enough that the grid costs nothing that shows, coarse enough that noise fits into 16 bits.
    private static int StepsFor(Rational epsilon) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(256 * epsilon.ToDouble(), 1, FinestGrid));
}

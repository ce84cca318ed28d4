using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>1BitMean with α-point rounding: the mean of a counter of 0 … m, again and again, in one bit. A number is rounded up where it passes a secret threshold that an installation draws once; the bit of either end is drawn once and kept.</summary>
/// <remarks>
/// Unit: one installation; ε∞ for all reports while the number stays on one side of the threshold, in the open: that it crossed is plainly visible.
/// n·Var of the mean is at most (m/2)²((E + 1)/(E − 1))². Immutable and thread-safe. Source: Ding, Kulkarni and Yekhanin, "Collecting telemetry data privately" (2017).
/// </remarks>
public sealed class OneBitMean : IReportProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string ProtocolName = "1bitmean";

    private readonly OneBitMeanRounds _rounds;

    private OneBitMean(int maximum, Rational epsilon, ulong keep)
    {
        Verify(maximum, epsilon);
        FrequencyParameters.VerifyDecimal(epsilon);
        (Maximum, Epsilon, KeepThreshold) = (maximum, epsilon, keep);

        // A bit that is kept is randomized response on two values.
        ThresholdCheck.Verify(OracleKind.Grr, 2, 0, epsilon, keep, 0);
        var (top, bottom) = ThresholdCheck.WorstRatio(OracleKind.Grr, 2, 0, keep, 0);
        _rounds = new(maximum, keep);
        var p = keep / Math.ScaleB(1, 64);
        Law = new(p, 1 - p);
        Document = ProtocolDocument.Write(
            ProtocolName,
            ("epsilon", ProtocolDocument.Text(epsilon.ToString())),
            ("keep", ProtocolDocument.WordUnlessZero(keep)),
            ("maximum", ProtocolDocument.Number(maximum)));
        Id = ProtocolDocument.Id(Document);
        Longitudinal = new(epsilon, epsilon, 2, double.PositiveInfinity);
        Privacy = new($"one report of one installation. All its reports together: {Longitudinal}", epsilon, Rational.Zero, Math.Min(BigInteger.Log(top) - BigInteger.Log(bottom), epsilon.ToDouble()), PrivacyProof.IntegerThresholds) { Rounds = Longitudinal };
    }

    /// <summary>m: numbers are 0 … m.</summary>
    public int Maximum { get; }

    /// <summary>ε∞.</summary>
    public Rational Epsilon { get; }

    /// <summary>T_p: the bit says the end that the number was rounded to with probability T_p/2^64.</summary>
    public ulong KeepThreshold { get; }

    /// <inheritdoc/>
    public string Name => ProtocolName;

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int ReportSize => 1;

    /// <inheritdoc/>
    public int CounterCount => 1;

    /// <inheritdoc/>
    public PrivacyStatement Privacy { get; }

    /// <summary>What all reports of an installation give away together.</summary>
    public LongitudinalPrivacy Longitudinal { get; }

    /// <summary>With which probability a bit is one where the number was rounded up, and where down.</summary>
    public SupportLaw Law { get; }

    /// <summary>A protocol for numbers 0 … <paramref name="maximum"/>; larger ones are reported as the maximum by whoever asks.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static OneBitMean Create(int maximum, Quantity epsilon)
    {
        var rational = epsilon.Positive("Epsilon");
        Verify(maximum, rational);
        return new(maximum, rational, Thresholds.Of(OracleKind.Grr, 2, 0, rational).Keep);
    }

    /// <summary>Reads a document that somebody published, and checks that its threshold keeps the ε it claims.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or its threshold breaks ε.</exception>
    public static OneBitMean Parse(string document) => ProtocolDocument.Read(
        document,
        root => root.GetProperty("protocol").GetString() == ProtocolName
            ? new OneBitMean(root.GetProperty("maximum").GetInt32(), Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty), ProtocolDocument.ReadWord(root, "keep"))
            : throw new FormatException());

    /// <summary>What runs on a device that keeps its answers in <paramref name="store"/>. Whatever it draws it keeps, so the store's randomness is all there is.</summary>
    /// <param name="store">Where its answers are kept.</param>
    /// <param name="collection">Identity of the collection, <see cref="Collection.Id"/>: answers and reports are kept for it alone.</param>
    /// <exception cref="BadInputException">The identity is empty or has spaces.</exception>
    public MemoizedClient Client(IMemoStore store, string collection) => Client(store, collection, LocalRandomness.Create());

    /// <summary>The same, with a source for the stores of other users that are made from it.</summary>
    public MemoizedClient Client(IMemoStore store, string collection, LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(random);
        return new(this, collection, _rounds, Maximum + 1, Epsilon, store, random);
    }

    /// <summary>An aggregator that has counted nothing. Take one for each round.</summary>
    public IOneBitMeanAggregator CreateAggregator() => new OneBitMeanAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this collection.</exception>
    public IOneBitMeanAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new OneBitMeanAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    private static void Verify(int maximum, Rational epsilon)
    {
        if (maximum is < 1 or >= FrequencyParameters.LargestDomain)
        {
            throw new BadInputException($"The largest number is 1 to {FrequencyParameters.LargestDomain - 1}, but {maximum} was given. Count in larger units.");
        }

        FrequencyParameters.VerifyRange(2, epsilon);
    }
}

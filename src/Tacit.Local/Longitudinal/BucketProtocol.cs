using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>dBitFlipPM: which of b buckets a number is in, again and again. An installation reports d buckets that it draws once, with bits that it keeps: its reports have no noise of their own.</summary>
/// <remarks>
/// Unit: one installation; ε∞ for all reports while the value stays. A change into another class of its buckets is plainly visible.
/// At d = 1 only one bit can differ between two values, so that bit may take all of ε∞. n·Var at a rare value is (b/d)·√E/(√E − 1)², at d = 1 b·E/(E − 1)².
/// Immutable and thread-safe. Source: Ding, Kulkarni and Yekhanin, "Collecting telemetry data privately" (2017).
/// </remarks>
public sealed class BucketProtocol : IReportProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string ProtocolName = "dbitflip";

    private readonly BucketRounds _rounds;

    private BucketProtocol(int buckets, int bits, Rational epsilon, ulong keep, ulong noise)
    {
        FrequencyParameters.VerifyRange(buckets, epsilon);
        FrequencyParameters.VerifyDecimal(epsilon);
        VerifyBits(buckets, bits);
        (Buckets, Bits, Epsilon, KeepThreshold, NoiseThreshold) = (buckets, bits, epsilon, keep, noise);
        var (top, bottom) = WorstRatio();
        ThresholdCheck.Verify(ProtocolName, epsilon, top, bottom);
        _rounds = new(buckets, bits, keep, noise);
        Law = new(keep / Math.ScaleB(1, 64), noise / Math.ScaleB(1, 64));
        ReportSize = _rounds.SeedSize + _rounds.AnswerSize;
        Document = ProtocolDocument.Write(
            ProtocolName,
            ("bits", ProtocolDocument.Number(bits)),
            ("domain", ProtocolDocument.Number(buckets)),
            ("epsilon", ProtocolDocument.Text(epsilon.ToString())),
            ("keep", ProtocolDocument.WordUnlessZero(keep)),
            ("noise", ProtocolDocument.WordUnlessZero(noise)));
        Id = ProtocolDocument.Id(Document);
        Longitudinal = new(epsilon, epsilon, Math.Min(bits + 1, buckets), double.PositiveInfinity);
        Privacy = new($"one report of one installation. All its reports together: {Longitudinal}", epsilon, Rational.Zero, Math.Min(BigInteger.Log(top) - BigInteger.Log(bottom), epsilon.ToDouble()), PrivacyProof.IntegerThresholds) { Rounds = Longitudinal };
    }

    /// <summary>b: values are buckets, 0 … b − 1.</summary>
    public int Buckets { get; }

    /// <summary>d: buckets that an installation reports.</summary>
    public int Bits { get; }

    /// <summary>ε∞.</summary>
    public Rational Epsilon { get; }

    /// <summary>T_p: the bit of the true bucket is one with probability T_p/2^64.</summary>
    public ulong KeepThreshold { get; }

    /// <summary>T_q: every other bit is one with probability T_q/2^64.</summary>
    public ulong NoiseThreshold { get; }

    /// <inheritdoc/>
    public string Name => ProtocolName;

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>Bytes of every report: the set of buckets, left out where it is all of them, and d bits.</summary>
    public int ReportSize { get; }

    /// <inheritdoc/>
    public int CounterCount => 2 * Buckets;

    /// <inheritdoc/>
    public PrivacyStatement Privacy { get; }

    /// <summary>What all reports of an installation give away together.</summary>
    public LongitudinalPrivacy Longitudinal { get; }

    /// <summary>With which probability the bit of a bucket that an installation reports is one: where it is the true one, and where not.</summary>
    public SupportLaw Law { get; }

    internal int SetSize => _rounds.SeedSize;

    /// <summary>A protocol for <paramref name="buckets"/> buckets, of which every installation reports <paramref name="bits"/>.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static BucketProtocol Create(int buckets, int bits, Quantity epsilon)
    {
        var rational = epsilon.Positive("Epsilon");
        FrequencyParameters.VerifyRange(buckets, rational);
        VerifyBits(buckets, bits);
        var (keep, noise) = Thresholds.Of(OracleKind.Sue, buckets, 0, bits == 1 ? 2 * rational : rational);
        return new(buckets, bits, rational, keep, noise);
    }

    /// <summary>Reads a document that somebody published, and checks that its thresholds keep the ε it claims.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or its thresholds break ε.</exception>
    public static BucketProtocol Parse(string document) => ProtocolDocument.Read(
        document,
        root => root.GetProperty("protocol").GetString() == ProtocolName
            ? new BucketProtocol(
                root.GetProperty("domain").GetInt32(),
                root.GetProperty("bits").GetInt32(),
                Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
                ProtocolDocument.ReadWord(root, "keep"),
                ProtocolDocument.ReadWord(root, "noise"))
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
        return new(this, collection, _rounds, Buckets, Epsilon, store, random);
    }

    /// <summary>An aggregator that has counted nothing. Take one for each round.</summary>
    public IBucketAggregator CreateAggregator() => new BucketAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this collection.</exception>
    public IBucketAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new BucketAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    private static void VerifyBits(int buckets, int bits)
    {
        if (bits < 1 || bits > buckets)
        {
            throw new BadInputException($"An installation reports 1 to {buckets} of {buckets} buckets, but {bits} was given.");
        }
    }

    // Two values differ in two of the bits, or in the one there is.
    private (BigInteger Top, BigInteger Bottom) WorstRatio()
    {
        var (keep, lost) = (new BigInteger(KeepThreshold), Thresholds.Whole - KeepThreshold);
        var (noise, quiet) = (new BigInteger(NoiseThreshold), Thresholds.Whole - NoiseThreshold);
        return Bits > 1 ? (keep * quiet, lost * noise) : keep * lost >= quiet * noise ? (keep, noise) : (quiet, lost);
    }
}

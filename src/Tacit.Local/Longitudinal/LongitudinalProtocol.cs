using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A protocol for one attribute that is reported again and again. A first randomization is kept on the device for ever; each report randomizes what is kept once more.</summary>
/// <remarks>
/// Unit: one installation. ε₁ for a single report, ε∞ for all reports while the value stays; <see cref="Longitudinal"/> says what holds when it changes.
/// Immutable and thread-safe. Source: Erlingsson, Pihur and Korolova (2014); Arcolezi, Couchot, Al Bouna and Xiao, "Improving the utility of locally
/// differentially private protocols for longitudinal and multidimensional frequency estimates" (2022).
/// </remarks>
public sealed class LongitudinalProtocol : IReportProtocol
{
    private readonly KeptRounds _rounds;

    private LongitudinalProtocol(LongitudinalParameters parameters)
    {
        Parameters = parameters;
        var (k, m, rounds) = (parameters.Domain, parameters.Values, parameters.Rounds);
        if (m == 0)
        {
            var (p, q) = rounds.OfBit();
            Law = new(Ratio(p, BigInteger.One << 128), Ratio(q, BigInteger.One << 128));
            ReportSize = Packing.BytesFor(k);
            _rounds = new UnaryRounds(k, rounds);
        }
        else
        {
            var (top, bottom) = rounds.OfValue(m);
            Law = new(Ratio(top, bottom), parameters.IsHashing ? 1.0 / m : Ratio(bottom - top, bottom * (m - 1)));
            ReportSize = !parameters.IsHashing ? Packing.BytesFor(Packing.BitsFor(k)) : SeededHash.IsWide(k, m) ? HashingClient.WideSize : HashingClient.NarrowSize;
            _rounds = parameters.IsHashing ? new HashingRounds(k, m, rounds) : new IndexRounds(k, rounds);
        }

        var again = rounds.WorstAgainRatio(m);
        Longitudinal = new(parameters.ConstantValueEpsilon, parameters.SingleReportEpsilon, m == 0 ? k : m, BigInteger.Log(again.Top) - BigInteger.Log(again.Bottom));
        var worst = rounds.WorstRatio(m);
        var tight = BigInteger.Log(worst.Top) - BigInteger.Log(worst.Bottom);
        Privacy = new(
            $"one report of one installation. All its reports together: {Longitudinal}",
            parameters.SingleReportEpsilon,
            Rational.Zero,
            Math.Min(tight, parameters.SingleReportEpsilon.ToDouble()),
            PrivacyProof.IntegerThresholds) { Rounds = Longitudinal };
    }

    /// <summary>What clients and collector agree on.</summary>
    public LongitudinalParameters Parameters { get; }

    /// <inheritdoc/>
    public string Name => LongitudinalNames.Of(Parameters.Kind);

    /// <inheritdoc/>
    public string Document => Parameters.Document;

    /// <inheritdoc/>
    public string Id => Parameters.Id;

    /// <inheritdoc/>
    public int ReportSize { get; }

    /// <inheritdoc/>
    public int CounterCount => Parameters.Domain;

    /// <summary>What a single report gives away at most. What all of them do together is in <see cref="Longitudinal"/>.</summary>
    public PrivacyStatement Privacy { get; }

    /// <summary>What all reports of an installation give away together.</summary>
    public LongitudinalPrivacy Longitudinal { get; }

    /// <summary>With which probability a report supports the true value, and another, through both rounds. For LOLOHA over the random function.</summary>
    public SupportLaw Law { get; }

    /// <summary>A protocol for values 0 … <paramref name="domain"/> − 1.</summary>
    /// <param name="kind">The protocol.</param>
    /// <param name="domain">Number of values.</param>
    /// <param name="constantValueEpsilon">ε∞: of all reports together while a value stays.</param>
    /// <param name="singleReportEpsilon">ε₁: of one report, below ε∞.</param>
    /// <param name="calibration">How randomized response solves its second round.</param>
    /// <param name="size">g of LOLOHA; the best unless given.</param>
    /// <exception cref="BadInputException">A parameter is out of range, or the protocol cannot deliver so high an ε₁.</exception>
    public static LongitudinalProtocol Create(LongitudinalKind kind, int domain, Quantity constantValueEpsilon, Quantity singleReportEpsilon, Calibration calibration = Calibration.Exact, int? size = null) =>
        new(LongitudinalParameters.For(kind, domain, constantValueEpsilon, singleReportEpsilon, calibration, size));

    /// <summary>The protocol of a document.</summary>
    public static LongitudinalProtocol Create(LongitudinalParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(parameters);
    }

    /// <summary>What runs on a device that keeps its answers in <paramref name="store"/>, with randomness from the operating system for each report.</summary>
    /// <param name="store">Where its answers are kept.</param>
    /// <param name="collection">Identity of the collection, <see cref="Collection.Id"/>: answers and reports are kept for it alone.</param>
    /// <exception cref="BadInputException">The identity is empty or has spaces.</exception>
    public MemoizedClient Client(IMemoStore store, string collection) => Client(store, collection, LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public MemoizedClient Client(IMemoStore store, string collection, LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(random);
        return new(this, collection, _rounds, Parameters.Domain, Parameters.ConstantValueEpsilon, store, random);
    }

    /// <summary>An aggregator that has counted nothing. Take one for each round: its intervals hold where no installation reported twice.</summary>
    public IFrequencyAggregator CreateAggregator() => Parameters.Values == 0
        ? new UnaryAggregator(this, Law)
        : !Parameters.IsHashing
            ? new IndexAggregator(this, Law)
            : SeededHash.IsWide(Parameters.Domain, Parameters.Size) ? new WideHashingAggregator(this, Law, Parameters.Size) : new HashingAggregator(this, Law, Parameters.Size);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this collection.</exception>
    public IFrequencyAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = (FrequencyAggregator)CreateAggregator();
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    private static double Ratio(BigInteger top, BigInteger bottom) => new Rational(top, bottom).ToDouble();
}

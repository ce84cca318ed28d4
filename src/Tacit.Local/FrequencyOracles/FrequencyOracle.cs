using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>One protocol with its parameters: makes clients, which randomize, and aggregators, which count; knows its error and its privacy.</summary>
/// <remarks>
/// A report supports a set of values: <see cref="Law"/> has the probabilities, from the same integers that clients draw with.
/// Immutable and thread-safe. Source: Wang, Blocki, Li and Jha, "Locally differentially private protocols for frequency estimation" (2017).
/// </remarks>
public sealed class FrequencyOracle : IReportProtocol
{
    private FrequencyOracle(FrequencyParameters parameters)
    {
        Parameters = parameters;
        var (k, size) = (parameters.Domain, parameters.Size);
        var p = (double)parameters.KeepThreshold / Math.ScaleB(1, 64);
        Law = parameters.Kind switch
        {
            OracleKind.Grr => new(p, (1 - p) / (k - 1)),
            OracleKind.Blh or OracleKind.Olh => new(p, 1.0 / size),
            OracleKind.Subset => new(p, ((p * (size - 1)) + ((1 - p) * size)) / (k - 1)),
            OracleKind.Hadamard => new(p, 0.5),
            _ => new(p, parameters.NoiseThreshold / Math.ScaleB(1, 64)),
        };
        ReportSize = parameters.Kind switch
        {
            OracleKind.Grr => Packing.BytesFor(Packing.BitsFor(k)),
            OracleKind.Blh or OracleKind.Olh => SeededHash.IsWide(parameters) ? HashingClient.WideSize : HashingClient.NarrowSize,
            OracleKind.Subset => Packing.BytesFor((long)size * Packing.BitsFor(k)),
            OracleKind.Hadamard => Packing.BytesFor(1 + Packing.BitsFor(size)),
            _ => Packing.BytesFor(k),
        };
        var (top, bottom) = ThresholdCheck.WorstRatio(parameters.Kind, k, size, parameters.KeepThreshold, parameters.NoiseThreshold);
        var tight = BigInteger.Log(top) - BigInteger.Log(bottom);
        Privacy = new(PrivacyStatement.OneReport, parameters.Epsilon, Rational.Zero, Math.Min(tight, parameters.Epsilon.ToDouble()), PrivacyProof.IntegerThresholds);
    }

    /// <summary>What clients and collector agree on.</summary>
    public FrequencyParameters Parameters { get; }

    /// <inheritdoc/>
    public string Name => OracleNames.Of(Parameters.Kind);

    /// <inheritdoc/>
    public string Document => Parameters.Document;

    /// <inheritdoc/>
    public string Id => Parameters.Id;

    /// <summary>What a report gives away at most.</summary>
    public PrivacyStatement Privacy { get; }

    /// <summary>Bytes of every report.</summary>
    public int ReportSize { get; }

    /// <summary>With which probability a report supports the true value, and another. For local hashing and Hadamard response over the random function.</summary>
    public SupportLaw Law { get; }

    /// <summary>Integers that an aggregator keeps.</summary>
    public int CounterCount => Parameters.Kind == OracleKind.Hadamard ? Parameters.Size : Parameters.Domain;

    /// <summary>A protocol for values 0 … <paramref name="domain"/> − 1 at <paramref name="epsilon"/> for each report, with the best size unless one is given.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static FrequencyOracle Create(OracleKind kind, int domain, Quantity epsilon, int? size = null) => new(FrequencyParameters.For(kind, domain, epsilon, size));

    /// <summary>The protocol of a document.</summary>
    public static FrequencyOracle Create(FrequencyParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(parameters);
    }

    /// <summary>The protocol with the smallest error at a rare value that stays within the limits, and the reason in words.</summary>
    /// <param name="domain">Number of values.</param>
    /// <param name="epsilon">ε of a report.</param>
    /// <param name="reports">Reports that are expected.</param>
    /// <param name="limits">What a report and the counting may cost; generous unless given.</param>
    /// <exception cref="BadInputException">A parameter is out of range, or no protocol stays within the limits.</exception>
    public static OraclePlan Plan(int domain, Quantity epsilon, long reports, OracleLimits? limits = null) => OraclePlanner.Plan(domain, epsilon, reports, limits ?? new());

    /// <summary>What runs on a user's device, with randomness from the operating system.</summary>
    public ILocalRandomizer Client() => Client(LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public ILocalRandomizer Client(LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Parameters.Kind switch
        {
            OracleKind.Grr => new GrrClient(this, random),
            OracleKind.Blh or OracleKind.Olh => new HashingClient(this, random),
            OracleKind.Subset => new SubsetClient(this, random),
            OracleKind.Hadamard => new HadamardClient(this, random),
            _ => new UnaryClient(this, random),
        };
    }

    /// <summary>An aggregator that has counted nothing.</summary>
    public IFrequencyAggregator CreateAggregator() => Parameters.Kind switch
    {
        OracleKind.Grr => new IndexAggregator(this, Law),
        OracleKind.Blh or OracleKind.Olh => SeededHash.IsWide(Parameters) ? new WideHashingAggregator(this, Law, Parameters.Size) : new HashingAggregator(this, Law, Parameters.Size),
        OracleKind.Subset => new SubsetAggregator(this),
        OracleKind.Hadamard => new HadamardAggregator(this),
        _ => new UnaryAggregator(this, Law),
    };

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
}

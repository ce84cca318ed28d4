using System.Numerics;
using System.Security.Cryptography;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>RAPPOR for words that nobody listed before: a Bloom filter by cohort, permanent noise that follows from a secret of the installation, and fresh noise for each report.</summary>
/// <remarks>
/// Unit: one installation. ε∞ = 2h·ln((1 − f/2)/(f/2)) for all reports while the word stays, ε₁ = h·ln(q*(1 − p*)/(p*(1 − q*))) for one, both from f in 128ths and p, q in 256ths as
/// clients draw them. Against who cannot break HMAC-SHA256. Immutable and thread-safe.
/// Source: Erlingsson, Pihur and Korolova, "RAPPOR: randomized aggregatable privacy-preserving ordinal response" (2014).
/// </remarks>
public sealed class RapporProtocol : IReportProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string ProtocolName = "rappor";

    private RapporProtocol(RapporEncoding encoding, int bits, int hashes, int cohorts, int noise, int zeros, int ones)
    {
        if (bits is < 2 or > 32 || hashes < 1 || hashes > Math.Min(16, bits / 2) || cohorts is < 1 or > 1 << 14 || !BitOperations.IsPow2(cohorts))
        {
            throw new BadInputException($"RAPPOR has 2 to 32 bits, 1 to 16 hashes for at most half of them, and a power of two up to {1 << 14} of cohorts, but was given {bits}, {hashes} and {cohorts}.");
        }

        if (noise is < 1 or > 127 || zeros is < 1 or > 255 || ones is < 1 or > 255 || zeros == ones)
        {
            throw new BadInputException($"The f of RAPPOR is 1/128 to 127/128, its p and q are two of 1/256 to 255/256, but were {noise}/128, {zeros}/256 and {ones}/256. A smaller f would add no noise at all.");
        }

        (Encoding, Bits, Hashes, Cohorts, Noise, Zeros, Ones) = (encoding, bits, hashes, cohorts, noise, zeros, ones);

        // Over 2^16: P(1) of a Bloom bit that is zero, and of one that is one.
        var (low, high) = ((noise * (zeros + ones)) + ((256 - (2 * noise)) * zeros), (noise * (zeros + ones)) + ((256 - (2 * noise)) * ones));
        const int Whole = 1 << 16;
        Law = new((double)high / Whole, (double)low / Whole);
        var (up, down) = high > low ? (high, low) : (low, high);
        var report = (Top: BigInteger.Pow((BigInteger)up * (Whole - down), hashes), Bottom: BigInteger.Pow((BigInteger)down * (Whole - up), hashes));
        var kept = (Top: BigInteger.Pow(256 - noise, 2 * hashes), Bottom: BigInteger.Pow(noise, 2 * hashes));
        (ConstantValueEpsilon, SingleReportEpsilon) = (Above(kept), Above(report));
        Document = ProtocolDocument.Write(
            ProtocolName,
            ("bits", ProtocolDocument.Number(bits)),
            ("cohorts", ProtocolDocument.Number(cohorts)),
            ("encoding", ProtocolDocument.Text(encoding == RapporEncoding.Cpp ? "cpp" : "python")),
            ("f128", ProtocolDocument.Number(noise)),
            ("hashes", ProtocolDocument.Number(hashes)),
            ("p256", ProtocolDocument.Number(zeros)),
            ("q256", ProtocolDocument.Number(ones)));
        Id = ProtocolDocument.Id(Document);
        var change = Math.Max((double)Math.Max(zeros, ones) / Math.Min(zeros, ones), (256.0 - Math.Min(zeros, ones)) / (256 - Math.Max(zeros, ones)));
        Longitudinal = new(ConstantValueEpsilon, SingleReportEpsilon, Filters(bits, hashes), Math.Log(change));
        Privacy = new($"one report of one installation. All its reports together: {Longitudinal}", SingleReportEpsilon, Rational.Zero, BigInteger.Log(report.Top) - BigInteger.Log(report.Bottom), PrivacyProof.IntegerThresholds) { Rounds = Longitudinal };
    }

    /// <summary>What the permanent noise is derived from.</summary>
    public RapporEncoding Encoding { get; }

    /// <summary>k: bits of the filter.</summary>
    public int Bits { get; }

    /// <summary>h: bits that a word sets at most.</summary>
    public int Hashes { get; }

    /// <summary>m: groups of installations with hash functions of their own.</summary>
    public int Cohorts { get; }

    /// <summary>f in 128ths.</summary>
    public int Noise { get; }

    /// <summary>p in 256ths: a permanent zero is reported as one.</summary>
    public int Zeros { get; }

    /// <summary>q in 256ths: a permanent one is reported as one.</summary>
    public int Ones { get; }

    /// <summary>ε∞, rounded up to six decimals.</summary>
    public Rational ConstantValueEpsilon { get; }

    /// <summary>ε₁, rounded up to six decimals.</summary>
    public Rational SingleReportEpsilon { get; }

    /// <inheritdoc/>
    public string Name => ProtocolName;

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>Bytes of every report: the cohort in two, and the bits.</summary>
    public int ReportSize => 2 + Packing.BytesFor(Bits);

    /// <summary>For each cohort its reports, and the ones of each bit.</summary>
    public int CounterCount => Cohorts * (Bits + 1);

    /// <inheritdoc/>
    public PrivacyStatement Privacy { get; }

    /// <summary>What all reports of an installation give away together. An answer is kept for each Bloom filter.</summary>
    public LongitudinalPrivacy Longitudinal { get; }

    /// <summary>q* and p*: a bit is reported as one where the word sets it, and where not.</summary>
    public SupportLaw Law { get; }

    /// <summary>A protocol. f is rounded up to 128ths, p and q to the nearest 256th.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static RapporProtocol Create(int bits, int hashes, int cohorts, Quantity f, Quantity p, Quantity q, RapporEncoding encoding = RapporEncoding.Cpp) =>
        new(encoding, bits, hashes, cohorts, (int)(f.Probability("f") * 128).Ceiling(), Nearest(p, "p"), Nearest(q, "q"));

    /// <summary>Reads a document that somebody published. Its ε follow from its integers, so there is no claim to check: look at them.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version.</exception>
    public static RapporProtocol Parse(string document) => ProtocolDocument.Read(
        document,
        root => root.GetProperty("protocol").GetString() == ProtocolName
            ? new RapporProtocol(
                root.GetProperty("encoding").GetString() == "cpp" ? RapporEncoding.Cpp : RapporEncoding.Python,
                root.GetProperty("bits").GetInt32(),
                root.GetProperty("hashes").GetInt32(),
                root.GetProperty("cohorts").GetInt32(),
                root.GetProperty("f128").GetInt32(),
                root.GetProperty("p256").GetInt32(),
                root.GetProperty("q256").GetInt32())
            : throw new FormatException());

    /// <summary>What runs on a device.</summary>
    /// <remarks>
    /// Cohort and permanent noise follow from HKDF-SHA256(secret, label ‖ collection ‖ encoder ‖ protocol id), each after its length: from one secret, the
    /// noise of two collections with other f would be the same bytes cut at other places, and a bit that only one of them turns would be bare.
    /// </remarks>
    /// <param name="secret">The installation's secret.</param>
    /// <param name="store">Where what a word costs is paid, and its noisy bits are kept.</param>
    /// <param name="collection">Identity of the collection, <see cref="Collection.Id"/>: noise and reports are kept for it alone.</param>
    /// <param name="encoder">Name of the attribute.</param>
    /// <exception cref="BadInputException">The identity is empty or has spaces.</exception>
    public RapporClient Client(DeviceKey secret, IMemoStore store, string collection, string encoder) => Client(secret, store, collection, encoder, LocalRandomness.Create());

    /// <summary>The same with another source for the noise of a report; a seeded one protects nobody.</summary>
    public RapporClient Client(DeviceKey secret, IMemoStore store, string collection, string encoder, LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        var cell = new MemoCell(MemoCell.Identity(collection), Id, encoder);
        return new(this, collection, HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.Bytes, DeviceKey.Size, info: cell.Bytes("tacit rappor secret 1")), store, encoder, random);
    }

    /// <summary>An aggregator that has counted nothing. Take one for each round.</summary>
    public IRapporAggregator CreateAggregator() => new RapporAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this collection.</exception>
    public IRapporAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new RapporAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);

    // Filters that a word can have: 1 to h of k bits.
    private static int Filters(int bits, int hashes)
    {
        var (sum, ways) = (0.0, 1.0);
        for (var i = 1; i <= hashes; i++)
        {
            ways = ways * (bits - i + 1) / i;
            sum += ways;
        }

        return (int)Math.Min(sum, int.MaxValue);
    }

    private static int Nearest(Quantity probability, string name) => (int)((probability.Probability(name) * 256) + new Rational(1, 2)).Floor();

    // The smallest ε of six decimals that certainly covers the ratio.
    private static Rational Above((BigInteger Top, BigInteger Bottom) ratio)
    {
        var step = new Rational(1, 1_000_000);
        var epsilon = Rational.Max(step, new Rational((BigInteger)Math.Ceiling((BigInteger.Log(ratio.Top) - BigInteger.Log(ratio.Bottom)) * 1e6) - 1, 1_000_000));
        while (!ThresholdCheck.Keeps(ratio.Top, ratio.Bottom, epsilon))
        {
            epsilon += step;
        }

        return epsilon;
    }
}

using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The public facts of a collection: what every client and the collector must agree on, bit by bit. A canonical document with an identity of its own.</summary>
/// <remarks>
/// Immutable. Whoever makes one, by <see cref="For"/> or by <see cref="Parse"/>, checks it: thresholds that break ε are refused, in integers, so a client
/// need not trust who published the document. Two are equal when their documents are.
/// </remarks>
public sealed class FrequencyParameters : IEquatable<FrequencyParameters>
{
    /// <summary>The version of documents and reports that this code reads and writes.</summary>
    public const int Version = 1;

    /// <summary>Values of a domain at most.</summary>
    public const int LargestDomain = 1 << 24;

    private static readonly Rational SmallestEpsilon = new(1, 1_000_000);

    internal FrequencyParameters(OracleKind kind, int domain, Rational epsilon, int size, ulong keep, ulong noise)
    {
        VerifyRange(domain, epsilon);
        VerifyDecimal(epsilon);
        OracleSizes.Verify(kind, domain, size);
        ThresholdCheck.Verify(kind, domain, size, epsilon, keep, noise);
        Kind = kind;
        Domain = domain;
        Epsilon = epsilon;
        Size = size;
        KeepThreshold = keep;
        NoiseThreshold = noise;
        var text = FrequencyDocument.Write(this);
        Id = ProtocolDocument.Id(text);
        Document = text;
    }

    /// <summary>The protocol.</summary>
    public OracleKind Kind { get; }

    /// <summary>k: values are 0 … k − 1.</summary>
    public int Domain { get; }

    /// <summary>ε of one report.</summary>
    public Rational Epsilon { get; }

    /// <summary>g of local hashing, ω of subset selection, K of Hadamard response; 0 elsewhere.</summary>
    public int Size { get; }

    /// <summary>T_p: the truthful event has probability T_p/2^64.</summary>
    public ulong KeepThreshold { get; }

    /// <summary>T_q: in unary encodings a zero becomes a one with probability T_q/2^64; 0 elsewhere.</summary>
    public ulong NoiseThreshold { get; }

    /// <summary>The canonical document (RFC 8785): strings and integers only, in one line.</summary>
    public string Document { get; }

    /// <summary>The first 16 bytes of the SHA-256 of the document, as 32 hexadecimal digits: what a batch of reports names.</summary>
    public string Id { get; }

    /// <summary>The parameters of a protocol, with the size that makes its error smallest unless one is given.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static FrequencyParameters For(OracleKind kind, int domain, Quantity epsilon, int? size = null)
    {
        _ = OracleNames.Of(kind);
        var rational = epsilon.Positive("Epsilon");
        VerifyRange(domain, rational);
        var chosen = size ?? OracleSizes.Best(kind, domain, rational);
        OracleSizes.Verify(kind, domain, chosen);
        var (keep, noise) = Thresholds.Of(kind, domain, chosen, rational);
        return new(kind, domain, rational, chosen, keep, noise);
    }

    /// <summary>Reads a document that somebody published, and checks that its thresholds keep the ε it claims.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or its thresholds break ε.</exception>
    public static FrequencyParameters Parse(string document) => FrequencyDocument.Read(document);

    /// <inheritdoc/>
    public bool Equals(FrequencyParameters? other) => other is not null && Document == other.Document;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FrequencyParameters);

    /// <inheritdoc/>
    public override int GetHashCode() => Document.GetHashCode(StringComparison.Ordinal);

    /// <summary>The document.</summary>
    public override string ToString() => Document;

    /// <summary>What a document can hold.</summary>
    internal static void VerifyDecimal(Rational epsilon)
    {
        if (epsilon.ToString().Contains('/', StringComparison.Ordinal))
        {
            throw new BadInputException($"Epsilon {epsilon} has no decimal form of at most 30 places. Round it down, for example to {epsilon.ToDouble():0.####}.");
        }
    }

    internal static void VerifyRange(int domain, Rational epsilon)
    {
        if (domain is < 2 or > LargestDomain)
        {
            throw new BadInputException($"A domain has 2 to {LargestDomain} values, but {domain} was given. For more, hash the values first or ask for their first letters.");
        }

        VerifyEpsilon(epsilon);
    }

    internal static void VerifyEpsilon(Rational epsilon)
    {
        if (epsilon < SmallestEpsilon || epsilon > 32)
        {
            throw new BadInputException($"Epsilon of a report lies in 0.000001 to 32, but was {epsilon}. Usual values are 0.5 to 4.");
        }
    }
}

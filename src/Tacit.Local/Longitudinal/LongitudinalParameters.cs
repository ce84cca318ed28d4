using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The public facts of a longitudinal collection: the integers of both rounds, and what they promise. A canonical document with an identity of its own.</summary>
/// <remarks>
/// Immutable. Whoever makes one, by <see cref="For"/> or by <see cref="Parse"/>, checks it in integers: that what a device keeps holds ε∞ and a single report ε₁,
/// so a client need not trust who published the document. Two are equal when their documents are.
/// </remarks>
public sealed class LongitudinalParameters : IEquatable<LongitudinalParameters>
{
    internal LongitudinalParameters(LongitudinalKind kind, int domain, Rational forever, Rational report, int size, TwoRounds rounds)
    {
        VerifyRange(domain, forever, report);
        FrequencyParameters.VerifyDecimal(forever);
        FrequencyParameters.VerifyDecimal(report);
        LolohaSizes.Verify(kind, size);
        (Kind, Domain, ConstantValueEpsilon, SingleReportEpsilon, Size, Rounds) = (kind, domain, forever, report, size, rounds);
        Verify();
        Document = ProtocolDocument.Write(
            LongitudinalNames.Of(kind),
            ("domain", ProtocolDocument.Number(domain)),
            ("epsilon", ProtocolDocument.Text(forever.ToString())),
            ("epsilon1", ProtocolDocument.Text(report.ToString())),
            ("hash", IsHashing ? ProtocolDocument.Text(SeededHash.IsWide(domain, size) ? "affine32" : "affine16") : null),
            ("keep", ProtocolDocument.WordUnlessZero(rounds.Keep)),
            ("keep2", ProtocolDocument.WordUnlessZero(rounds.KeepAgain)),
            ("noise", ProtocolDocument.WordUnlessZero(rounds.Noise)),
            ("noise2", ProtocolDocument.WordUnlessZero(rounds.NoiseAgain)),
            ("size", size == 0 ? null : ProtocolDocument.Number(size)));
        Id = ProtocolDocument.Id(Document);
    }

    /// <summary>The protocol.</summary>
    public LongitudinalKind Kind { get; }

    /// <summary>k: values are 0 … k − 1.</summary>
    public int Domain { get; }

    /// <summary>ε∞: of all reports together while a value stays.</summary>
    public Rational ConstantValueEpsilon { get; }

    /// <summary>ε₁: of one report.</summary>
    public Rational SingleReportEpsilon { get; }

    /// <summary>g of the LOLOHA protocols; 0 elsewhere.</summary>
    public int Size { get; }

    /// <summary>The canonical document (RFC 8785): strings and integers only, in one line.</summary>
    public string Document { get; }

    /// <summary>The first 16 bytes of the SHA-256 of the document, as 32 hexadecimal digits: what a batch of reports names.</summary>
    public string Id { get; }

    /// <summary>Whether values are hashed first.</summary>
    public bool IsHashing => Kind is LongitudinalKind.BiLoloha or LongitudinalKind.OLoloha;

    internal TwoRounds Rounds { get; }

    /// <summary>m of randomized response: k or g; 0 for unary encodings.</summary>
    internal int Values => IsHashing ? Size : Kind == LongitudinalKind.LGrr ? Domain : 0;

    /// <summary>The parameters of a protocol, with the g that makes the error of LOLOHA smallest unless one is given.</summary>
    /// <param name="kind">The protocol.</param>
    /// <param name="domain">Number of values.</param>
    /// <param name="constantValueEpsilon">ε∞: of all reports together while a value stays.</param>
    /// <param name="singleReportEpsilon">ε₁: of one report, below ε∞.</param>
    /// <param name="calibration">How randomized response solves its second round.</param>
    /// <param name="size">g.</param>
    /// <exception cref="BadInputException">A parameter is out of range, or the protocol cannot deliver so high an ε₁.</exception>
    public static LongitudinalParameters For(LongitudinalKind kind, int domain, Quantity constantValueEpsilon, Quantity singleReportEpsilon, Calibration calibration = Calibration.Exact, int? size = null)
    {
        _ = LongitudinalNames.Of(kind);
        var (forever, report) = (constantValueEpsilon.Positive("The ε of all reports together"), singleReportEpsilon.Positive("The ε of a report"));
        VerifyRange(domain, forever, report);
        FrequencyParameters.VerifyDecimal(forever);
        FrequencyParameters.VerifyDecimal(report);
        var chosen = size ?? (report < forever ? LolohaSizes.Best(kind, forever, report, calibration) : 0);
        var values = kind == LongitudinalKind.LGrr ? domain : chosen;
        return new(kind, domain, forever, report, chosen, LongitudinalThresholds.Of(kind, values, forever, report, calibration));
    }

    /// <summary>Reads a document that somebody published, and checks that its thresholds keep what it claims.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or its thresholds break ε∞ or ε₁.</exception>
    public static LongitudinalParameters Parse(string document) => ProtocolDocument.Read(
        document,
        root => new LongitudinalParameters(
            LongitudinalNames.Parse(root.GetProperty("protocol").GetString() ?? string.Empty),
            root.GetProperty("domain").GetInt32(),
            Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
            Rational.Parse(root.GetProperty("epsilon1").GetString() ?? string.Empty),
            root.TryGetProperty("size", out var size) ? size.GetInt32() : 0,
            new(
                ProtocolDocument.ReadWord(root, "keep"),
                ProtocolDocument.ReadWord(root, "noise"),
                ProtocolDocument.ReadWord(root, "keep2"),
                ProtocolDocument.ReadWord(root, "noise2"))),
        p => p.Document,
        "a document of parameters");

    /// <inheritdoc/>
    public bool Equals(LongitudinalParameters? other) => other is not null && Document == other.Document;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LongitudinalParameters);

    /// <inheritdoc/>
    public override int GetHashCode() => Document.GetHashCode(StringComparison.Ordinal);

    /// <summary>The document.</summary>
    public override string ToString() => Document;

    private static void VerifyRange(int domain, Rational forever, Rational report)
    {
        FrequencyParameters.VerifyRange(domain, forever);
        FrequencyParameters.VerifyRange(domain, report);
    }

    private void Verify()
    {
        var name = LongitudinalNames.Of(Kind);
        if ((Values == 0) != (Rounds.Noise != 0) || (Values == 0) != (Rounds.NoiseAgain != 0))
        {
            throw new BadInputException($"The thresholds of this {name} document are those of another kind of protocol. Do not report; ask who published it for a correct one.");
        }

        var (kept, report, again) = (Rounds.WorstKeptRatio(Values), Rounds.WorstRatio(Values), Rounds.WorstAgainRatio(Values));
        foreach (var (top, bottom) in new[] { kept, report, again })
        {
            if (top <= bottom || bottom.IsZero)
            {
                throw new BadInputException($"The thresholds of this {name} document make its reports say nothing, or the opposite. Do not report; ask who published it for a correct one.");
            }
        }

        if (!ThresholdCheck.Keeps(kept.Top, kept.Bottom, ConstantValueEpsilon))
        {
            throw new BadInputException($"The thresholds of this {name} document reveal more than ε = {ConstantValueEpsilon} allows for all reports together. Do not report; ask who published it for a correct one.");
        }

        if (!ThresholdCheck.Keeps(report.Top, report.Bottom, SingleReportEpsilon))
        {
            throw new BadInputException($"The thresholds of this {name} document reveal more than ε = {SingleReportEpsilon} allows for one report. Do not report; ask who published it for a correct one.");
        }
    }
}

using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The canonical document of parameters: names in order, no white space, numbers that could be rounded as strings.</summary>
internal static class FrequencyDocument
{
    public static string Write(FrequencyParameters p) => ProtocolDocument.Write(
        OracleNames.Of(p.Kind),
        ("domain", ProtocolDocument.Number(p.Domain)),
        ("epsilon", ProtocolDocument.Text(p.Epsilon.ToString())),
        ("hash", SeededHash.NameFor(p) is { } hash ? ProtocolDocument.Text(hash) : null),
        ("keep", ProtocolDocument.Word(p.KeepThreshold)),
        ("noise", ProtocolDocument.WordUnlessZero(p.NoiseThreshold)),
        ("size", p.Size == 0 ? null : ProtocolDocument.Number(p.Size)));

    public static FrequencyParameters Read(string document) => ProtocolDocument.Read(
        document,
        root => new FrequencyParameters(
            OracleNames.Parse(root.GetProperty("protocol").GetString() ?? string.Empty),
            root.GetProperty("domain").GetInt32(),
            Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
            root.TryGetProperty("size", out var size) ? size.GetInt32() : 0,
            ProtocolDocument.ReadWord(root.GetProperty("keep")),
            ProtocolDocument.ReadWord(root, "noise")),
        p => p.Document,
        "a document of parameters");
}

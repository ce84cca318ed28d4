using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The canonical document of a protocol that finds words.</summary>
internal static class HeavyHitterDocument
{
    private const string Hash = "sha512-affine";

    public static string Write(HeavyHitterProtocol p) => ProtocolDocument.Write(
        p.Name,
        ("bits", ProtocolDocument.Number(p.Bits)),
        ("code", ProtocolDocument.Text(WordBits.NameOf(p.Code))),
        ("epsilon", ProtocolDocument.Text(p.Epsilon.ToString())),
        ("first", ProtocolDocument.Number(p.FirstBits)),
        ("hash", ProtocolDocument.Text(Hash)),
        ("keep", ProtocolDocument.Word(p.Keep)),
        ("pool", ProtocolDocument.Number(p.Pool)),
        ("size", ProtocolDocument.Number(p.HashValues)),
        ("step", ProtocolDocument.Number(p.StepBits)));

    public static HeavyHitterProtocol Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ProtocolDocument.Read(document, root => new HeavyHitterProtocol(
            WordBits.Parse(root.GetProperty("code").GetString() ?? string.Empty),
            root.GetProperty("bits").GetInt32(),
            root.GetProperty("first").GetInt32(),
            root.GetProperty("step").GetInt32(),
            Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
            root.GetProperty("size").GetInt32(),
            root.GetProperty("pool").GetInt32(),
            ProtocolDocument.ReadWord(root.GetProperty("keep"))));
    }
}

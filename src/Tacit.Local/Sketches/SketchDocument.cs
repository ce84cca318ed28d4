namespace Tacit.Local;

/// <summary>The canonical document of a sketch: that of its cells stands inside as it is.</summary>
internal static class SketchDocument
{
    private const string Hash = "sha512-affine";

    public static string Write(SketchProtocol p) => ProtocolDocument.Write(
        p.Name,
        ("cells", p.Cells.Document),
        ("hash", ProtocolDocument.Text(Hash)),
        ("rows", ProtocolDocument.Number(p.Rows)));

    public static SketchProtocol Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ProtocolDocument.Read(document, root => new SketchProtocol(
            SketchNames.Parse(root.GetProperty("protocol").GetString() ?? string.Empty),
            root.GetProperty("rows").GetInt32(),
            FrequencyOracle.Create(FrequencyParameters.Parse(root.GetProperty("cells").GetRawText()))));
    }
}

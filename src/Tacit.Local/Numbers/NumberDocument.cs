using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The canonical document of a protocol for numbers.</summary>
internal static class NumberDocument
{
    public static string Write(NumberProtocol p)
    {
        var grid = p.Grids[0];
        List<(string, string)> members =
        [
            ("cells", ProtocolDocument.Number(grid.Cells)),
            ("epsilon", ProtocolDocument.Text(p.Epsilon.ToString())),
            ("high", ProtocolDocument.Text(p.High.ToString())),
            ("keep", ProtocolDocument.Word(grid.Keep)),
            ("low", ProtocolDocument.Text(p.Low.ToString())),
            ("window", ProtocolDocument.Number(grid.Window)),
        ];
        if (p.Kind == NumberKind.Hybrid)
        {
            members.Add(("keepEnd", ProtocolDocument.Word(p.Grids[1].Keep)));
            members.Add(("mix", ProtocolDocument.Word(p.Mix)));
        }

        return ProtocolDocument.Write(p.Name, [.. members]);
    }

    public static NumberProtocol Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ProtocolDocument.Read(document, root =>
        {
            var kind = NumberNames.Parse(root.GetProperty("protocol").GetString() ?? string.Empty);
            var grid = new NumberGrid(root.GetProperty("cells").GetInt32(), root.GetProperty("window").GetInt32(), ProtocolDocument.ReadWord(root.GetProperty("keep")));
            var isHybrid = kind == NumberKind.Hybrid;
            return new NumberProtocol(
                kind,
                Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
                Rational.Parse(root.GetProperty("low").GetString() ?? string.Empty),
                Rational.Parse(root.GetProperty("high").GetString() ?? string.Empty),
                isHybrid ? [grid, new(2, 1, ProtocolDocument.ReadWord(root.GetProperty("keepEnd")))] : [grid],
                isHybrid ? ProtocolDocument.ReadWord(root.GetProperty("mix")) : 0);
        });
    }
}

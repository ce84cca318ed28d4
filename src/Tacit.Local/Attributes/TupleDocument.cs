using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The canonical document of a protocol for tuples: the documents of its attributes stand inside as they are.</summary>
internal static class TupleDocument
{
    public static string Write(TupleProtocol p)
    {
        List<(string, string)> members =
        [
            ("attributes", ProtocolDocument.List(p.Oracles.Select(o => o.Document))),
            ("epsilon", ProtocolDocument.Text(p.Epsilon.ToString())),
        ];
        if (p.Priors.Count > 0)
        {
            members.Add(("priors", ProtocolDocument.List(p.Priors.Select(prior => ProtocolDocument.List(prior.Weights.Select(w => ProtocolDocument.Number(w)))))));
        }

        return ProtocolDocument.Write(p.Name, [.. members]);
    }

    public static TupleProtocol Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ProtocolDocument.Read(document, root => new TupleProtocol(
            TupleNames.Parse(root.GetProperty("protocol").GetString() ?? string.Empty),
            Rational.Parse(root.GetProperty("epsilon").GetString() ?? string.Empty),
            [.. root.GetProperty("attributes").EnumerateArray().Select(a => FrequencyOracle.Create(FrequencyParameters.Parse(a.GetRawText())))],
            root.TryGetProperty("priors", out var priors)
                ? [.. priors.EnumerateArray().Select(p => new FakePrior([.. p.EnumerateArray().Select(w => w.GetInt32())]))]
                : []));
    }
}

using System.Text.Json;

namespace Tacit.Local;

/// <summary>Reads the document of any protocol.</summary>
public static class ReportProtocols
{
    private const int Longest = 1 << 20;

    /// <summary>The protocol of a document that somebody published, checked: what breaks the ε it claims is refused.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or it breaks ε.</exception>
    public static IReportProtocol Parse(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var name = NameOf(document);
        return name switch
        {
            _ when TupleNames.Names.Contains(name) => TupleProtocol.Parse(document),
            MemoizedTupleProtocol.ProtocolName => MemoizedTupleProtocol.Parse(document),
            _ when NumberNames.Names.Contains(name) => NumberProtocol.Parse(document),
            _ when SketchNames.Names.Contains(name) => SketchProtocol.Parse(document),
            "she" => HistogramProtocol.Parse(document),
            "pem" => HeavyHitterProtocol.Parse(document),
            _ when LongitudinalNames.Names.Contains(name) => LongitudinalProtocol.Create(LongitudinalParameters.Parse(document)),
            BucketProtocol.ProtocolName => BucketProtocol.Parse(document),
            OneBitMean.ProtocolName => OneBitMean.Parse(document),
            RapporProtocol.ProtocolName => RapporProtocol.Parse(document),
            _ => FrequencyOracle.Create(FrequencyParameters.Parse(document)),
        };
    }

    private static string NameOf(string document)
    {
        if (document.Length > Longest)
        {
            return string.Empty;
        }

        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.GetProperty("protocol").GetString() ?? string.Empty;
        }
        catch (Exception e) when (ProtocolDocument.IsNoJson(e) || e is KeyNotFoundException or InvalidOperationException)
        {
            return string.Empty;
        }
    }
}

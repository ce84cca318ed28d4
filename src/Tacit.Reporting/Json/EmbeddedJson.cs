using System.Text;
using System.Text.Json;

namespace Tacit.Reporting;

/// <summary>A derivation inside a report: JSON in JSON, laid out with it, and given back in its one compact form.</summary>
internal static class EmbeddedJson
{
    /// <summary>The deepest nesting of a report.</summary>
    public const int MostLevels = DerivationCheck.MostLevels + 16;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = DerivationCheck.MostLevels };
    private static readonly JsonWriterOptions Compact = new() { MaxDepth = DerivationCheck.MostLevels };

    public static void Write(Utf8JsonWriter writer, string json)
    {
        using var document = JsonDocument.Parse(json, Reading);
        document.RootElement.WriteTo(writer);
    }

    /// <summary>Why a text cannot stand in a report, or null.</summary>
    public static string? Fault(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            return Read(document.RootElement) == json ? null : "is not in its compact form";
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return "is not JSON";
        }
    }

    public static string Read(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

using System.Globalization;
using System.Text;

namespace Tacit.Local;

/// <summary>The canonical document of a collection: names in order, no white space, integers and strings only; the protocol's own document stands inside as it is.</summary>
internal static class CollectionDocument
{
    public static string Write(Collection c)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"epochSeconds\":{c.Epochs.Seconds},\"epochStart\":{c.Epochs.Start},");
        if (c.Labels.Count > 0)
        {
            text.Append("\"labels\":[");
            for (var i = 0; i < c.Labels.Count; i++)
            {
                CanonicalJson.AppendString(i > 0 ? text.Append(',') : text, c.Labels[i]);
            }

            text.Append("],");
        }

        CanonicalJson.AppendString(text.Append("\"name\":"), c.Name);
        return text.Append(CultureInfo.InvariantCulture, $",\"protocol\":{c.Protocol.Document},\"version\":{Collection.Version}}}").ToString();
    }

    public static Collection Read(string document) => ProtocolDocument.Read(
        document,
        root => Collection.Create(
            root.GetProperty("name").GetString() ?? string.Empty,
            ReportProtocols.Parse(root.GetProperty("protocol").GetRawText()),
            root.TryGetProperty("labels", out var labels) ? [.. labels.EnumerateArray().Select(l => l.GetString() ?? string.Empty)] : [],
            new(root.GetProperty("epochStart").GetInt64(), root.GetProperty("epochSeconds").GetInt64())),
        c => c.Document,
        "the document of a collection");
}

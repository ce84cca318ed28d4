using System.Globalization;
using System.Text.Json;

namespace Tacit.Reporting;

/// <summary>A JSON value with its place in the document, so that every complaint says where.</summary>
internal readonly record struct ReportNode(JsonElement Element, string Place)
{
    public bool IsNull => Element.ValueKind == JsonValueKind.Null;

    /// <summary>The members of an object that must be there and may be there; any other is refused.</summary>
    public ReportNode Object(string[] required, params string[] optional)
    {
        Expect(JsonValueKind.Object, "an object");
        var seen = new HashSet<string>();
        foreach (var member in Element.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                throw Wrong($"has the member '{member.Name}' twice");
            }

            if (!required.Contains(member.Name) && !optional.Contains(member.Name))
            {
                throw Wrong($"has a member '{member.Name}' that this format does not know");
            }
        }

        return required.FirstOrDefault(name => !seen.Contains(name)) is { } missing ? throw Wrong($"lacks the member '{missing}'") : this;
    }

    public ReportNode this[string name] => new(Element.GetProperty(name), $"{Place}.{name}");

    public ReportNode? Find(string name) => Element.TryGetProperty(name, out var value) ? new(value, $"{Place}.{name}") : null;

    public IReadOnlyList<T> List<T>(Func<ReportNode, T> read)
    {
        Expect(JsonValueKind.Array, "a list");
        var place = Place;
        return [.. Element.EnumerateArray().Select((e, i) => read(new(e, string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]"))))];
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a text");
        try
        {
            return Element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("is not valid Unicode");
        }
    }

    public long Integer() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt64(out var value) ? value : throw Wrong("must be a whole number");

    public double Number() => Element.ValueKind switch
    {
        JsonValueKind.Number when Element.TryGetDouble(out var value) && double.IsFinite(value) => value,
        JsonValueKind.String => Element.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => throw Wrong("must be a number"),
        },
        _ => throw Wrong("must be a number"),
    };

    public bool Flag() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : throw Wrong("must be true or false");

    public FormatException Wrong(string what) => new($"The report is damaged: {Place} {what}.");

    private void Expect(JsonValueKind kind, string what)
    {
        if (Element.ValueKind != kind)
        {
            throw Wrong($"must be {what}");
        }
    }
}

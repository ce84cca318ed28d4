using System.Text.Json;

namespace Tacit.Query.Syntax;

/// <summary>Reads the parser's tree: what is not on the list of node types is refused with its name and place.</summary>
internal sealed class SqlReader(SqlText text)
{
    public SqlText Text => text;

    /// <summary>The place of a node, or −1.</summary>
    public int At(JsonElement node) => node.TryGetProperty("query_location", out var at) && at.TryGetInt64(out var bytes) ? text.Position(bytes) : -1;

    /// <summary>Where a node begins: its own place, or the first one of what it is made of. −1 where nothing of it has one.</summary>
    public int Start(JsonElement node) => At(node) is >= 0 and var own ? own : First(node);

    public BadInputException Refuse(string code, JsonElement node, string reason) => SqlError.At(code, text, Start(node), reason);

    /// <summary>What relations and expressions refuse by themselves does not know its place in the text: it is refused at the innermost node that was being bound.</summary>
    public T Placed<T>(JsonElement node, Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (BadInputException e) when (!SqlError.IsCoded(e))
        {
            throw Refuse(SqlError.Kind, node, e.Message);
        }
    }

    public BadInputException Unsupported(JsonElement node, string what) => Refuse(SqlError.Unsupported, node, $"{what} is not answered. docs/sql.md lists what is.");

    public static string Type(JsonElement node) => node.GetProperty("type").GetString()!;

    public static string Class(JsonElement node) => node.GetProperty("class").GetString()!;

    /// <summary>The elements of a list; none where it is null.</summary>
    public static IEnumerable<JsonElement> List(JsonElement node, string name) =>
        node.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>A part, or null where it is missing or null.</summary>
    public static JsonElement? Part(JsonElement node, string name) =>
        node.TryGetProperty(name, out var part) && part.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? part : null;

    public static string Word(JsonElement node, string name) => Part(node, name) is { ValueKind: JsonValueKind.String } word ? word.GetString()! : string.Empty;

    /// <summary>Refuses a node that has one of these parts.</summary>
    public void Without(JsonElement node, params ReadOnlySpan<(string Part, string What)> parts)
    {
        foreach (var (part, what) in parts)
        {
            if (Part(node, part) is { } there && there.ValueKind switch
            {
                JsonValueKind.Array => there.GetArrayLength() > 0,
                JsonValueKind.String => there.GetString()!.Length > 0,
                JsonValueKind.False => false,
                JsonValueKind.Object when there.TryGetProperty("map", out var map) => map.GetArrayLength() > 0,
                JsonValueKind.Object when there.TryGetProperty("orders", out var orders) => orders.GetArrayLength() > 0,
                _ => true,
            })
            {
                throw Unsupported(node, what);
            }
        }
    }

    /// <summary>A constant of the tree.</summary>
    public object? Constant(JsonElement node)
    {
        var value = node.GetProperty("value");
        if (value.GetProperty("is_null").GetBoolean())
        {
            return null;
        }

        var type = value.GetProperty("type");
        var inner = value.GetProperty("value");
        switch (type.GetProperty("id").GetString())
        {
            case "BOOLEAN":
                return inner.GetBoolean();
            case "VARCHAR":
                return inner.GetString()!;
            case "DECIMAL":
                var scale = type.GetProperty("type_info").GetProperty("scale").GetInt32();
                return Decimal(node, inner, scale);
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "DOUBLE" or "FLOAT":
                return inner.ValueKind == JsonValueKind.Number && inner.TryGetDouble(out var number) && double.IsFinite(number)
                    ? number
                    : throw Refuse(SqlError.Kind, node, "A number must be finite.");
            default:
                throw Unsupported(node, "A constant of this kind");
        }
    }

    private int First(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Object && At(node) is >= 0 and var own)
        {
            return own;
        }

        var places = node.ValueKind switch
        {
            JsonValueKind.Object => node.EnumerateObject().Select(p => First(p.Value)),
            JsonValueKind.Array => node.EnumerateArray().Select(First),
            _ => [],
        };
        return places.Where(p => p >= 0).DefaultIfEmpty(-1).Min();
    }

    // An exact decimal becomes the nearest double.
    private double Decimal(JsonElement node, JsonElement digits, int scale)
    {
        var raw = digits.ValueKind == JsonValueKind.Number ? digits.GetRawText() : throw Unsupported(node, "A number of so many digits");
        var negative = raw.StartsWith('-');
        var whole = (negative ? raw[1..] : raw).PadLeft(scale + 1, '0');
        var written = scale == 0 ? whole : $"{whole[..^scale]}.{whole[^scale..]}";
        return double.Parse((negative ? "-" : string.Empty) + written, System.Globalization.CultureInfo.InvariantCulture);
    }
}

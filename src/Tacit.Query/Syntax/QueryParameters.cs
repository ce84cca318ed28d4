using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tacit.Query.Syntax;

/// <summary>Values of a question's parameters. They take the place of parameter nodes in the parser's tree: no value ever becomes text that is parsed.</summary>
internal sealed class QueryParameters
{
    private const string Parameter = "PARAMETER";

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = SqlParser.Deepest };

    private readonly IReadOnlyDictionary<string, (JsonObject Node, string Word)> _values;

    private QueryParameters(IReadOnlyDictionary<string, (JsonObject, string)> values) => _values = values;

    public static QueryParameters None { get; } = new(new Dictionary<string, (JsonObject, string)>(StringComparer.OrdinalIgnoreCase));

    /// <summary>The values for people; empty where there are none.</summary>
    public string Words => _values.Count == 0 ? string.Empty : $" [{string.Join(", ", _values.OrderBy(v => v.Key, StringComparer.OrdinalIgnoreCase).Select(v => $"{v.Key} = {v.Value.Word}"))}]";

    /// <summary>Reads values; names may begin with <c>$</c>, <c>@</c> or <c>:</c>.</summary>
    /// <exception cref="BadInputException">A value is of a kind that questions do not know.</exception>
    public static QueryParameters Of(IReadOnlyDictionary<string, object?> values)
    {
        Given.There(values, "The list of parameters");
        var read = new Dictionary<string, (JsonObject, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            var plain = Plain(name);
            if (!read.TryAdd(plain, Node(plain, value)))
            {
                throw new BadInputException($"{SqlError.Unknown}: The parameter '{plain}' is given twice. Nothing was spent.");
            }
        }

        return read.Count == 0 ? None : new(read);
    }

    /// <summary>A name without its mark.</summary>
    public static string Plain(string name) => name.TrimStart('$', '@', ':');

    /// <summary>The tree with values in the place of parameters.</summary>
    /// <exception cref="BadInputException">A parameter has no value.</exception>
    public JsonElement Bound(JsonElement tree)
    {
        if (!HasParameter(tree))
        {
            return tree;
        }

        var root = JsonNode.Parse(tree.GetRawText(), documentOptions: new() { MaxDepth = SqlParser.Deepest })!;
        Replace(root);
        return JsonSerializer.SerializeToElement(root, Deep);
    }

    /// <summary>The names of the parameters in a tree.</summary>
    public static IEnumerable<string> NamesIn(JsonElement tree) => tree.ValueKind switch
    {
        JsonValueKind.Object when IsParameter(tree) => [tree.GetProperty("identifier").GetString()!],
        JsonValueKind.Object => tree.EnumerateObject().SelectMany(p => NamesIn(p.Value)),
        JsonValueKind.Array => tree.EnumerateArray().SelectMany(NamesIn),
        _ => [],
    };

    private static bool HasParameter(JsonElement tree) => NamesIn(tree).Any();

    private static bool IsParameter(JsonElement node) => node.TryGetProperty("class", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == Parameter;

    private void Replace(JsonNode node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (name, child) in o.ToArray())
                {
                    Put(child, v => o[name] = v);
                }

                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                {
                    var at = i;
                    Put(a[i], v => a[at] = v);
                }

                break;
        }
    }

    private void Put(JsonNode? child, Action<JsonNode> into)
    {
        if (child is JsonObject o && o["class"] is JsonValue type && type.TryGetValue<string>(out var name) && name == Parameter)
        {
            var node = ValueOf(o["identifier"]!.GetValue<string>()).DeepClone();
            node["alias"] = o["alias"]?.DeepClone();
            into(node);
        }
        else if (child is not null)
        {
            Replace(child);
        }
    }

    private JsonObject ValueOf(string name) => _values.TryGetValue(name, out var found)
        ? found.Node
        : throw new BadInputException($"{SqlError.Unknown}: The parameter '{name}' has no value. Nothing was spent.");

    private static (JsonObject Node, string Word) Node(string name, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                return (Constant("NULL", null), "NULL");
            case bool truth:
                return (Constant("BOOLEAN", JsonValue.Create(truth)), truth ? "true" : "false");
            case Enum member:
                return Node(name, Convert.ToInt64(member, CultureInfo.InvariantCulture));
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal:
                var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return double.IsFinite(number)
                    ? (Constant("DOUBLE", JsonValue.Create(number)), number.ToString("R", CultureInfo.InvariantCulture))
                    : throw new BadInputException($"{SqlError.Kind}: The parameter '{name}' is no finite number. Nothing was spent.");
            case string or char or Guid:
                var text = value.ToString()!;
                return text.Length <= SqlText.Longest && !text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text
                    ? (Constant("VARCHAR", JsonValue.Create(text)), $"'{text.Replace("'", "''", StringComparison.Ordinal)}'")
                    : throw new BadInputException($"{SqlError.Kind}: The parameter '{name}' is too long, or holds a NUL or half a character, which no text does. Nothing was spent.");
            case DateTimeOffset moment:
                return Moment(moment.UtcDateTime);
            case DateTime { Kind: not DateTimeKind.Local } time:
                return Moment(time);
            case DateOnly day:
                return Moment(day.ToDateTime(TimeOnly.MinValue));
            default:
                throw new BadInputException($"{SqlError.Kind}: The parameter '{name}' is neither a number, a text, a truth, nor a time in UTC. Nothing was spent.");
        }
    }

    private static (JsonObject, string) Moment(DateTime time)
    {
        var text = time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        return (new JsonObject
        {
            ["class"] = "CAST",
            ["type"] = "OPERATOR_CAST",
            ["alias"] = string.Empty,
            ["child"] = Constant("VARCHAR", JsonValue.Create(text)),
            ["cast_type"] = new JsonObject { ["id"] = "TIMESTAMP", ["type_info"] = null },
            ["try_cast"] = false,
        }, $"'{text}'");
    }

    private static JsonObject Constant(string type, JsonValue? value) => new()
    {
        ["class"] = "CONSTANT",
        ["type"] = "VALUE_CONSTANT",
        ["alias"] = string.Empty,
        ["value"] = value is null
            ? new JsonObject { ["type"] = new JsonObject { ["id"] = type, ["type_info"] = null }, ["is_null"] = true }
            : new JsonObject { ["type"] = new JsonObject { ["id"] = type, ["type_info"] = null }, ["is_null"] = false, ["value"] = value },
    };
}

using System.Text.Json;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>DISTINCT, ORDER BY and LIMIT of the outer SELECT: they see released values only.</summary>
internal sealed class OuterModifiers
{
    private readonly List<(JsonElement By, bool Falls, bool NullsFirst)> _order = [];

    public OuterModifiers(SqlReader reader, JsonElement query)
    {
        JsonElement? limit = null;
        foreach (var modifier in SqlReader.List(query, "modifiers"))
        {
            switch (SqlReader.Type(modifier))
            {
                case "ORDER_MODIFIER":
                    _order.AddRange(SqlReader.List(modifier, "orders").Select(o => (o.GetProperty("expression"), SqlReader.Type(o) == "DESCENDING", SqlReader.Word(o, "null_order").EndsWith("FIRST", StringComparison.Ordinal))));
                    break;
                case "DISTINCT_MODIFIER" when !SqlReader.List(modifier, "distinct_on_targets").Any():
                    IsDistinct = true;
                    break;
                case "LIMIT_MODIFIER":
                    limit = modifier;
                    Limit = Whole(reader, modifier, "limit");
                    Offset = Whole(reader, modifier, "offset") ?? 0;
                    break;
                default:
                    throw reader.Unsupported(modifier, "LIMIT in percent and DISTINCT ON");
            }
        }

        if (limit is { } without && _order.Count == 0)
        {
            throw reader.Refuse(SqlError.Unsupported, without, "LIMIT needs ORDER BY: without it, which rows are left would be chance.");
        }
    }

    public bool IsDistinct { get; }

    public IReadOnlyList<(JsonElement By, bool Falls, bool NullsFirst)> Order => _order;

    public long? Limit { get; }

    public long Offset { get; }

    private static long? Whole(SqlReader reader, JsonElement modifier, string part) => SqlReader.Part(modifier, part) is not { } node
        ? null
        : SqlReader.Class(node) == "CONSTANT" && reader.Constant(node) is double number && number >= 0 && number <= 1e9 && number == Math.Floor(number)
            ? (long)number
            : throw reader.Refuse(SqlError.Unsupported, node, "LIMIT and OFFSET take whole constants.");
}

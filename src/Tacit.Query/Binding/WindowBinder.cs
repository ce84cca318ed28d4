using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds window functions in sub-queries: their partitions hold the unit, so that they see one unit's rows alone.</summary>
internal sealed class WindowBinder(BindingScope scope, Names names)
{
    /// <summary>The rows with the columns of windows, and how a node of one becomes its column.</summary>
    public (Relation Relation, Func<JsonElement, Scalar?> Known) Add(JsonElement[] windows)
    {
        if (windows.Length == 0)
        {
            return (names.Relation, _ => null);
        }

        var bound = windows.Select(Bind).ToArray();
        var added = bound.DistinctBy(w => w.Window.Text).OrderBy(w => w.Window.Function != WindowFunction.Aggregate).ToArray();
        var input = names.Relation;

        // One order at a time: of two rows that are alike, two sorts may each take another for the first, and which one would depend on the rows of others. The number that the first sort
        // gave is a column of the next one's rows, which it breaks ties by.
        var ordered = added.Count(w => w.Window.Function != WindowFunction.Aggregate);
        var first = added.Length - Math.Max(0, ordered - 1);
        var relation = With(input, added[..first]);
        foreach (var next in added[first..])
        {
            scope.Count(windows[0]);
            relation = With(relation, [next]);
        }

        return (relation, node => SqlReader.Class(node) == "WINDOW"
            ? relation.Slot(input.Columns.Count + Array.FindIndex(added, a => a.Window.Text == Bind(node).Window.Text))
            : null);
    }

    private static Windows With(Relation rows, (WindowColumn Window, Facts Facts)[] added) =>
        new(rows, [.. added.Select(a => a.Window)], [.. rows.Columns, .. added.Select((a, i) => new Column($"window {rows.Columns.Count + i}", a.Facts, Storage.Of(a.Window.Held)))]);

    /// <summary>The window functions in a node.</summary>
    public static IEnumerable<JsonElement> In(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object when node.TryGetProperty("class", out var type) && type.GetString() == "WINDOW" => [node],
        JsonValueKind.Object when node.TryGetProperty("class", out var type) && type.GetString() == "SUBQUERY" => [],
        JsonValueKind.Object => node.EnumerateObject().SelectMany(p => In(p.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(e => In(e)),
        _ => [],
    };

    private (WindowColumn Window, Facts Facts) Bind(JsonElement node)
    {
        var reader = scope.Reader;
        var rows = new ExpressionBinder(reader, names, UnitSubQueries.In(scope));
        reader.Without(node, ("filter_expr", "FILTER in a window"), ("offset_expr", "An offset of lag and lead"), ("default_expr", "A default of lag and lead"), ("start_expr", "A frame of rows"), ("end_expr", "A frame of rows"), ("arg_orders", "ORDER BY inside a window function"), ("distinct", "DISTINCT in a window"), ("ignore_nulls", "IGNORE NULLS"));
        Whole(reader, node);
        var partition = SqlReader.List(node, "partitions").Select(rows.Bind).ToArray();
        if (!partition.Any(p => p is UnitKey))
        {
            throw reader.Refuse(SqlError.NotPrivate, node, $"A window over rows of several units lets one unit change another's. Write OVER (PARTITION BY {scope.UnitColumn ?? "the unit"}, …).");
        }

        var keys = partition.Where(p => p is not UnitKey).ToArray();
        var order = SqlReader.List(node, "orders").Select(o => (rows.Bind(o.GetProperty("expression")), SqlReader.Type(o) == "DESCENDING")).ToArray();
        var name = FunctionBinder.NameOf(node);
        var arguments = rows.All(node, "children");
        if (order.Any(o => o.Item1 is UnitKey))
        {
            order = [.. order.Where(o => o.Item1 is not UnitKey)];
        }

        if (order.Select(o => o.Item1).Concat(arguments).FirstOrDefault(a => a.Kind == ValueKind.RowKey) is { } rowKey)
        {
            throw reader.Refuse(SqlError.Kind, node, $"Nothing is ordered by {Expressions.Words(rowKey)}, or taken from another row of it.");
        }

        if (SqlReader.List(node, "orders").Any(o => SqlReader.Word(o, "null_order").EndsWith("FIRST", StringComparison.Ordinal)))
        {
            throw reader.Refuse(SqlError.Unsupported, node, "Missing values stand last in the order of a window. To have them first, order by x IS NOT NULL before x.");
        }

        switch (name, arguments.Length)
        {
            case ("row_number", 0):
                return (new(WindowFunction.RowNumber, null, null, keys, order), Facts.Number(1, (double)(names.Relation.Multiplicity.Rows ?? 1_000_000_000_000), true));
            case ("lag" or "lead", 1):
                return (new(name == "lag" ? WindowFunction.Lag : WindowFunction.Lead, null, arguments[0], keys, order), arguments[0].Facts with { Range = arguments[0].Facts.Range is { } r ? new NumberRange(r.Widest) : null, IsUnitConstant = false });
            case ("sum" or "avg" or "min" or "max" or "count" or "count_star", _) when order.Length == 0:
                var function = name switch { "sum" => InnerFunction.Sum, "avg" => InnerFunction.Mean, "min" => InnerFunction.Min, "max" => InnerFunction.Max, _ => InnerFunction.Count };
                var aggregate = reader.Placed(node, () => RelationBuilder.Inner(function, arguments.Length == 0 ? null : arguments[0], names.Relation));
                return (new(WindowFunction.Aggregate, aggregate, null, keys, []), aggregate.Facts);
            default:
                throw reader.Unsupported(node, $"The window function {name}{(order.Length > 0 ? " with ORDER BY" : string.Empty)}");
        }
    }

    // The rows of the whole partition: what stands where nothing is written, or is written out in full.
    private static void Whole(SqlReader reader, JsonElement node)
    {
        if (SqlReader.Word(node, "start") != "UNBOUNDED_PRECEDING"
            || SqlReader.Word(node, "end") is not ("CURRENT_ROW_RANGE" or "UNBOUNDED_FOLLOWING")
            || SqlReader.Word(node, "exclude_clause") != "NO_OTHER")
        {
            throw reader.Unsupported(node, "A frame of rows");
        }
    }
}

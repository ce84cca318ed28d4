using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds sub-queries to rows of units: nothing is released there, so what they compute stays inside one unit.</summary>
internal static class SelectBinder
{
    /// <summary>The rows of a sub-query, and the name of the unit's column where it is selected.</summary>
    public static (Relation Relation, string? Unit) Bind(BindingScope outer, JsonElement query) => outer.Reader.Placed(query, () => Bound(outer, query));

    private static (Relation Relation, string? Unit) Bound(BindingScope outer, JsonElement query)
    {
        outer.Count(query);
        var reader = outer.Reader;
        var scope = outer.With(query);
        switch (SqlReader.Type(query))
        {
            case "SELECT_NODE":
                return Select(scope, query);
            case "SET_OPERATION_NODE":
                return Union(scope, query);
            default:
                throw reader.Unsupported(query, $"A sub-query of the kind {SqlReader.Type(query).ToLowerInvariant()}");
        }
    }

    private static (Relation, string?) Union(BindingScope scope, JsonElement query)
    {
        var reader = scope.Reader;
        Modifiers(reader, query);
        if (SqlReader.Word(query, "setop_type") != "UNION" || !query.GetProperty("setop_all").GetBoolean())
        {
            throw reader.Refuse(SqlError.NotPrivate, query, "Only UNION ALL is answered: in UNION, EXCEPT and INTERSECT the rows of one unit decide about those of another.");
        }

        var (left, unit) = Bind(scope, query.GetProperty("left"));
        var (right, other) = Bind(scope, query.GetProperty("right"));
        return (reader.Placed(query.GetProperty("right"), () => RelationBuilder.United(left, right)), unit is not null && other is not null ? unit : null);
    }

    private static (Relation, string?) Select(BindingScope scope, JsonElement query)
    {
        var reader = scope.Reader;
        reader.Without(query, ("sample", "SAMPLE"));
        if (SqlReader.Word(query, "aggregate_handling") is not ("STANDARD_HANDLING" or ""))
        {
            throw reader.Unsupported(query, "GROUP BY ALL");
        }

        var distinct = Modifiers(reader, query);
        var names = FromBinder.BindFiltered(scope, query);

        var items = SqlReader.List(query, "select_list").ToArray();
        var grouped = SqlReader.List(query, "group_expressions").Any() || items.Any(i => HasAggregate(i));
        var (relation, columns, unit) = grouped ? Grouped(scope, query, names, items) : Plain(scope, query, names, items);
        var result = RelationBuilder.Projected(relation, columns);
        if (!distinct)
        {
            return (result, unit);
        }

        if (unit is null)
        {
            throw reader.Refuse(SqlError.NotPrivate, query, $"DISTINCT over rows of several units lets one unit's row stand for another's. Select {scope.UnitColumn} as well, or count(DISTINCT …) outside.");
        }

        return (RelationBuilder.OfUnits(result, [.. result.Columns.Select((c, i) => (c.Name, (Scalar)result.Slot(i)))], []), unit);
    }

    private static (Relation, List<(string, Scalar)>, string?) Plain(BindingScope scope, JsonElement query, Names names, JsonElement[] items)
    {
        var reader = scope.Reader;
        reader.Without(query, ("having", "HAVING without groups"));
        var windows = new WindowBinder(scope, names);
        var found = items.Concat(SqlReader.Part(query, "qualify") is { } q ? [q] : []).SelectMany(i => WindowBinder.In(i)).ToArray();
        var (relation, known) = windows.Add(found);
        var seen = names with { Relation = relation };
        var binder = new ExpressionBinder(reader, seen, UnitSubQueries.In(scope), node => known(node));
        if (SqlReader.Part(query, "qualify") is { } qualify)
        {
            relation = RelationBuilder.Filtered(relation, binder.Condition(qualify));
        }

        var columns = new List<(string, Scalar)>();
        string? unit = null;
        foreach (var item in items)
        {
            if (SqlReader.Class(item) == "STAR")
            {
                reader.Without(item, ("exclude_list", "EXCLUDE"), ("replace_list", "REPLACE"), ("qualified_exclude_list", "EXCLUDE"), ("rename_list", "RENAME"), ("expr", "COLUMNS(…)"));
                foreach (var source in seen.Sources.Where(s => SqlReader.Word(item, "relation_name") is var r && (r.Length == 0 || string.Equals(r, s.Alias, StringComparison.OrdinalIgnoreCase))))
                {
                    unit ??= source.UnitName;
                    columns.AddRange(source.Names.Select((n, i) => (n, (Scalar)seen.Relation.Slot(source.Start + i))));
                }

                continue;
            }

            var bound = binder.Bind(item);
            if (bound is UnitKey)
            {
                unit = NameOf(item);
            }
            else
            {
                columns.Add((NameOf(item), bound));
            }
        }

        return (relation, columns, unit);
    }

    private static (Relation, List<(string, Scalar)>, string?) Grouped(BindingScope scope, JsonElement query, Names names, JsonElement[] items)
    {
        var reader = scope.Reader;
        reader.Without(query, ("qualify", "QUALIFY beside GROUP BY"));
        if (SqlReader.List(query, "group_sets").Skip(1).Any())
        {
            throw reader.Unsupported(query, "ROLLUP, CUBE and GROUPING SETS in a sub-query");
        }

        var grouping = new InnerGrouping(scope, names, [.. SqlReader.List(query, "group_expressions")], items, query);
        var relation = grouping.Relation;
        if (SqlReader.Part(query, "having") is { } having)
        {
            relation = RelationBuilder.Filtered(relation, grouping.Condition(having));
        }

        var columns = new List<(string, Scalar)>();
        string? unit = null;
        foreach (var item in items)
        {
            var bound = grouping.Bind(item);
            if (bound is UnitKey)
            {
                unit = NameOf(item);
            }
            else
            {
                columns.Add((NameOf(item), bound));
            }
        }

        return (relation, columns, unit);
    }

    /// <summary>Whether a node has an aggregate function outside windows.</summary>
    public static bool HasAggregate(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object when node.TryGetProperty("class", out var type) && type.GetString() is "WINDOW" or "SUBQUERY" => false,
        JsonValueKind.Object when node.TryGetProperty("class", out var type) && type.GetString() == "FUNCTION" && FunctionBinder.Aggregates.Contains(FunctionBinder.NameOf(node)) => true,
        JsonValueKind.Object => node.EnumerateObject().Any(p => HasAggregate(p.Value)),
        JsonValueKind.Array => node.EnumerateArray().Any(e => HasAggregate(e)),
        _ => false,
    };

    /// <summary>The name of a selected column: its alias, or the column's own name, or its place.</summary>
    public static string NameOf(JsonElement item)
    {
        if (SqlReader.Word(item, "alias") is { Length: > 0 } alias)
        {
            return alias;
        }

        return SqlReader.Class(item) switch
        {
            "COLUMN_REF" => SqlReader.List(item, "column_names").Last().GetString()!,
            "FUNCTION" => FunctionBinder.NameOf(item) is "count_star" ? "count" : FunctionBinder.NameOf(item),
            _ => "column",
        };
    }

    // ORDER BY says nothing about rows without LIMIT; LIMIT over rows of several units is refused.
    private static bool Modifiers(SqlReader reader, JsonElement query)
    {
        var distinct = false;
        foreach (var modifier in SqlReader.List(query, "modifiers"))
        {
            switch (SqlReader.Type(modifier))
            {
                case "ORDER_MODIFIER":
                    break;
                case "DISTINCT_MODIFIER" when !SqlReader.List(modifier, "distinct_on_targets").Any():
                    distinct = true;
                    break;
                case "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER":
                    throw reader.Refuse(SqlError.NotPrivate, modifier, "LIMIT in a sub-query lets one unit's rows push out another's. Keep some rows of each unit: QUALIFY row_number() OVER (PARTITION BY unit ORDER BY …) <= 3.");
                default:
                    throw reader.Unsupported(modifier, "DISTINCT ON");
            }
        }

        return distinct;
    }
}

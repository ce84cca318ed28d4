using System.Text.Json;
using Tacit.Data;
using Tacit.Query.Planning;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds the outer SELECT: rows of units, keys, aggregates, and what is done with released values.</summary>
internal static class QuestionBinder
{
    /// <summary>The question of a text, planned from public facts alone.</summary>
    /// <exception cref="BadInputException">It is refused; the message says why and where.</exception>
    public static GroupedQuery Bind(Dataset data, SqlText text, double? confidence = null)
    {
        var reader = new SqlReader(text);
        var query = SqlParser.Parse(text);
        return reader.Placed(query, () => Bound(data, text, reader, query, confidence));
    }

    private static GroupedQuery Bound(Dataset data, SqlText text, SqlReader reader, JsonElement query, double? confidence)
    {
        if (SqlReader.Type(query) != "SELECT_NODE")
        {
            throw reader.Refuse(SqlError.Unsupported, query, "A question is one SELECT. Ask the parts of a UNION one by one: each is paid for.");
        }

        reader.Without(query, ("sample", "SAMPLE"), ("qualify", "QUALIFY outside a sub-query"));
        if (SqlReader.Word(query, "aggregate_handling") is not ("STANDARD_HANDLING" or ""))
        {
            throw reader.Unsupported(query, "GROUP BY ALL");
        }

        var scope = new BindingScope(data, reader).With(query);
        var names = FromBinder.BindFiltered(scope, query);

        var items = SqlReader.List(query, "select_list").ToArray();
        var modifiers = new OuterModifiers(reader, query);
        var (keys, places) = Keys(scope, query, items, names, modifiers.IsDistinct);
        var released = new ReleasedBinder(scope, names, keys, items);
        var columns = Distinct([.. items.Select(released.Column)]);
        var having = SqlReader.Part(query, "having") is { } h ? released.Condition(h) : null;
        var order = modifiers.Order.Select(o => (released.Ordering(o.By), o.Falls, o.NullsFirst)).ToArray();
        return new()
        {
            Places = new(text, reader.Start(query), reader.Start(query.GetProperty("from_table")), places, released.Places),
            Words = text.Words,
            Relation = names.Relation,
            Keys = keys,
            Levels = Levels(reader, query, keys.Count),
            Aggregates = released.Aggregates,
            Output = new(columns, having, order, modifiers.Limit, modifiers.Offset),
            MaxGroups = PrivacyClause.Whole(text, "max_groups"),
            MaxRowsPerGroup = PrivacyClause.Whole(text, "max_rows_per_group"),
            SelectsKeys = PrivacyClause.SelectsKeys(text),
            Confidence = PrivacyClause.Confidence(text) ?? confidence ?? 0.95,
        };
    }

    private static (List<(string Name, Scalar Key)> Keys, List<int> Places) Keys(BindingScope scope, JsonElement query, JsonElement[] items, Names names, bool isDistinct)
    {
        var reader = scope.Reader;
        var groups = SqlReader.List(query, "group_expressions").ToArray();
        var aggregates = items.Any(i => SelectBinder.HasAggregate(i)) || (SqlReader.Part(query, "having") is { } having && SelectBinder.HasAggregate(having));
        if (groups.Length == 0 && !aggregates)
        {
            if (!isDistinct)
            {
                // What cannot be said of a row either is refused as that: an unknown function, an aggregate of other engines, a column that is not there.
                var row = new ExpressionBinder(reader, names, UnitSubQueries.In(scope));
                foreach (var item in items.Where(i => SqlReader.Class(i) != "STAR"))
                {
                    row.Bind(item);
                }

                throw reader.Refuse(SqlError.Unsupported, items[0], "Rows are never released. Ask for aggregates: count(*), avg(x), …, with GROUP BY or without.");
            }

            groups = items;
        }
        else if (isDistinct)
        {
            throw reader.Unsupported(query, "DISTINCT beside aggregates");
        }

        var binder = new ExpressionBinder(reader, names, UnitSubQueries.In(scope));
        var keys = new List<(string, Scalar)>();
        var places = new List<int>();
        foreach (var group in groups)
        {
            var node = GroupKeys.Resolved(reader, group, items, names);
            var key = binder.Bind(node);
            try
            {
                _ = KeyDomain.Of(key);
            }
            catch (BadInputException e)
            {
                throw reader.Refuse(key is UnitKey ? SqlError.NotPrivate : SqlError.Kind, node, e.Message);
            }

            keys.Add((SelectBinder.NameOf(node), key));
            places.Add(reader.Start(node));
        }

        return (keys, places);
    }

    private static int[][] Levels(SqlReader reader, JsonElement query, int keys)
    {
        var sets = SqlReader.List(query, "group_sets").Select(s => s.EnumerateArray().Select(i => i.GetInt32()).Order().ToArray()).ToArray();
        return sets.Length switch
        {
            0 => [[.. Enumerable.Range(0, keys)]],
            <= 64 => sets,
            _ => throw reader.Unsupported(query, "More than 64 grouping sets"),
        };
    }

    // Two columns of one name: the later ones are numbered, so that a reader can tell them apart. Beside a value stand the ends of its interval, whose names are taken, too.
    private static OutputColumn[] Distinct(OutputColumn[] columns)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. columns.Select(c =>
        {
            var name = c.Name;
            string[] Taken() => c.IsText ? [name] : [name, name + "_low", name + "_high"];
            for (var i = 2; Taken().Any(seen.Contains); i++)
            {
                name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{c.Name}_{i}");
            }

            seen.UnionWith(Taken());
            return c with { Name = name };
        })];
    }
}

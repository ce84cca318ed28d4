using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>The declared facts that a plan rests on, a line each: of what it reads, and of nothing else. Whoever doubts a price or a range begins here.</summary>
internal sealed class ReliedFacts
{
    private readonly Dataset _data;
    private readonly HashSet<(int Table, string Column)> _columns = [];
    private readonly SortedDictionary<int, HashSet<long?>> _tables = [];
    private readonly HashSet<(int Table, string Column)> _publicColumns = [];
    private readonly SortedDictionary<int, HashSet<long?>> _publicTables = [];

    private ReliedFacts(Dataset data) => _data = data;

    public static IReadOnlyList<string> Of(Dataset data, QueryPlan plan)
    {
        var facts = new ReliedFacts(data);
        foreach (var level in plan.Levels)
        {
            facts.Read(level.Context.Relation, [.. level.Context.Keys, .. level.Parts.SelectMany(p => p.Derived.Arguments)], []);
        }

        return [.. facts.Lines()];
    }

    /// <summary>Of a question about one table's rows alone.</summary>
    public static IReadOnlyList<string> Of(Dataset data, TableFacts table)
    {
        var facts = new ReliedFacts(data);
        facts.Keep(data.Tables.ToList().IndexOf(table), null);
        return [.. facts.Lines()];
    }

    // What is asked of the columns of a relation: expressions over them, and slots as they are.
    private void Read(Relation relation, IReadOnlyList<Scalar> expressions, IEnumerable<int> slots)
    {
        int[] asked = [.. slots.Concat(expressions.SelectMany(e => e.Slots).Select(s => s.Index)).Distinct()];
        foreach (var within in expressions.SelectMany(Within))
        {
            Read(within.Relation, [], []);
        }

        switch (relation)
        {
            case Scan scan:
                Keep(scan.Index, scan.Keep);
                foreach (var slot in asked)
                {
                    Column(_data.Tables[scan.Index].Columns, scan.Columns[slot].Name, c => _columns.Add((scan.Index, c)));
                }

                break;
            case Filter filter:
                Read(filter.Input, [filter.Condition], asked);
                break;
            case Project project:
                Read(project.Input, [.. asked.Select(i => project.Expressions[i])], []);
                break;
            case UnitJoin join:
                var condition = Conditions(join.Condition);
                Read(join.Left, [], Sides(asked, condition).Where(i => i < join.Left.Columns.Count));
                Read(join.Right, [], Sides(asked, condition).Where(i => i >= join.Left.Columns.Count).Select(i => i - join.Left.Columns.Count));
                break;
            case PublicJoin join:
                Public(join, [.. Sides(asked, Conditions(join.Condition))]);
                break;
            case Union union:
                Read(union.Left, [], asked);
                Read(union.Right, [], asked);
                break;
            case PerUnit grouped:
                Read(grouped.Input, [.. grouped.Keys, .. asked.Where(i => i >= grouped.Keys.Count).Select(i => grouped.Aggregates[i - grouped.Keys.Count].Argument).OfType<Scalar>()], []);
                break;
            case Windows windows:
                var start = windows.Input.Columns.Count;
                Read(windows.Input, [.. asked.Where(i => i >= start).SelectMany(i => Of(windows.Added[i - start]))], asked.Where(i => i < start));
                break;
            case Bounded bounded:
                Read(bounded.Input, bounded.Keys, asked);
                break;
        }
    }

    private static Scalar[] Conditions(Scalar? condition) => condition is null ? [] : [condition];

    private static IEnumerable<int> Sides(int[] asked, Scalar[] condition) => asked.Concat(condition.SelectMany(c => c.Slots).Select(s => s.Index)).Distinct();

    private static IEnumerable<Scalar> Of(WindowColumn window) => [.. window.Partition, .. window.Order.Select(o => o.By), .. new[] { window.Argument, window.Aggregate?.Argument }.OfType<Scalar>()];

    private static IEnumerable<UnitIn> Within(Scalar expression) => expression switch
    {
        UnitIn within => [within],
        Call call => call.Arguments.SelectMany(Within),
        _ => [],
    };

    private void Public(PublicJoin join, int[] asked)
    {
        var start = join.Input.Columns.Count;
        Read(join.Input, [], asked.Where(i => i < start));
        (_publicTables.TryGetValue(join.Table, out var partners) ? partners : _publicTables[join.Table] = []).Add(join.FanOut);
        foreach (var slot in asked.Where(i => i >= start))
        {
            Column(_data.PublicTables[join.Table].Columns, join.Columns[slot].Name, c => _publicColumns.Add((join.Table, c)));
        }
    }

    private void Keep(int table, long? keep)
    {
        (_tables.TryGetValue(table, out var kept) ? kept : _tables[table] = []).Add(keep);
        if (_data.Tables[table].RowsPer is { } per)
        {
            _columns.Add((table, per));
        }
    }

    // Keys of rows are no declared columns; bounds that depend on a category rest on its values.
    private static void Column(IReadOnlyList<ColumnFacts> columns, string name, Action<string> add)
    {
        if (columns.FirstOrDefault(c => c.Name == name) is { } column)
        {
            add(column.Name);
            if (column.BoundsPer is { } per)
            {
                add(per);
            }
        }
    }

    private IEnumerable<string> Lines()
    {
        var unit = _data.Population.Unit;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"unit: a {unit.Name}, {(unit.Column is null ? "one row" : $"named by '{unit.Column}'")}{(unit.GroupSize == 1 ? string.Empty : $", {unit.GroupSize} together")}; neighbouring data sets: {(unit.Relation == Neighbours.AddRemove ? "add/remove" : "replace")}");
        foreach (var (index, kept) in _tables)
        {
            // First how many rows there are, then how their unit is found.
            var table = _data.Tables[index];
            foreach (var line in table.Describe().Take(table.UnitPath.Count > 0 ? 2 : 1))
            {
                yield return line;
            }

            foreach (var rows in kept.OfType<long>().Order())
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{table.Name}: of these, the question keeps at most {rows} a unit{(table.RowsPer is null ? string.Empty : $" and {table.RowsPer}")}");
            }

            foreach (var column in table.Columns.Where(c => _columns.Contains((index, c.Name))))
            {
                yield return $"{table.Name}.{column}";
            }
        }

        foreach (var (index, partners) in _publicTables)
        {
            var table = _data.PublicTables[index];
            yield return table.Describe().First();
            foreach (var most in partners.Order())
            {
                yield return most is { } rows
                    ? string.Create(CultureInfo.InvariantCulture, $"{table.Name}: a row is joined with at most {rows} of it, as counted in it")
                    : $"{table.Name}: nothing bounds with how many of it a row is joined";
            }

            foreach (var column in table.Columns.Where(c => _publicColumns.Contains((index, c.Name))))
            {
                yield return $"{table.Name}.{column}";
            }
        }
    }
}

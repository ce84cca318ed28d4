using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>
/// What a relation means, written a second time for <see cref="PrintedStatement"/>: from the relation alone, with every condition in brackets of its own.
/// It shares no line with <see cref="RelationPrinter"/>, so that a row limit, a condition or a unit that one of them forgets is a difference.
/// </summary>
internal sealed class MeantRelations : RelationWriter
{
    private readonly MeantDialect _dialect;
    private readonly ulong _seed;

    public MeantRelations(MeantDialect dialect, ulong seed)
        : base(dialect)
    {
        _dialect = dialect;
        _seed = seed;
    }

    public override Block Print(Relation relation)
    {
        switch (relation)
        {
            case Scan scan:
                return Table(scan);
            case Filter filter:
                var rows = Named(Print(filter.Input));
                return rows with { Where = [.. rows.Where, Condition(filter.Condition, rows)] };
            case Project project:
                var below = Named(Print(project.Input));
                var kept = project.Columns.Select((c, i) => Keeps(project.Expressions[i], c)).ToArray();
                return below with { Columns = [.. project.Columns.Select((c, i) => As(project.Expressions[i], c, below))], IsSimple = !kept.Contains(false) };
            case UnitJoin join:
                return Joined(join);
            case PublicJoin join:
                return Joined(join);
            case Union union:
                return Below($"{Values(union.Left, union)} UNION ALL {Values(union.Right, union)}", union.Columns.Count);
            case PerUnit grouped:
                return Grouped(grouped);
            case Windows windows:
                return Windowed(windows);
            case Bounded bounded:
                return Limited(bounded);
            default:
                throw new InvalidOperationException("A relation without a meaning.");
        }
    }

    public override string Units(Relation relation) => Print(relation) is var rows ? Select([rows.Unit], rows) : throw new InvalidOperationException();

    public override Block Named(Block block) => block.IsSimple ? block : Below(Select(WithUnit(block.Unit, block.Columns), block), block.Columns.Count);

    public override Block Computed(Block block, IReadOnlyList<Scalar> numbers)
    {
        if (numbers.Count == 0)
        {
            return block;
        }

        var computed = numbers.Select(n => (n.Text, Number: Scalars.Scaled(n, block))).ToArray();
        var below = Below(Select([.. WithUnit(block.Unit, block.Columns), .. computed.Select((n, i) => $"({n.Number.Text}) AS {Name('x', i)}")], block) + _dialect.Apart, block.Columns.Count);
        var source = below.Unit[..below.Unit.IndexOf('.', StringComparison.Ordinal)];
        return below with { Named = computed.Select((n, i) => KeyValuePair.Create(n.Text, n.Number with { Text = $"{source}.{Name('x', i)}" })).ToDictionary(StringComparer.Ordinal) };
    }

    private static string Name(char kind, long index) => kind + index.ToString(CultureInfo.InvariantCulture);

    private static string Select(IEnumerable<string> columns, Block rows) => $"SELECT {string.Join(", ", columns)} FROM {rows.From}{rows.WhereText}";

    private static string[] WithUnit(string unit, IEnumerable<string> columns) => [$"{unit} AS u", .. columns.Select((c, i) => $"({c}) AS {Name('c', i)}")];

    // What is held differently than it was is computed: then it has no name yet.
    private static bool Keeps(Scalar expression, Column column) => expression is Slot { Storage: var from } && column.Storage switch
    {
        FixedStorage => from is FixedStorage,
        var to when to == Storage.Code => from == Storage.Code,
        _ => from is not FixedStorage && from != Storage.Code,
    };

    private string As(Scalar expression, Column column, Block rows) => Keeps(expression, column) ? rows.Columns[((Slot)expression).Index] : Scalars.Value(expression, rows);

    // One of several integers on one grid is an integer on it.
    private string Stored(Scalar number, Block rows) => number is Slot { Storage: FixedStorage { Per: -1 } } slot ? rows.Columns[slot.Index] : $"({Scalars.Value(number, rows)})";

    private string Condition(Scalar condition, Block rows) => $"({Scalars.Value(condition, rows)})";

    private Block Below(string select, int columns)
    {
        var alias = Alias();
        return new($"({select}) {alias}", true, $"{alias}.u", [.. Enumerable.Range(0, columns).Select(i => $"{alias}.{Name('c', i)}")], [], true);
    }

    private Block Table(Scan scan)
    {
        var alias = Alias();
        var across = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < scan.Prepared.Count; i++)
        {
            if (scan.Columns[i].Facts.Kind == ValueKind.RowKey && _dialect.AcrossUnits(alias, scan.Prepared[i]) is { } number)
            {
                across[$"{alias}.{scan.Prepared[i]}"] = number;
            }
        }

        string[] limit = scan.Keep is { } most ? [$"({alias}.r <= {Name(' ', most)})"] : [];
        return new($"{Name('t', scan.Index)} {alias}", true, $"{alias}.u", [.. scan.Prepared.Select(p => $"{alias}.{p}")], limit, true) { Across = across };
    }

    private Block Joined(UnitJoin join)
    {
        var left = Named(Print(join.Left));
        var right = Named(Print(join.Right));
        if (!right.IsSingle)
        {
            right = Below(Select(WithUnit(right.Unit, right.Columns), right), right.Columns.Count);
        }

        // Rows that agree in a key which tells rows of all units apart are of one unit; else the unit itself must agree.
        var both = left with { IsSingle = false, Columns = [.. left.Columns, .. right.Columns], Across = left.Across.Concat(right.Across).ToDictionary(StringComparer.Ordinal) };
        var equal = $"({left.Unit} = {right.Unit})";
        var condition = join.Condition;
        foreach (var (a, b) in Joins.KeysIn(condition, left.Columns.Count))
        {
            if (left.Across.TryGetValue(left.Columns[a], out var one) && right.Across.TryGetValue(right.Columns[b], out var other))
            {
                equal = $"({one} = {other})";
                condition = Joins.Without(condition!, a, b + left.Columns.Count);
                both = !join.IsLeft && join.Right.Columns[b].Facts.IsUnique ? both with { Unit = right.Unit } : both;
                break;
            }
        }

        string[] on = [equal, .. right.Where, .. condition is null ? Array.Empty<string>() : [Condition(condition, both)]];
        return both with { From = $"{left.From} {(join.IsLeft ? "LEFT " : string.Empty)}JOIN {right.From} ON {string.Join(" AND ", on)}" };
    }

    private Block Joined(PublicJoin join)
    {
        var rows = Named(Print(join.Input));
        var alias = Alias();
        var both = rows with { IsSingle = false, Columns = [.. rows.Columns, .. join.Prepared.Select(p => $"{alias}.{p}")] };
        var on = join.Condition is null ? _dialect.Boolean(true) : Condition(join.Condition, both);
        if (join.IsLeft && _dialect.JoinedBy(rows.Unit, alias) is { } always)
        {
            on = $"({always}) AND {on}";
        }

        return both with { From = $"{rows.From} {(join.IsLeft ? "LEFT " : string.Empty)}JOIN {Name('p', join.Table)} {alias} ON {on}" };
    }

    private string Values(Relation relation, Union union)
    {
        var rows = Named(Print(relation));
        return Select(WithUnit(rows.Unit, union.Columns.Select((c, i) => As(relation.Slot(i), c, rows))), rows);
    }

    private Block Grouped(PerUnit grouped)
    {
        var rows = Named(Print(grouped.Input));
        string[] keys = [.. grouped.Keys.Select((k, i) => As(k, grouped.Columns[i], rows))];
        var select = Select(WithUnit(rows.Unit, [.. keys, .. grouped.Aggregates.Select(a => Aggregated(a, rows, string.Empty))]), rows);
        return Below($"{select} GROUP BY {string.Join(", ", [rows.Unit, .. keys.Select(MeantDialect.Bracketed)])}", grouped.Columns.Count);
    }

    private string Aggregated(InnerAggregate aggregate, Block rows, string over)
    {
        string Value() => Scalars.Value(aggregate.Argument!, rows);
        switch (aggregate.Function)
        {
            case InnerFunction.Count:
                return _dialect.ToDouble($"count({(aggregate.Argument is null ? "*" : Value())}){over}");
            case InnerFunction.CountDistinct:
                return _dialect.ToDouble($"count(DISTINCT {Value()}){over}");
            case InnerFunction.Min:
                return $"min({Stored(aggregate.Argument!, rows)}){over}";
            case InnerFunction.Max:
                return $"max({Stored(aggregate.Argument!, rows)}){over}";
            case InnerFunction.Any:
                return _dialect.Any(Value()) + over;
            case InnerFunction.All:
                return _dialect.All(Value()) + over;
        }

        // Sums inside a unit are of integers: a stored number is one, any other is put on a grid first.
        var number = aggregate.Argument!;
        var (integer, step) = RelationBuilder.SummedGrid(number) is { } grid
            ? (_dialect.Fix(Scalars.Scaled(number, rows), grid, number), grid.Step)
            : number is Slot { Storage: FixedStorage stored } slot ? (rows.Columns[slot.Index], stored.Grid.Step) : throw new InvalidOperationException("A sum of what is no number.");
        var sum = $"({_dialect.ToDouble(_dialect.Sum(integer) + over)}) * {_dialect.Real(step)}";
        return aggregate.Function switch
        {
            InnerFunction.Sum => sum,
            InnerFunction.Mean => $"({sum}) / nullif({_dialect.ToDouble($"count({integer}){over}")}, 0)",
            _ => throw new InvalidOperationException("An aggregate without a meaning."),
        };
    }

    private Block Windowed(Windows windows)
    {
        var rows = Named(Print(windows.Input));
        return Below(Select(WithUnit(rows.Unit, [.. rows.Columns, .. windows.Added.Select(w => Window(w, rows))]), rows), windows.Columns.Count);
    }

    private string Window(WindowColumn window, Block rows)
    {
        // Within one unit, whatever else the question says.
        var within = $"PARTITION BY {string.Join(", ", [rows.Unit, .. window.Partition.Select(p => Condition(p, rows))])}";
        var order = string.Join(", ", [.. window.Order.Select(o => $"{Condition(o.By, rows)} {(o.Falls ? "DESC" : "ASC")} NULLS LAST"), .. rows.Columns]);
        order = order.Length > 0 ? $" ORDER BY {order}" : string.Empty;
        switch (window.Function)
        {
            case WindowFunction.Aggregate:
                return Aggregated(window.Aggregate!, rows, $" OVER ({within})");
            case WindowFunction.RowNumber:
                return _dialect.ToDouble($"row_number() OVER ({within}{order})");
            case WindowFunction.Lag or WindowFunction.Lead:
                return $"{(window.Function == WindowFunction.Lag ? "lag" : "lead")}({_dialect.Optional(Stored(window.Argument!, rows))}) OVER ({within}{order})";
            default:
                throw new InvalidOperationException("A window without a meaning.");
        }
    }

    private Block Limited(Bounded bounded)
    {
        var rows = Named(Print(bounded.Input));
        var units = Alias();
        rows = rows with { From = $"{rows.From} JOIN units {units} ON ({units}.u = {rows.Unit})" };
        string[] keys = [.. bounded.Keys.Select(k => $"({Scalars.Key(k, rows)})")];
        string Lot(IReadOnlyList<string> values) => string.Join(", ", [_dialect.Hash(_dialect.Seed(_seed), $"{units}.h", values), .. values]);
        var columns = WithUnit(rows.Unit, rows.Columns).ToList();
        var below = new List<string>();
        if (bounded.MaxGroups is { } groups && keys.Length > 0)
        {
            columns.Add($"dense_rank() OVER (PARTITION BY {rows.Unit} ORDER BY {Lot(keys)}) AS g");
            below.Add($"g <= {Name(' ', groups)}");
        }

        if (bounded.MaxRowsPerGroup is { } most)
        {
            columns.Add($"row_number() OVER (PARTITION BY {string.Join(", ", [rows.Unit, .. keys])} ORDER BY {Lot([.. rows.Columns])}) AS n");
            below.Add($"n <= {Name(' ', most)}");
        }

        var kept = Below(Select(columns, rows), rows.Columns.Count);
        return kept with { Where = [.. below.Select(b => $"({kept.Unit[..^1]}{b})")] };
    }
}

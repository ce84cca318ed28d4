using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>Prints relations for an engine. Every window and every rank stands inside one unit.</summary>
internal sealed class RelationPrinter : RelationWriter
{
    private readonly Dialect _dialect;
    private readonly ulong _seed;

    /// <summary>A printer.</summary>
    /// <param name="dialect">The engine's spelling.</param>
    /// <param name="seed">Decides which rows of a unit stay where there are too many; fresh for every question.</param>
    public RelationPrinter(Dialect dialect, ulong seed)
        : base(dialect)
    {
        _dialect = dialect;
        _seed = seed;
    }

    public override string Units(Relation relation)
    {
        var block = Print(relation);
        return $"SELECT {block.Unit} FROM {block.From}{block.WhereText}";
    }

    public override Block Print(Relation relation) => relation switch
    {
        Scan scan => Printed(scan),
        Filter filter => Named(Print(filter.Input)) is var b ? b with { Where = [.. b.Where, Scalars.Value(filter.Condition, b)] } : throw new InvalidOperationException(),
        Project project => Printed(project),
        UnitJoin join => Printed(join),
        PublicJoin join => Printed(join),
        Union union => Source($"SELECT {Side(union.Left, union)} UNION ALL SELECT {Side(union.Right, union)}", union.Columns.Count),
        PerUnit perUnit => Printed(perUnit),
        Windows windows => Printed(windows),
        Bounded bounded => Printed(bounded),
        _ => throw new InvalidOperationException("Unknown relation, or a public table alone."),
    };

    public override Block Named(Block block) => block.IsSimple ? block : Source(Select(block), block.Columns.Count);

    public override Block Computed(Block block, IReadOnlyList<Scalar> numbers)
    {
        if (numbers.Count == 0)
        {
            return block;
        }

        var scaled = numbers.Select(n => Scalars.Scaled(n, block)).ToArray();
        var select = Select(block, scaled.Select((x, i) => string.Create(CultureInfo.InvariantCulture, $", {x.Text} AS x{i}"))) + _dialect.Apart;
        var alias = Alias();
        return Source(select, block.Columns.Count, alias) with { Named = numbers.Select((n, i) => (n.Text, Name: scaled[i] with { Text = string.Create(CultureInfo.InvariantCulture, $"{alias}.x{i}") })).ToDictionary(n => n.Text, n => n.Name, StringComparer.Ordinal) };
    }

    private static string Select(Block block, IEnumerable<string>? further = null) =>
        $"SELECT {string.Join(", ", block.Columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{c} AS c{i}")).Prepend($"{block.Unit} AS u"))}{string.Concat(further ?? [])} FROM {block.From}{block.WhereText}";

    private Block Source(string select, int columns) => Source(select, columns, Alias());

    private static Block Source(string select, int columns, string alias) =>
        new($"({select}) {alias}", true, $"{alias}.u", [.. Enumerable.Range(0, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"{alias}.c{i}"))], [], true);

    private Block Printed(Scan scan)
    {
        var alias = Alias();
        return new(
            string.Create(CultureInfo.InvariantCulture, $"t{scan.Index} {alias}"),
            true,
            $"{alias}.u",
            [.. scan.Prepared.Select(p => $"{alias}.{p}")],
            scan.Keep is { } keep ? [string.Create(CultureInfo.InvariantCulture, $"{alias}.r <= {keep}")] : [],
            true)
        {
            Across = scan.Prepared.Where((_, i) => scan.Columns[i].Facts.Kind == ValueKind.RowKey && _dialect.AcrossUnits(alias, scan.Prepared[i]) is not null)
                .ToDictionary(p => $"{alias}.{p}", p => _dialect.AcrossUnits(alias, p)!, StringComparer.Ordinal),
        };
    }

    private Block Printed(Project project)
    {
        var block = Named(Print(project.Input));
        var columns = project.Expressions.Zip(project.Columns, (e, c) => Held(e, c, block)).ToArray();
        return block with { Columns = columns, IsSimple = project.Expressions.Zip(project.Columns, IsKept).All(kept => kept) };
    }

    // A column that is passed on stays as it is held; what is computed is its value.
    private string Held(Scalar expression, Column column, Block block) => IsKept(expression, column) ? block.Columns[((Slot)expression).Index] : Scalars.Value(expression, block);

    private static bool IsKept(Scalar expression, Column column) => expression is Slot slot && (slot.Storage is FixedStorage) == (column.Storage is FixedStorage) && (slot.Storage == Storage.Code) == (column.Storage == Storage.Code);

    private Block Printed(UnitJoin join)
    {
        var left = Named(Print(join.Left));
        var right = Named(Print(join.Right));
        if (!right.IsSingle)
        {
            right = Source(Select(right), right.Columns.Count);
        }

        string[] columns = [.. left.Columns, .. right.Columns];
        var both = left with { Columns = columns, IsSingle = false, Across = new Dictionary<string, string>([.. left.Across, .. right.Across], StringComparer.Ordinal) };
        var key = Joins.KeysIn(join.Condition, left.Columns.Count).FirstOrDefault(k => left.Across.ContainsKey(left.Columns[k.Left]) && right.Across.ContainsKey(right.Columns[k.Right]), (Left: -1, Right: -1));
        var isOne = key.Left >= 0;
        var on = new List<string> { isOne ? $"{left.Across[left.Columns[key.Left]]} = {right.Across[right.Columns[key.Right]]}" : $"{left.Unit} = {right.Unit}" };
        on.AddRange(right.Where);
        if ((isOne ? Joins.Without(join.Condition!, key.Left, key.Right + left.Columns.Count) : join.Condition) is { } condition)
        {
            on.Add(Scalars.Value(condition, both));
        }

        // The table that the key names has fewer rows: what is joined by the unit from here on is joined with it first.
        if (isOne && !join.IsLeft && join.Right.Columns[key.Right].Facts.IsUnique)
        {
            both = both with { Unit = right.Unit };
        }

        return both with { From = $"{left.From} {(join.IsLeft ? "LEFT JOIN" : "JOIN")} {right.From} ON {string.Join(" AND ", on)}" };
    }

    private Block Printed(PublicJoin join)
    {
        var left = Named(Print(join.Input));
        var alias = Alias();
        string[] columns = [.. left.Columns, .. join.Prepared.Select(p => $"{alias}.{p}")];
        var both = left with { Columns = columns, IsSingle = false };
        var on = join.Condition is { } condition ? Scalars.Value(condition, both) : _dialect.Boolean(true);
        on = join.IsLeft && _dialect.JoinedBy(left.Unit, alias) is { } equality ? $"{equality} AND {on}" : on;
        return both with { From = string.Create(CultureInfo.InvariantCulture, $"{left.From} {(join.IsLeft ? "LEFT JOIN" : "JOIN")} p{join.Table} {alias} ON {on}") };
    }

    private string Side(Relation relation, Union union)
    {
        var block = Named(Print(relation));
        var columns = Enumerable.Range(0, relation.Columns.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Held(relation.Slot(i), union.Columns[i], block)} AS c{i}"));
        return $"{string.Join(", ", columns.Prepend($"{block.Unit} AS u"))} FROM {block.From}{block.WhereText}";
    }

    private Block Printed(PerUnit perUnit)
    {
        var block = Named(Print(perUnit.Input));
        var keys = perUnit.Keys.Zip(perUnit.Columns, (k, c) => Held(k, c, block)).ToArray();
        var values = keys.Concat(perUnit.Aggregates.Select(a => Inner(a, block))).Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{v} AS c{i}"));
        return Source(
            $"SELECT {string.Join(", ", values.Prepend($"{block.Unit} AS u"))} FROM {block.From}{block.WhereText} GROUP BY {string.Join(", ", keys.Prepend(block.Unit))}",
            perUnit.Columns.Count);
    }

    // Behind the function itself stands, in a window, over what.
    private string Inner(InnerAggregate aggregate, Block block, string over = "")
    {
        var x = aggregate.Held is { } held ? block.Columns[held.Index] : aggregate.Argument is { } argument ? Scalars.Value(argument, block) : "*";
        return aggregate.Function switch
        {
            InnerFunction.Count => _dialect.ToDouble($"count({x}){over}"),
            InnerFunction.CountDistinct => _dialect.ToDouble($"count(DISTINCT {x}){over}"),
            InnerFunction.Min => $"min({x}){over}",
            InnerFunction.Max => $"max({x}){over}",
            InnerFunction.Any => _dialect.Any(x) + over,
            InnerFunction.All => _dialect.All(x) + over,
            _ => OfIntegers(aggregate, block, over),
        };
    }

    // A sum of doubles depends on the order of rows, and so on other units: sums are taken of integers.
    private string OfIntegers(InnerAggregate aggregate, Block block, string over)
    {
        var number = aggregate.Argument!;
        var own = RelationBuilder.SummedGrid(number);
        var grid = own ?? ((FixedStorage)((Slot)number).Storage).Grid;
        var integer = own is null ? block.Columns[((Slot)number).Index] : _dialect.Fix(Scalars.Scaled(number, block), own, number);
        var sum = $"({_dialect.ToDouble(_dialect.Sum(integer) + over)} * {_dialect.Real(grid.Step)})";
        return aggregate.Function == InnerFunction.Mean ? $"({sum} / nullif({_dialect.ToDouble($"count({integer}){over}")}, 0))" : sum;
    }

    private Block Printed(Windows windows)
    {
        var block = Named(Print(windows.Input));
        var columns = block.Columns.Concat(windows.Added.Select(w => Window(w, block))).Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{c} AS c{i}"));
        return Source($"SELECT {string.Join(", ", columns.Prepend($"{block.Unit} AS u"))} FROM {block.From}{block.WhereText}", windows.Columns.Count);
    }

    private string Window(WindowColumn window, Block block)
    {
        var partition = $"PARTITION BY {string.Join(", ", window.Partition.Select(p => Scalars.Value(p, block)).Prepend(block.Unit))}";
        if (window.Function == WindowFunction.Aggregate)
        {
            return Inner(window.Aggregate!, block, $" OVER ({partition})");
        }

        // All columns break ties, so that only equal rows are exchanged.
        var order = window.Order.Select(o => Scalars.Value(o.By, block) + (o.Falls ? " DESC NULLS LAST" : " ASC NULLS LAST")).Concat(block.Columns);
        var function = window.Function switch
        {
            WindowFunction.RowNumber => "row_number()",
            WindowFunction.Lag => $"lag({_dialect.Optional(Other())})",
            _ => $"lead({_dialect.Optional(Other())})",
        };
        var by = string.Join(", ", order);
        var text = $"{function} OVER ({partition}{(by.Length == 0 ? by : " ORDER BY " + by)})";
        return window.Function == WindowFunction.RowNumber ? _dialect.ToDouble(text) : text;

        string Other() => window.Held is { } held ? block.Columns[held.Index] : Scalars.Value(window.Argument!, block);
    }

    private Block Printed(Bounded bounded)
    {
        var block = Named(Print(bounded.Input));
        var keys = bounded.Keys.Select(k => Scalars.Key(k, block)).ToArray();

        // The number of a unit depends on which others there are; its hash does not.
        var units = Alias();
        block = block with { From = $"{block.From} JOIN units {units} ON {units}.u = {block.Unit}" };
        string Hash(IEnumerable<string> values) => _dialect.Hash(_dialect.Seed(_seed), $"{units}.h", values);
        var ranks = new List<string>();
        var kept = new List<string>();
        var alias = Alias();
        if (bounded.MaxGroups is { } groups && keys.Length > 0)
        {
            ranks.Add($"dense_rank() OVER (PARTITION BY {block.Unit} ORDER BY {string.Join(", ", keys.Prepend(Hash(keys)))}) AS g");
            kept.Add(string.Create(CultureInfo.InvariantCulture, $"{alias}.g <= {groups}"));
        }

        if (bounded.MaxRowsPerGroup is { } rows)
        {
            ranks.Add($"row_number() OVER (PARTITION BY {string.Join(", ", keys.Prepend(block.Unit))} ORDER BY {string.Join(", ", block.Columns.Prepend(Hash(block.Columns)))}) AS n");
            kept.Add(string.Create(CultureInfo.InvariantCulture, $"{alias}.n <= {rows}"));
        }

        var columns = block.Columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{c} AS c{i}")).Prepend($"{block.Unit} AS u").Concat(ranks);
        return new(
            $"(SELECT {string.Join(", ", columns)} FROM {block.From}{block.WhereText}) {alias}",
            true,
            $"{alias}.u",
            [.. Enumerable.Range(0, block.Columns.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{alias}.c{i}"))],
            kept,
            true);
    }
}

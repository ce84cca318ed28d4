using Tacit.Data;

namespace Tacit.Query.Relations;

/// <summary>Makes relations and derives what is publicly known of them.</summary>
internal static class RelationBuilder
{
    // A category that the condition fixes to one value is looked for through this many ANDs.
    private const int MaxConjuncts = 1000;
    private const int MostPublicValues = 10_000;

    public static Scan Scan(TableFacts table, int index, long? keep, bool isOneRowUnits)
    {
        var limit = Math.Min(table.RowsPerUnit, keep ?? long.MaxValue);
        var perSlot = table.RowsPer is { } per ? Enumerable.Range(0, table.Columns.Count).Single(i => table.Columns[i].Name == per) : -1;
        // Cannot overflow: a table over the most rows of a unit is refused when it is declared.
        var values = perSlot < 0 ? 1 : Math.Min(table.ValuesPerUnit ?? long.MaxValue, table.Columns[perSlot].KeyCount);
        var multiplicity = perSlot < 0 ? new Multiplicity(limit) : new Multiplicity(Multiplicity.Times(limit, values), perSlot, limit, values);
        var constant = table.IsOnePerUnit || isOneRowUnits;
        var columns = table.Columns.Select(c => OfFacts(c, table.Columns)).Concat(table.RowKeys.Select(OfKey)).Select(c => c with { Facts = c.Facts with { IsUnitConstant = constant } }).ToArray();
        return new(table.Name, index, [.. table.Columns.Select(c => c.Prepared), .. table.RowKeys.Select(k => k.Prepared)], columns, limit < table.RowsPerUnit ? limit : null, multiplicity);
    }

    private static Column OfKey(RowKeyFacts key) => new(key.Name, new Facts(ValueKind.RowKey) { KeyOf = key.Table, IsUnique = key.IsOwn }, Storage.Plain);

    /// <summary>A column of a prepared table.</summary>
    /// <param name="column">The declared facts.</param>
    /// <param name="columns">The columns of its table, in the order of slots.</param>
    public static Column OfFacts(ColumnFacts column, IReadOnlyList<ColumnFacts> columns)
    {
        switch (column.Kind)
        {
            case ColumnKind.Category:
                return new(column.Name, Facts.TextOf(column.Values) with { IsNullKey = column.IsNullable }, Storage.Code);
            case ColumnKind.Text:
                return new(column.Name, Facts.Text with { IsNullKey = column.IsNullable }, Storage.Plain);
            case ColumnKind.Number when column.BoundsPer is { } per:
                var category = Enumerable.Range(0, columns.Count).Single(i => columns[i].Name == per);
                var each = columns[category].Values.Select(v => column.BoundsByValue[v]).ToArray();
                return new(
                    column.Name,
                    Facts.Number(NumberRange.PerCategory(category, [.. each.Select(Held)])),
                    new FixedStorage(column.Bounds!, category, each));
            case ColumnKind.Number:
                return new(column.Name, Facts.Number(new NumberRange(Held(column.Bounds!))), new FixedStorage(column.Bounds!, -1, []));
            case ColumnKind.Time:
                return new(column.Name, new Facts(ValueKind.Time) { Span = (column.From!.Value, column.To!.Value), IsNullKey = column.IsNullable }, Storage.Plain);
            default:
                throw new BadInputException($"The column '{column.Name}' is of a kind that questions cannot use.");
        }
    }

    /// <summary>A public table; its texts have public values where there are not too many.</summary>
    public static PublicScan Public(Dataset data, int index)
    {
        var table = data.PublicTables[index];
        return new(table.Name, index, [.. table.Columns.Select(c => c.Prepared)], [.. table.Columns.Select(c =>
        {
            var column = OfFacts(c, table.Columns);
            return c.Kind == ColumnKind.Text && ValuesOf(data, table.Name, c.Name) is { } values ? column with { Facts = column.Facts with { Domain = values } } : column;
        })]);
    }

    // What the integers stand for: their ends may lie a step beyond the declared bounds, where those are not on the grid.
    private static Interval Held(FixedPoint grid) => new(grid.ToValue(grid.MinInteger), grid.ToValue(grid.MaxInteger));

    public static Relation Filtered(Relation input, Scalar condition)
    {
        var (columns, multiplicity) = (input.Columns, input.Multiplicity);
        foreach (var (slot, code) in FixedBy(condition))
        {
            columns = [.. columns.Select(c => c with
            {
                Facts = c.Facts.Range is { } range ? c.Facts with { Range = range.Fixed(slot, code) } : c.Facts,
                Storage = c.Storage is FixedStorage grid ? grid.Fixed(slot, code) : c.Storage,
            })];
            multiplicity = multiplicity.Fixed(slot);
        }

        return new Filter(input, condition, columns, multiplicity);
    }

    public static Relation Projected(Relation input, IReadOnlyList<(string Name, Scalar Expression)> columns)
    {
        var expressions = columns.Select(c => c.Expression).ToArray();
        var moved = MovedBy(expressions);
        return new Project(input, expressions, [.. columns.Select(c => ColumnOf(c.Name, c.Expression, moved))]);
    }

    /// <summary>Both relations as one, with all columns computed but for numbers on one grid: the two sides hold them on one footing.</summary>
    public static Relation United(Relation left, Relation right)
    {
        if (left.Columns.Count != right.Columns.Count)
        {
            throw new BadInputException($"UNION ALL needs as many columns on both sides, but there are {left.Columns.Count} and {right.Columns.Count}.");
        }

        var columns = left.Columns.Zip(right.Columns).Select(p =>
        {
            var (a, b) = (p.First.Facts, p.Second.Facts);
            if (a.Kind != b.Kind)
            {
                throw new BadInputException($"The column '{p.First.Name}' of UNION ALL is of two kinds.");
            }

            return new Column(p.First.Name, new Facts(a.Kind)
            {
                Range = a.Range is { } r ? new NumberRange(r.Widest.Union(b.Range!.Widest)) : null,
                IsWhole = a.IsWhole && b.IsWhole,
                Domain = a.Domain is { } d && b.Domain is { } e ? [.. d.Union(e, StringComparer.Ordinal)] : null,
                Span = a.Span is { } s && b.Span is { } t ? (s.From < t.From ? s.From : t.From, s.To > t.To ? s.To : t.To) : null,
                Grain = a.Grain == b.Grain ? a.Grain : null,
                IsNullKey = a.IsNullKey || b.IsNullKey,
                KeyOf = a.KeyOf == b.KeyOf ? a.KeyOf : null,
            }, p.First.Storage is FixedStorage one && p.Second.Storage is FixedStorage other && one.IsLike(other) ? one : Storage.Plain);
        }).ToArray();
        return new Union(left, right, columns);
    }

    /// <summary>One row for every unit and key. Without keys, a unit has one row; with keys that are the same in all its rows, too.</summary>
    public static Relation OfUnits(Relation input, IReadOnlyList<(string Name, Scalar Key)> keys, IReadOnlyList<(string Name, InnerAggregate Aggregate)> aggregates)
    {
        var expressions = keys.Select(k => k.Key).ToArray();
        var moved = MovedBy(expressions);
        Column[] columns =
        [
            .. keys.Select(k => ColumnOf(k.Name, k.Key, moved)),
            .. aggregates.Select(a => new Column(a.Name, a.Aggregate.Facts.Moved(moved), Storage.Of(a.Aggregate.Held))),
        ];
        if (keys is [{ Key.Kind: ValueKind.RowKey }])
        {
            columns[0] = columns[0] with { Facts = columns[0].Facts with { IsUnique = true } };
        }

        var isOne = expressions.All(k => k.Facts.IsUnitConstant);
        var result = new PerUnit(input, expressions, [.. aggregates.Select(a => a.Aggregate)], [.. columns.Select(c => isOne ? c with { Facts = c.Facts with { IsUnitConstant = true } } : c)]);
        foreach (var groups in new[] { KeyDomain.CountOf(expressions), input.Multiplicity.GroupsOf(expressions) }.OfType<long>())
        {
            result = result with { Multiplicity = result.Multiplicity.Limited(groups) };
        }

        return isOne ? result with { Multiplicity = Multiplicity.One } : result;
    }

    public static InnerAggregate Inner(InnerFunction function, Scalar? argument, Relation input)
    {
        if (argument is null && function != InnerFunction.Count)
        {
            throw new BadInputException("Every aggregate but count(*) is taken of something: write for example max(x).");
        }

        var most = (double)(input.Multiplicity.Rows ?? 1_000_000_000_000);
        switch (function)
        {
            case InnerFunction.Count or InnerFunction.CountDistinct:
                return new(function, argument, Facts.Number(0, most, true));
            case InnerFunction.Sum or InnerFunction.Mean:
                var number = Expressions.Usable(Expressions.AsNumber(argument!));
                var range = SummedGrid(number) is { } grid ? new Interval(grid.ToValue(grid.MinInteger), grid.ToValue(grid.MaxInteger)) : number.Range.Widest;
                return new(function, number, function == InnerFunction.Mean
                    ? Facts.Number(range.Low, range.High)
                    : Facts.Number(Math.Min(0, range.Low) * most, Math.Max(0, range.High) * most, number.Facts.IsWhole));
            case InnerFunction.Any or InnerFunction.All:
                return new(function, Expressions.AsCondition(argument!), Facts.Boolean);
            default:
                return argument!.Kind is ValueKind.Number or ValueKind.Time
                    ? new(function, argument, argument.Facts with { Range = argument.Facts.Range is { } r ? new NumberRange(r.Widest) : null, IsUnitConstant = false })
                    : throw new BadInputException($"Inside, min and max are taken of numbers and times, but this is {Expressions.Words(argument)}.");
        }
    }

    /// <summary>The grid that a number is summed on inside a unit: its ends are rounded outward, and so are sums and means. Null where the column is held on one, whose range is that of the column.</summary>
    public static FixedPoint? SummedGrid(Scalar number)
    {
        var range = number.Range.Widest;
        return number is Slot { Storage: FixedStorage { Per: < 0 } } ? null : FixedPoint.Between(range.Low, range.High > range.Low ? range.High : range.Low + 1, "the number");
    }

    /// <summary>Where the slots of the input stand among expressions over it.</summary>
    public static Func<int, int?> MovedBy(IReadOnlyList<Scalar> expressions) => slot =>
    {
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i] is Slot s && s.Index == slot)
            {
                return i;
            }
        }

        return null;
    };

    private static List<string>? ValuesOf(Dataset data, string table, string column)
    {
        try
        {
            return [.. data.PublicValues(table, [column], MostPublicValues).Select(v => v[0]).OfType<string>()];
        }
        catch (BadInputException)
        {
            // Too many to be a list of groups: they are selected, as if they were not public.
            return null;
        }
    }

    private static Column ColumnOf(string name, Scalar expression, Func<int, int?> moved)
    {
        var storage = expression is Slot slot ? slot.Storage : Storage.Plain;
        // A number on grids of a category that is no longer in the row is computed from its integer before it goes on.
        return new(name, expression.Facts.Moved(moved), storage is FixedStorage grid ? grid.Moved(moved) ?? Storage.Plain : storage);
    }

    /// <summary>The parts of a condition that all hold; some of them, where there are very many.</summary>
    public static IEnumerable<Scalar> Conjuncts(Scalar condition)
    {
        var left = MaxConjuncts;
        var open = new Stack<Scalar>([condition]);
        while (open.TryPop(out var next) && left-- > 0)
        {
            if (next is Call { Operation: Operation.And } both)
            {
                open.Push(both[0]);
                open.Push(both[1]);
            }
            else
            {
                yield return next;
            }
        }
    }

    private static IEnumerable<(int Slot, int Code)> FixedBy(Scalar condition)
    {
        foreach (var next in Conjuncts(condition))
        {
            switch (next)
            {
                case Call { Operation: Operation.Equal } equal:
                    var (a, b) = equal[0] is Literal ? (equal[1], equal[0]) : (equal[0], equal[1]);
                    if (a is Slot { Facts.Domain: { } domain } slot && slot.Storage == Storage.Code && b is Literal { Value: string value } && IndexOf(domain, value) is >= 0 and var code)
                    {
                        yield return (slot.Index, code);
                    }

                    break;
                case Call { Operation: Operation.In, Arguments.Count: 2 } single when single[0] is Slot { Facts.Domain: { } values } only && only.Storage == Storage.Code
                    && single[1] is Literal { Value: string one } && IndexOf(values, one) is >= 0 and var index:
                    yield return (only.Index, index);
                    break;
            }
        }
    }

    public static int IndexOf(IReadOnlyList<string> values, string value)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], value, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}

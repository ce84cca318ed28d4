namespace Tacit.Query.Relations;

/// <summary>Makes joins, and derives how many rows of one unit they give.</summary>
internal static class Joins
{
    /// <summary>Pairs of rows of one unit.</summary>
    public static Relation Joined(Relation left, Relation right, bool isLeft, Scalar? condition)
    {
        // A row has one partner at most where the other side has one row a unit, or where the condition equates a key that no two rows of the other side share.
        var keys = KeysIn(condition, left.Columns.Count);
        var leftOnce = right.IsOnePerUnit || keys.Any(k => right.Columns[k.Right].Facts.IsUnique);
        var rightOnce = left.IsOnePerUnit || keys.Any(k => left.Columns[k.Left].Facts.IsUnique);
        Column[] columns =
        [
            .. left.Columns.Select(c => leftOnce ? c : Repeated(c)),
            .. Side(left, right).Skip(left.Columns.Count).Select(c => rightOnce ? c : Repeated(c))
                // The condition decides which rows of a unit find a partner; the others have NULL there. So what the right side shared, the rows share no longer.
                .Select(c => isLeft && condition is not null ? c with { Facts = c.Facts with { IsUnitConstant = false } } : c),
        ];
        return new UnitJoin(left, right, isLeft, condition, columns, RowsOf(left, right, isLeft, leftOnce, rightOnce));
    }

    /// <summary>Rows with their partners in a public table.</summary>
    public static Relation JoinedWithPublic(Relation left, PublicScan right, bool isLeft, Scalar? condition, long? fanOut)
    {
        var columns = Side(left, right);
        return new PublicJoin(left, right.Index, right.Prepared, isLeft, condition, fanOut, fanOut is 0 or 1 ? columns : [.. columns.Select(Repeated)]);
    }

    /// <summary>Stands for both sides while the condition between them is bound.</summary>
    public static Relation Both(Relation left, Relation right) => new Pairs(Side(left, right));

    /// <summary>The columns of both sides; those of the right stand behind those of the left.</summary>
    public static IReadOnlyList<Column> Side(Relation left, Relation right) =>
    [
        .. left.Columns,
        .. right.Columns.Select(c => c with
        {
            Facts = c.Facts.Moved(s => s + left.Columns.Count),
            Storage = c.Storage is FixedStorage grid ? grid.Moved(s => s + left.Columns.Count)! : c.Storage,
        }),
    ];

    /// <summary>Pairs of columns of both sides that the condition equates, where both tell the same rows of one table apart. Rows that agree there are of one unit.</summary>
    public static IReadOnlyList<(int Left, int Right)> KeysIn(Scalar? condition, int start)
    {
        var keys = new List<(int Left, int Right)>();
        foreach (var part in condition is null ? [] : RelationBuilder.Conjuncts(condition))
        {
            if (part is Call { Operation: Operation.Equal } equal && equal[0] is Slot { Kind: ValueKind.RowKey } a && equal[1] is Slot { Kind: ValueKind.RowKey } b
                && Math.Min(a.Index, b.Index) < start && Math.Max(a.Index, b.Index) >= start)
            {
                keys.Add((Math.Min(a.Index, b.Index), Math.Max(a.Index, b.Index) - start));
            }
        }

        return keys;
    }

    /// <summary>A condition without the conjuncts that equate two columns; null where nothing is left.</summary>
    public static Scalar? Without(Scalar condition, int left, int right) => condition switch
    {
        Call { Operation: Operation.Equal } equal when equal[0] is Slot a && equal[1] is Slot b && (Math.Min(a.Index, b.Index), Math.Max(a.Index, b.Index)) == (left, right) => null,
        Call { Operation: Operation.And } both => (Without(both[0], left, right), Without(both[1], left, right)) switch
        {
            (null, var rest) => rest,
            (var rest, null) => rest,
            var (first, second) => ReferenceEquals(first, both[0]) && ReferenceEquals(second, both[1]) ? both : both with { Arguments = [first, second] },
        },
        _ => condition,
    };

    private static Multiplicity RowsOf(Relation left, Relation right, bool isLeft, bool leftOnce, bool rightOnce)
    {
        if (leftOnce)
        {
            // Each left row stays one row, and what is known per category of the left stays known.
            return left.Multiplicity;
        }

        if (rightOnce && !isLeft)
        {
            return right.Multiplicity.Moved(s => s + left.Columns.Count);
        }

        var pairs = Multiplicity.Times(left.Multiplicity.Rows, right.Multiplicity.Rows is { } r ? Math.Max(1, r) : null);

        // Each right row stands once at most, and a left row without one stands once.
        return rightOnce && left.Multiplicity.Rows is { } a && right.Multiplicity.Rows is { } b && a <= long.MaxValue - b
            ? new Multiplicity(a + b).Limited(pairs ?? long.MaxValue)
            : new Multiplicity(pairs);
    }

    private static Column Repeated(Column column) => column.Facts.IsUnique ? column with { Facts = column.Facts with { IsUnique = false } } : column;

    private sealed record Pairs(IReadOnlyList<Column> Sides) : Relation(Sides, Multiplicity.One)
    {
        public override string Text => "(both)";

        public override IReadOnlyList<Relation> Inputs => [];
    }
}

using System.Globalization;

namespace Tacit.Query.Relations;

/// <summary>A column of a relation.</summary>
/// <param name="Name">Its name in questions.</param>
/// <param name="Facts">What is publicly known of it.</param>
/// <param name="Storage">How it is held.</param>
internal sealed record Column(string Name, Facts Facts, Storage Storage);

/// <summary>How many rows one unit may have.</summary>
/// <param name="Rows">In all; null where nothing bounds it.</param>
/// <param name="PerSlot">The slot of a category for each value of which <paramref name="PerRows"/> holds, or −1.</param>
/// <param name="PerRows">The most rows with one value of that category.</param>
/// <param name="PerValues">Of how many of its values the rows are.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Multiplicity(long? Rows, int PerSlot = -1, long PerRows = 0, long PerValues = 0)
{
    public static Multiplicity One { get; } = new(1);

    public static long? Times(long? a, long? b) => a is { } x && b is { } y && x <= long.MaxValue / Math.Max(1, y) ? x * y : null;

    public Multiplicity Moved(Func<int, int?> slot) => PerSlot >= 0 && slot(PerSlot) is { } moved ? this with { PerSlot = moved } : new(Rows);

    public Multiplicity Fixed(int slot) => PerSlot >= 0 && PerSlot == slot ? new(Rows is { } r ? Math.Min(r, PerRows) : PerRows) : this;

    /// <summary>How many different keys the rows have, where they are the category of the limit beside what is the same in all rows of a unit.</summary>
    public long? GroupsOf(IReadOnlyList<Scalar> keys)
    {
        var slot = PerSlot;
        return slot >= 0 && keys.All(k => k.Facts.IsUnitConstant || (k is Slot s && s.Index == slot)) ? PerValues : null;
    }

    public Multiplicity Limited(long rows) => rows < 0 ? throw new OverflowException("A bound of rows is negative.") : this with { Rows = Rows is { } r ? Math.Min(r, rows) : rows };
}

/// <summary>
/// Rows that belong to units: each is a function of its own unit's rows, of public tables and of public constants alone. Whatever is built of these nodes
/// stays so, which is why a sum over units moves by no more than one unit's own rows can give.
/// </summary>
internal abstract record Relation(IReadOnlyList<Column> Columns, Multiplicity Multiplicity)
{
    /// <summary>The canonical text: equal relations have equal texts.</summary>
    public abstract string Text { get; }

    public abstract IReadOnlyList<Relation> Inputs { get; }

    public bool IsOnePerUnit => Multiplicity.Rows == 1;

    public Slot Slot(int index) => new(index, Columns[index].Facts, Columns[index].Storage);

    protected static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "?";

    public sealed override string ToString() => Text;
}

/// <summary>A declared table as it was prepared: clipped, bounded, ranked.</summary>
/// <param name="Name">The declared name.</param>
/// <param name="Index">Its position among the prepared tables.</param>
/// <param name="Prepared">The prepared names of the columns.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Keep">Rows of one unit (and value of the category of the limit) that are kept, by the secret rank; null keeps all that were prepared.</param>
/// <param name="Multiplicity">The rows of one unit.</param>
internal sealed record Scan(string Name, int Index, IReadOnlyList<string> Prepared, IReadOnlyList<Column> Columns, long? Keep, Multiplicity Multiplicity)
    : Relation(Columns, Multiplicity)
{
    public override string Text => $"(scan {Index}{(Keep is null ? string.Empty : " keep " + Number(Keep))})";

    public override IReadOnlyList<Relation> Inputs => [];
}

/// <summary>The rows that fulfil a condition.</summary>
internal sealed record Filter(Relation Input, Scalar Condition, IReadOnlyList<Column> Columns, Multiplicity Multiplicity) : Relation(Columns, Multiplicity)
{
    public override string Text => $"(filter {Input.Text} {Condition.Text})";

    public override IReadOnlyList<Relation> Inputs => [Input];
}

/// <summary>Other columns of the same rows.</summary>
internal sealed record Project(Relation Input, IReadOnlyList<Scalar> Expressions, IReadOnlyList<Column> Columns) : Relation(Columns, Input.Multiplicity.Moved(RelationBuilder.MovedBy(Expressions)))
{
    public override string Text => $"(project {Input.Text}{string.Concat(Expressions.Select(e => " " + e.Text))})";

    public override IReadOnlyList<Relation> Inputs => [Input];
}

/// <summary>Pairs of rows of the same unit that fulfil a condition; left rows without a partner stay where <paramref name="IsLeft"/>.</summary>
internal sealed record UnitJoin(Relation Left, Relation Right, bool IsLeft, Scalar? Condition, IReadOnlyList<Column> Columns, Multiplicity Multiplicity)
    : Relation(Columns, Multiplicity)
{
    public override string Text => $"({(IsLeft ? "left" : "inner")} {Left.Text} {Right.Text} {Condition?.Text ?? "true"})";

    public override IReadOnlyList<Relation> Inputs => [Left, Right];
}

/// <summary>A public table on its way into a join. Its rows are nobody's: alone it is no relation of units.</summary>
internal sealed record PublicScan(string Name, int Index, IReadOnlyList<string> Prepared, IReadOnlyList<Column> Columns) : Relation(Columns, new Multiplicity(null))
{
    public override string Text => $"(public {Number(Index)})";

    public override IReadOnlyList<Relation> Inputs => [];
}

/// <summary>Rows with those of a public table that fulfil a condition.</summary>
/// <param name="Input">The private rows.</param>
/// <param name="Table">Position of the public table.</param>
/// <param name="Prepared">Prepared names of its columns.</param>
/// <param name="IsLeft">Whether rows without a partner stay.</param>
/// <param name="Condition">The condition over the columns of both.</param>
/// <param name="FanOut">The most partners of one row, null where it is not known.</param>
/// <param name="Columns">The columns of both.</param>
internal sealed record PublicJoin(Relation Input, int Table, IReadOnlyList<string> Prepared, bool IsLeft, Scalar? Condition, long? FanOut, IReadOnlyList<Column> Columns)
    : Relation(Columns, new Multiplicity(Multiplicity.Times(Input.Multiplicity.Rows, FanOut is { } f ? Math.Max(1, f) : null)))
{
    public override string Text => $"({(IsLeft ? "left" : "inner")} public {Input.Text} {Table} {Condition?.Text ?? "true"})";

    public override IReadOnlyList<Relation> Inputs => [Input];
}

/// <summary>The rows of both.</summary>
internal sealed record Union(Relation Left, Relation Right, IReadOnlyList<Column> Columns)
    : Relation(Columns, new Multiplicity(Left.Multiplicity.Rows is { } a && Right.Multiplicity.Rows is { } b && a <= long.MaxValue - b ? a + b : null))
{
    public override string Text => $"(union {Left.Text} {Right.Text})";

    public override IReadOnlyList<Relation> Inputs => [Left, Right];
}

/// <summary>One row for every unit (and key): exact aggregates over that unit's own rows.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">Keys beside the unit.</param>
/// <param name="Aggregates">What is computed.</param>
/// <param name="Columns">Keys, then aggregates.</param>
internal sealed record PerUnit(Relation Input, IReadOnlyList<Scalar> Keys, IReadOnlyList<InnerAggregate> Aggregates, IReadOnlyList<Column> Columns)
    : Relation(Columns, Keys.Count == 0 ? Multiplicity.One : new Multiplicity(Input.Multiplicity.Rows))
{
    public override string Text => $"(per unit {Input.Text} ({string.Join(" ", Keys)}){string.Concat(Aggregates.Select(a => " " + a.Text))})";

    public override IReadOnlyList<Relation> Inputs => [Input];
}

/// <summary>Columns computed by window functions over each unit's own rows.</summary>
internal sealed record Windows(Relation Input, IReadOnlyList<WindowColumn> Added, IReadOnlyList<Column> Columns) : Relation(Columns, Input.Multiplicity)
{
    public override string Text => $"(windows {Input.Text}{string.Concat(Added.Select(a => " " + a.Text))})";

    public override IReadOnlyList<Relation> Inputs => [Input];
}

/// <summary>At most so many rows of one unit, or of one unit and key, or so many keys of one unit, chosen by a secret hash of the unit's own rows.</summary>
/// <param name="Input">The rows.</param>
/// <param name="Keys">The keys.</param>
/// <param name="MaxGroups">The most keys of a unit, or null.</param>
/// <param name="MaxRowsPerGroup">The most rows of a unit and key, or null.</param>
internal sealed record Bounded(Relation Input, IReadOnlyList<Scalar> Keys, long? MaxGroups, long? MaxRowsPerGroup)
    : Relation(Input.Columns, Multiplicity.Times(Keys.Count == 0 ? 1 : MaxGroups, MaxRowsPerGroup) is { } most ? Input.Multiplicity.Limited(most) : Input.Multiplicity)
{
    public override string Text => $"(bounded {Input.Text} ({string.Join(" ", Keys)}) {Number(MaxGroups)} {Number(MaxRowsPerGroup)})";

    public override IReadOnlyList<Relation> Inputs => [Input];
}

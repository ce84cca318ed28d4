using System.Globalization;

namespace Tacit.Data;

/// <summary>The expressions that turn a cell of a source into its prepared form, the same on every engine. Total: no value of a cell can make them raise.</summary>
/// <remarks>For authors of engines, who spell the parts.</remarks>
/// <param name="columns">The declared columns of one table.</param>
public abstract class ColumnSql(IReadOnlyList<ColumnFacts> columns)
{
    /// <summary>The prepared form of a column: a fixed-point integer, a category's code, text, a moment in UTC.</summary>
    /// <param name="column">The column.</param>
    public string Prepared(ColumnFacts column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Kind switch
        {
            ColumnKind.Category when column.Edges.Count > 0 => Bands(column),
            ColumnKind.Category => $"CASE {Cell(column)} {Branches(column.Values, Quote, i => Whole(i))} ELSE NULL END::INTEGER",
            ColumnKind.Text => Text(column.Source),
            ColumnKind.Time => InBounds(Moment(column), column),
            _ when column.BoundsPer is { } per => $"CASE ({Prepared(Find(per))}) {Branches(Find(per).Values, (_, i) => Whole(i), i => Fix(Number(column), column.BoundsByValue[Find(per).Values[i]]))} ELSE NULL END::INTEGER",
            _ => Fix(Number(column), column.Bounds!),
        };
    }

    /// <summary>Whether a number lies outside its bounds.</summary>
    /// <param name="column">A number.</param>
    public string IsClipped(ColumnFacts column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var x = Number(column);
        if (column.BoundsPer is not { } per)
        {
            return Outside(x, column.Bounds!);
        }

        var category = Find(per);
        return "(" + string.Join(" OR ", category.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"(({Prepared(category)}) = {i} AND {Outside(x, column.BoundsByValue[v])})"))) + ")";
    }

    /// <summary>A cell as text without blanks (U+0020) around it; NULL where nothing is left.</summary>
    /// <param name="source">The column of the source.</param>
    public abstract string Text(string source);

    /// <summary>The cell as text, as it is.</summary>
    protected abstract string Cell(ColumnFacts column);

    /// <summary>The cell as a double; NULL where it is none. May be NaN or infinite.</summary>
    protected abstract string Number(ColumnFacts column);

    /// <summary>The cell as a moment in UTC; NULL where it is none.</summary>
    protected abstract string Moment(ColumnFacts column);

    /// <summary>A text constant.</summary>
    protected abstract string Quote(string text);

    /// <summary>A double constant, exact.</summary>
    protected abstract string Real(double value);

    /// <summary>A moment in UTC, as a constant.</summary>
    protected virtual string Time(DateTime moment) => $"TIMESTAMP '{ColumnFacts.Moment(moment)}'";

    /// <summary>Whether a double is NaN.</summary>
    protected abstract string IsNaN(string x);

    /// <summary>x / step, where step is a power of two; it may vanish.</summary>
    protected virtual string Quotient(string x, double step) => $"{x} / {Real(step)}";

    private ColumnFacts Find(string name) => columns.Single(c => c.Name == name);

    private string Outside(string x, FixedPoint bounds) =>
        $"(NOT ({IsNaN(x)}) AND ({x} < {Real(bounds.Low)} OR {x} > {Real(bounds.High)}))";

    // NULL first: greatest(NULL, L) would invent L, and NaN compares above every bound.
    private string Fix(string x, FixedPoint f) => string.Create(CultureInfo.InvariantCulture,
        $"CASE WHEN {x} IS NULL OR {IsNaN(x)} THEN NULL WHEN {x} <= {Real(f.Low)} THEN {f.MinInteger} WHEN {x} >= {Real(f.High)} THEN {f.MaxInteger} ELSE greatest({f.MinInteger}, least({f.MaxInteger}, CAST(floor({Quotient(x, f.Step)} + {Real(0.5)}) AS BIGINT))) END::INTEGER");

    private string Bands(ColumnFacts column)
    {
        var x = Number(column);
        var cases = column.Edges.Zip(column.Edges.Skip(1)).Select((p, i) => double.IsPositiveInfinity(p.Second)
            ? string.Create(CultureInfo.InvariantCulture, $"WHEN {x} >= {Real(p.First)} THEN {i}")
            : string.Create(CultureInfo.InvariantCulture, $"WHEN {x} >= {Real(p.First)} AND {x} < {Real(p.Second)} THEN {i}"));
        return $"CASE WHEN {x} IS NULL OR {IsNaN(x)} THEN NULL {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private string InBounds(string moment, ColumnFacts column) =>
        $"CASE WHEN {moment} >= {Time(column.From!.Value)} AND {moment} < {Time(column.To!.Value)} THEN {moment} ELSE NULL END";

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Branches(IReadOnlyList<string> values, Func<string, string> when, Func<int, string> then) => Branches(values, (v, _) => when(v), then);

    private static string Branches(IReadOnlyList<string> values, Func<string, int, string> when, Func<int, string> then) =>
        string.Join(" ", values.Select((v, i) => $"WHEN {when(v, i)} THEN {then(i)}"));
}

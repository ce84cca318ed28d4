using System.Globalization;

namespace Tacit.Data;

/// <summary>The expressions that turn a source column into its prepared form. Total: no value of a cell can make them raise.</summary>
internal static class ColumnSql
{
    /// <param name="column">The column.</param>
    /// <param name="columns">All columns of its table.</param>
    /// <param name="types">The engine's types of the source's columns.</param>
    public static string Prepared(ColumnFacts column, IReadOnlyList<ColumnFacts> columns, IReadOnlyDictionary<string, string> types) =>
        column.Kind == ColumnKind.Time ? TimeSql.Prepared(column, types[column.Source]) : Prepared(column, columns);

    private static string Prepared(ColumnFacts column, IReadOnlyList<ColumnFacts> columns) => column.Kind switch
    {
        ColumnKind.Category when column.Edges.Count > 0 => Bands(column),
        ColumnKind.Category => Category(column),
        ColumnKind.Text => $"nullif(trim({Engine.Name(column.Source)}::VARCHAR), '')",
        _ when column.BoundsPer is { } per => PerCategory(column, columns.Single(c => c.Name == per), columns),
        _ => Fix(Number(column), column.Bounds!),
    };

    public static string IsNotNumber(ColumnFacts column) =>
        $"({Engine.Name(column.Source)} IS NOT NULL AND trim({Engine.Name(column.Source)}::VARCHAR) <> '' AND {Number(column)} IS NULL)";

    public static string IsClipped(ColumnFacts column, IReadOnlyList<ColumnFacts> columns)
    {
        var x = Number(column);
        if (column.BoundsPer is not { } per)
        {
            return Outside(x, column.Bounds!);
        }

        var category = columns.Single(c => c.Name == per);
        return "(" + string.Join(" OR ", category.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"(({Prepared(category, columns)}) = {i} AND {Outside(x, column.BoundsByValue[v])})"))) + ")";
    }

    private static string Outside(string x, FixedPoint bounds) =>
        $"(NOT isnan({x}) AND ({x} < {Real(bounds.Low)} OR {x} > {Real(bounds.High)}))";

    private static string Number(ColumnFacts column)
    {
        var text = $"TRY_CAST({Engine.Name(column.Source)} AS VARCHAR)";
        return column.IsFlag
            ? $"(CASE lower(trim({text})) WHEN 'true' THEN 1.0::DOUBLE WHEN 'false' THEN 0.0::DOUBLE ELSE TRY_CAST({text} AS DOUBLE) END)"
            : $"TRY_CAST({text} AS DOUBLE)";
    }

    // NULL first: greatest(NULL, L) would invent L, and NaN compares above every bound.
    private static string Fix(string x, FixedPoint f)
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"CASE WHEN {x} IS NULL OR isnan({x}) THEN NULL WHEN {x} <= {Real(f.Low)} THEN {f.MinInteger} WHEN {x} >= {Real(f.High)} THEN {f.MaxInteger} ELSE greatest({f.MinInteger}, least({f.MaxInteger}, CAST(floor({x} / {Real(f.Step)} + 0.5) AS BIGINT))) END::INTEGER");
    }

    private static string PerCategory(ColumnFacts column, ColumnFacts category, IReadOnlyList<ColumnFacts> columns)
    {
        var cases = category.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {Fix(Number(column), column.BoundsByValue[v])}"));
        return $"CASE ({Prepared(category, columns)}) {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private static string Category(ColumnFacts column)
    {
        var cases = column.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {Engine.Quote(v)} THEN {i}"));
        return $"CASE {Engine.Name(column.Source)}::VARCHAR {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private static string Bands(ColumnFacts column)
    {
        var x = Number(column);
        var cases = column.Edges.Zip(column.Edges.Skip(1)).Select((p, i) => double.IsPositiveInfinity(p.Second)
            ? string.Create(CultureInfo.InvariantCulture, $"WHEN {x} >= {Real(p.First)} THEN {i}")
            : string.Create(CultureInfo.InvariantCulture, $"WHEN {x} >= {Real(p.First)} AND {x} < {Real(p.Second)} THEN {i}"));
        return $"CASE WHEN {x} IS NULL OR isnan({x}) THEN NULL {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private static string Real(double value) => "'" + value.ToString("R", CultureInfo.InvariantCulture) + "'::DOUBLE";
}

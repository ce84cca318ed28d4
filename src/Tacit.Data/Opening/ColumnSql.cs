using System.Globalization;

namespace Tacit.Data;

/// <summary>The expressions that turn a source column into its prepared form. Total: no value of a cell can make them raise.</summary>
internal static class ColumnSql
{
    public static string Prepared(ColumnFacts column, TableFacts table) => column.Kind switch
    {
        ColumnKind.Category when column.Edges.Count > 0 => Bands(column),
        ColumnKind.Category => Category(column),
        ColumnKind.Text => $"nullif(trim({Engine.Name(column.Source)}::VARCHAR), '')",
        _ when column.BoundsPer is { } per => PerCategory(column, table.Column(per)),
        _ => Fix(column.Source, column.Bounds!),
    };

    public static string IsNotNumber(string source) =>
        $"({Engine.Name(source)} IS NOT NULL AND trim({Engine.Name(source)}::VARCHAR) <> '' AND {Number(source)} IS NULL)";

    public static string IsClipped(ColumnFacts column)
    {
        var x = Number(column.Source);
        if (column.BoundsPer is not { } per)
        {
            return Outside(x, column.Bounds!);
        }

        var category = $"{Engine.Name(per)}::VARCHAR";
        return "(" + string.Join(" OR ", column.BoundsByValue.Select(b => $"({category} = {Engine.Quote(b.Key)} AND {Outside(x, b.Value)})")) + ")";
    }

    private static string Outside(string x, FixedPoint bounds) =>
        $"(NOT isnan({x}) AND ({x} < {Real(bounds.Low)} OR {x} > {Real(bounds.High)}))";

    private static string Number(string source) => $"TRY_CAST(TRY_CAST({Engine.Name(source)} AS VARCHAR) AS DOUBLE)";

    // NULL first: greatest(NULL, L) would invent L, and NaN compares above every bound.
    private static string Fix(string source, FixedPoint f)
    {
        var x = Number(source);
        return string.Create(CultureInfo.InvariantCulture,
            $"CASE WHEN {x} IS NULL OR isnan({x}) THEN NULL WHEN {x} <= {Real(f.Low)} THEN {f.MinInteger} WHEN {x} >= {Real(f.High)} THEN {f.MaxInteger} ELSE greatest({f.MinInteger}, least({f.MaxInteger}, CAST(floor({x} / {Real(f.Step)} + 0.5) AS BIGINT))) END::INTEGER");
    }

    private static string PerCategory(ColumnFacts column, ColumnFacts category)
    {
        var cases = column.BoundsByValue.Select(b => $"WHEN {Engine.Quote(b.Key)} THEN {Fix(column.Source, b.Value)}");
        return $"CASE {Engine.Name(category.Source)}::VARCHAR {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private static string Category(ColumnFacts column)
    {
        var cases = column.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {Engine.Quote(v)} THEN {i}"));
        return $"CASE {Engine.Name(column.Source)}::VARCHAR {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private static string Bands(ColumnFacts column)
    {
        var x = Number(column.Source);
        var cases = column.Edges.Zip(column.Edges.Skip(1)).Select((p, i) => double.IsPositiveInfinity(p.Second)
            ? string.Create(CultureInfo.InvariantCulture, $"WHEN {x} >= {Real(p.First)} THEN {i}")
            : string.Create(CultureInfo.InvariantCulture, $"WHEN {x} >= {Real(p.First)} AND {x} < {Real(p.Second)} THEN {i}"));
        return $"CASE WHEN {x} IS NULL OR isnan({x}) THEN NULL {string.Join(" ", cases)} ELSE NULL END::INTEGER";
    }

    private static string Real(double value) => "'" + value.ToString("R", CultureInfo.InvariantCulture) + "'::DOUBLE";
}

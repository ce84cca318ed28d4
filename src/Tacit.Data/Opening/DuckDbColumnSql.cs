using System.Globalization;

namespace Tacit.Data;

/// <summary>How the embedded engine reads cells.</summary>
/// <param name="columns">The declared columns of a table.</param>
/// <param name="types">The engine's types of the source's columns.</param>
internal sealed class DuckDbColumnSql(IReadOnlyList<ColumnFacts> columns, IReadOnlyDictionary<string, string> types) : ColumnSql(columns)
{
    public override string Key(string source) => $"nullif(trim({Engine.Name(source)}::VARCHAR), '')";

    public string IsNotNumber(ColumnFacts column) =>
        $"({Engine.Name(column.Source)} IS NOT NULL AND trim({Engine.Name(column.Source)}::VARCHAR) <> '' AND {Number(column)} IS NULL)";

    public string IsNotTime(ColumnFacts column) => TimeSql.IsNotTime(column, types[column.Source]);

    protected override string Cell(ColumnFacts column) => $"{Engine.Name(column.Source)}::VARCHAR";

    protected override string Number(ColumnFacts column)
    {
        var text = $"TRY_CAST({Engine.Name(column.Source)} AS VARCHAR)";
        return column.IsFlag
            ? $"(CASE lower(trim({text})) WHEN 'true' THEN 1.0::DOUBLE WHEN 'false' THEN 0.0::DOUBLE ELSE TRY_CAST({text} AS DOUBLE) END)"
            : $"TRY_CAST({text} AS DOUBLE)";
    }

    protected override string Moment(ColumnFacts column) => TimeSql.Moment(column, types[column.Source]);

    protected override string Quote(string text) => Engine.Quote(text);

    protected override string Real(double value) => "'" + value.ToString("R", CultureInfo.InvariantCulture) + "'::DOUBLE";

    protected override string IsNaN(string x) => $"isnan({x})";
}

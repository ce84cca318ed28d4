using System.Globalization;

namespace Tacit.Data;

/// <summary>How the embedded engine reads cells.</summary>
/// <param name="columns">The declared columns of a table.</param>
/// <param name="types">The engine's types of the source's columns.</param>
internal sealed class DuckDbColumnSql(IReadOnlyList<ColumnFacts> columns, IReadOnlyDictionary<string, string> types) : ColumnSql(columns)
{
    /// <summary>What keys of a type of the engine are; null where values of the type have no one spelling.</summary>
    public static KeyKind? KindOf(string type) => type switch
    {
        "UUID" => KeyKind.Uuid,
        "DATE" => KeyKind.Date,
        _ when IsText(type) => KeyKind.Text,
        _ when KeyColumn.IsKey(type) => KeyKind.WholeNumber,
        _ => null,
    };

    /// <summary>A text of a relation without blanks around it. The engine's own word would take every blank of Unicode, which other engines do not.</summary>
    public static string Trimmed(string text) => $"trim({text}, ' ')";

    public override string Text(string source) => $"nullif({Trimmed(TextOf(source))}, '')";

    /// <summary>A key in the one spelling of its kind; NULL where there is none, or text is no such key.</summary>
    public string Key(string source, KeyKind kind)
    {
        if (!IsText(types[source]))
        {
            return TextOf(source);
        }

        var text = Text(source);
        return kind switch
        {
            KeyKind.WholeNumber => $"(CASE WHEN regexp_full_match({text}, '0|-?[1-9][0-9]*') THEN {text} END)",
            KeyKind.Uuid => $"TRY_CAST({text} AS UUID)::VARCHAR",
            KeyKind.Date => $"(CASE WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND TRY_CAST({text} AS DATE)::VARCHAR = {text} THEN {text} END)",

            // Where the engine normalizes, it would end a text at a character 0.
            _ => $"(CASE WHEN contains({text}, chr(0)) THEN {text} ELSE nfc_normalize({text}) END)",
        };
    }

    /// <summary>Whether a cell of text is no key of its kind.</summary>
    public string IsNotKey(string source, KeyKind kind) => $"({Text(source)} IS NOT NULL AND {Key(source, kind)} IS NULL)";

    public string IsNotNumber(ColumnFacts column) => $"({Text(column.Source)} IS NOT NULL AND {Number(column)} IS NULL)";

    public string IsNotTime(ColumnFacts column) => TimeSql.IsNotTime(column, types[column.Source]);

    protected override string Cell(ColumnFacts column) => TextOf(column.Source);

    protected override string Number(ColumnFacts column)
    {
        var text = $"TRY_CAST({Engine.Name(column.Source)} AS VARCHAR)";
        return column.IsFlag
            ? $"(CASE lower({Trimmed(text)}) WHEN 'true' THEN 1.0::DOUBLE WHEN 'false' THEN 0.0::DOUBLE ELSE TRY_CAST({text} AS DOUBLE) END)"
            : $"TRY_CAST({text} AS DOUBLE)";
    }

    protected override string Moment(ColumnFacts column) => TimeSql.Moment(column, types[column.Source]);

    protected override string Quote(string text) => Engine.Quote(text);

    protected override string Real(double value) => "'" + value.ToString("R", CultureInfo.InvariantCulture) + "'::DOUBLE";

    protected override string IsNaN(string x) => $"isnan({x})";

    private static bool IsText(string type) => type == "VARCHAR" || type.StartsWith("ENUM(", StringComparison.Ordinal);

    // Letter by letter, whatever collation a table of a DuckDB file declares.
    private static string TextOf(string source) => KeyColumn.Text(Engine.Name(source));
}

namespace Tacit.Data;

/// <summary>The expressions that turn a source column into a moment in UTC. Total: no value of a cell can make them raise.</summary>
/// <remarks>
/// Traps of the engine, seen in 1.5: a cast of text to TIMESTAMP drops an offset without a word and reads <c>epoch</c> and <c>infinity</c>, so text is
/// read by a grammar of our own; casts and zones raise for moments near the ends of 64 bits, even under TRY_CAST, so they stand under TRY or behind
/// a test of the year. Nothing depends on the session's time zone; where the engine's own types do, the engine is set to UTC.
/// </remarks>
internal static class TimeSql
{
    // A calendar date of four digits of year; hours, minutes, seconds and a fraction; an offset. Nothing else is a moment.
    private const string Date = @"\d{4}-\d{2}-\d{2}";
    private const string Clock = @"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?";
    private const string Offset = @" ?(?:Z|UTC|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)";

    /// <summary>Text that is no moment, for the owner. A typed column holds moments only; those that are too far away for a zone are outside the bounds, as in text.</summary>
    public static string IsNotTime(ColumnFacts column, string type) => IsTyped(type)
        ? "false"
        : $"({Engine.Name(column.Source)} IS NOT NULL AND {Text(column)} <> '' AND {Moment(column with { Zone = ColumnFacts.Utc }, type)} IS NULL)";

    /// <summary>Whether the engine knows the zone.</summary>
    public static string IsZone(string zone) => $"SELECT count(*) FROM pg_timezone_names() WHERE name = {Engine.Quote(zone)}";

    public static bool IsTyped(string type) => type is "DATE" or "TIMESTAMP WITH TIME ZONE" || (type.StartsWith("TIMESTAMP", StringComparison.Ordinal) && !type.EndsWith(']'));

    public static string Moment(ColumnFacts column, string type)
    {
        var source = Engine.Name(column.Source);
        if (type == "TIMESTAMP WITH TIME ZONE")
        {
            return $"TRY(timezone('UTC', {source}))";
        }

        // A calendar date is a day, not the moment at which a clock somewhere shows midnight: no zone moves it.
        if (type == "DATE")
        {
            return $"TRY(CAST({source} AS TIMESTAMP))";
        }

        if (IsTyped(type))
        {
            return InZone($"TRY(CAST({source} AS TIMESTAMP))", column.Zone);
        }

        var text = Text(column);
        var local = $"TRY_CAST(regexp_extract({text}, '^{Date}(?:{Clock})?') AS TIMESTAMP)";
        var offset = $"regexp_extract({text}, '[+-]\\d\\d(:?\\d\\d)?$')";
        var past = $"60 * TRY_CAST(substring({offset}, 2, 2) AS INTEGER) + CASE WHEN length({offset}) > 3 THEN TRY_CAST(right({offset}, 2) AS INTEGER) ELSE 0 END";
        var minutes = $"CASE left({offset}, 1) WHEN '+' THEN {past} WHEN '-' THEN -({past}) ELSE 0 END";
        return $"(CASE WHEN regexp_full_match({text}, '{Date}') THEN {local} WHEN regexp_full_match({text}, '{Date}{Clock}') THEN {InZone(local, column.Zone)} "
            + $"WHEN regexp_full_match({text}, '{Date}{Clock}{Offset}') THEN {local} - to_minutes(CAST(({minutes}) AS BIGINT)) ELSE NULL END)";
    }

    // A moment that a clock skips is read as if it had not been put forward; of two with the same name, the later counts.
    private static string InZone(string moment, string zone) => zone == ColumnFacts.Utc
        ? moment
        : $"(CASE WHEN {moment} >= TIMESTAMP '0001-01-02' AND {moment} < TIMESTAMP '9999-12-31' THEN timezone('UTC', timezone({Engine.Quote(zone)}, {moment})) ELSE NULL END)";

    private static string Text(ColumnFacts column) => DuckDbColumnSql.Trimmed($"{Engine.Name(column.Source)}::VARCHAR");
}

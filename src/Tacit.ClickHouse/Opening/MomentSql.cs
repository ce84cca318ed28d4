using Tacit.Data;

namespace Tacit.ClickHouse.Opening;

/// <summary>Moments in UTC, as microseconds: from text by the grammar of the embedded engine, and from moments of a zone's clock. A date alone is a day in every zone.</summary>
internal static class MomentSql
{
    public const string Utc = "UTC";
    public const long Day = 86_400_000_000;

    private const string Pattern = @"^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]{1,9}))?)?( ?(?:Z|UTC|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?))?)?$";

    /// <summary>What the engine knows of zones: its clocks begin and end there.</summary>
    public static (DateTime From, DateTime To) Zones { get; } = (new(1900, 1, 3), new(2299, 12, 29));

    /// <summary>The moment that a text names; NULL where it names none.</summary>
    public static string Of(string text, string zone)
    {
        var parts = $"extractGroups(ifNull(trimBoth({text}), ''), {ClickHouseSpelling.Text(Pattern)})";
        string Part(int i) => $"toInt64(toInt32OrZero({parts}[{i}]))";
        var (year, month, day, hour, minute, second) = (Part(1), Part(2), Part(3), Part(4), Part(5), Part(6));
        var fraction = $"toInt64(toInt32OrZero(rightPad(substring({parts}[7], 1, 6), 6, '0')))";
        var midnight = ClickHouseSpelling.Midnight(year, $"toUInt8({month})", $"toUInt8({day})");

        // A day that the month does not have shows as one of the next.
        var real = $"notEmpty({parts}) AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND 31 AND toDayOfMonth(makeDate32(1900 + ({year} + 100) % 400, toUInt8({month}), toUInt8({day}))) = {day} "
            + $"AND {minute} <= 59 AND {second} <= 59 AND ({hour} <= 23 OR ({hour} = 24 AND {minute} + {second} + {fraction} = 0))";
        var local = $"({midnight} + (({hour} * 60 + {minute}) * 60 + {second}) * 1000000 + {fraction})";
        var offset = $"trimBoth({parts}[8])";
        var past = $"(toInt64(toInt32OrZero(substring({offset}, 2, 2))) * 60 + if(length({offset}) > 3, toInt64(toInt32OrZero(right({offset}, 2))), 0)) * 60000000";
        var moment = $"(CASE left({offset}, 1) WHEN '+' THEN {local} - {past} WHEN '-' THEN {local} + {past} ELSE {local} END)";
        return zone == Utc
            ? $"(CASE WHEN {real} THEN {moment} ELSE NULL END)"
            : $"(CASE WHEN NOT ({real}) THEN NULL WHEN {offset} <> '' OR {parts}[4] = '' THEN {moment} ELSE {InZone(local, zone)} END)";
    }

    /// <summary>The moment at which a zone's clock shows this. One that a clock skips is read as if it had not been put forward; of two with the same name, the later counts.</summary>
    public static string InZone(string local, string zone)
    {
        if (zone == Utc)
        {
            return local;
        }

        // The clock's distance from UTC is one of those a day before and a day after.
        string Distance(string moment) => $"toInt64(timezoneOffset(fromUnixTimestamp64Micro({moment}, {ClickHouseSpelling.Text(zone)}))) * 1000000";
        var before = $"({local} - {Distance($"({local} - {ClickHouseSpelling.Whole(Day)})")})";
        var after = $"({local} - {Distance($"({local} + {ClickHouseSpelling.Whole(Day)})")})";
        var wasBefore = $"{before} + {Distance(before)} = {local}";
        var wasAfter = $"{after} + {Distance(after)} = {local}";
        return $"(CASE WHEN {wasBefore} AND {wasAfter} THEN greatest({before}, {after}) WHEN {wasAfter} THEN {after} ELSE {before} END)";
    }
}

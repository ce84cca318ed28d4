using System.Globalization;

namespace Tacit.Data;

/// <summary>How ClickHouse spells what both preparing and asking need: constants, numbers in text, the calendar. Total: no value of a cell can make them raise.</summary>
/// <remarks>
/// For authors of engines. A moment is held as 64-bit microseconds since 1970 in UTC, not as the engine's own types, which end in 1900 and 2299 and wrap or
/// stick there. The calendar repeats every 400 years, which are whole weeks: every moment is mapped into the engine's 400 years and back.
/// </remarks>
public static class ClickHouseSpelling
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const int Period = 146_097;
    private const int Years = 400;

    // 30 periods before Monday, 1 January 1900: no moment of ours is earlier, so that whole division rounds down.
    private const int Periods = 30;
    private const long Shift = ((long)Period * Periods) + To1970;
    private const int To1970 = 25_567;

    // As in the grammar of the embedded engine: digits with single underscores between, a point, an exponent of four digits at most.
    private const string Digits = "[0-9](_?[0-9])*";
    private const string Exponent = "([eE][+-]?[0-9](_?[0-9]){0,3})?";
    private const int LongestNumber = 1000;

    /// <summary>A text constant.</summary>
    /// <param name="value">The text.</param>
    public static string Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal) + "'";
    }

    /// <summary>A double constant, exact. Zero has no sign: what is grouped or counted is compared by its bits.</summary>
    /// <param name="value">The number.</param>
    public static string Real(double value) => double.IsFinite(value)
        ? $"toFloat64({(value + 0.0).ToString("R", CultureInfo.InvariantCulture)})"
        : $"toFloat64({(double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf")})";

    /// <summary>A 64-bit constant.</summary>
    /// <param name="value">The number.</param>
    public static string Whole(long value) => string.Create(CultureInfo.InvariantCulture, $"toInt64({value})");

    /// <summary>A moment as a constant.</summary>
    /// <param name="moment">In UTC.</param>
    public static string Moment(DateTime moment) => Whole((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>A double from text, as the embedded engine reads it: blanks around, single underscores between digits, words for what is not finite; NULL for anything else.</summary>
    /// <param name="text">A text expression.</param>
    public static string Number(string text)
    {
        var s = $"trimBoth({text}, ' \\t\\n\\v\\f\\r')";
        var whole = $"extract({s}, '^[+-]?([0-9_]*)')";
        var fraction = $"extract({s}, '[.]([0-9_]*)')";

        // What the engine does not read though it is a number is too large, or vanishes: the place of the first digit says which.
        var place = $"(if(match({whole}, '[1-9]'), toInt64(length(replaceAll(extract({whole}, '[1-9].*'), '_', ''))), - toInt64(length(replaceAll(extract({fraction}, '^[0_]*'), '_', '')))) + toInt64(toInt32OrZero(replaceAll(extract({s}, '[eE](.*)$'), '_', ''))))";
        var beyond = $"(CASE WHEN {place} < 0 THEN toFloat64(0) WHEN startsWith({s}, '-') THEN toFloat64(-inf) ELSE toFloat64(inf) END)";
        return $"(CASE WHEN length({s}) > {LongestNumber} THEN NULL "
            + $"WHEN match({s}, '^[+-]?({Digits}([.]({Digits})?)?|[.]{Digits}){Exponent}$') THEN coalesce(toFloat64OrNull(replaceAll({s}, '_', '')), {beyond}) "
            + $"WHEN match({s}, '^(?i)[+]?inf(inity)?$') THEN toFloat64(inf) WHEN match({s}, '^(?i)-inf(inity)?$') THEN toFloat64(-inf) WHEN match({s}, '^(?i)[+-]?nan$') THEN toFloat64(nan) ELSE NULL END)";
    }

    /// <summary>The moment cut to the start of its second, minute, hour, day, week (from Monday), month, quarter or year.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="moment">Microseconds.</param>
    public static string Truncate(string grain, string moment)
    {
        var midnight = $"({moment} - {Rest(moment, Day)})";
        string Back(string days) => $"({midnight} - toInt64({days}) * {Whole(Day)})";
        return grain switch
        {
            "second" => $"({moment} - {Rest(moment, Second)})",
            "minute" => $"({moment} - {Rest(moment, Minute)})",
            "hour" => $"({moment} - {Rest(moment, Hour)})",
            "day" => midnight,
            "week" => $"({moment} - {Rest(moment, 7 * Day)})",
            "month" => Back($"toDayOfMonth({Date(moment)}) - 1"),
            "quarter" => Back($"toInt32({Date(moment)}) - toInt32(makeDate32(toYear({Date(moment)}), (toQuarter({Date(moment)}) - 1) * 3 + 1, 1))"),
            "year" => Back($"toDayOfYear({Date(moment)}) - 1"),
            _ => throw new ArgumentOutOfRangeException(nameof(grain)),
        };
    }

    /// <summary>A part of a moment, a whole number: year, quarter, month, week (ISO), day, dow (0 is Sunday), isodow (7 is Sunday), doy, hour or minute.</summary>
    /// <param name="part">The part.</param>
    /// <param name="moment">Microseconds.</param>
    public static string Part(string part, string moment) => part switch
    {
        "year" => $"(toYear({Date(moment)}) + (intDiv({Days(moment)}, {Whole(Period)}) - {Periods}) * {Years})",
        "quarter" => $"toQuarter({Date(moment)})",
        "month" => $"toMonth({Date(moment)})",
        "week" => $"toISOWeek({Date(moment)})",
        "day" => $"toDayOfMonth({Date(moment)})",
        "dow" => $"(({Days(moment)} + 1) % 7)",
        "isodow" => $"({Days(moment)} % 7 + 1)",
        "doy" => $"toDayOfYear({Date(moment)})",
        "hour" => $"intDiv({Rest(moment, Day)}, {Whole(Hour)})",
        "minute" => $"intDiv({Rest(moment, Hour)}, {Whole(Minute)})",
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>Midnight of a day of the calendar, in microseconds.</summary>
    /// <param name="year">A year from 0 to 9999.</param>
    /// <param name="month">A month; where it is none, the result is any.</param>
    /// <param name="day">A day of the month.</param>
    public static string Midnight(string year, string month, string day) => string.Create(CultureInfo.InvariantCulture,
        $"((toInt64(toInt32(makeDate32(1900 + ({year} + 100) % {Years}, {month}, {day}))) + (intDiv({year} + 100, {Years}) - 5) * {Period}) * {Whole(Day)})");

    private static string Rest(string moment, long unit) => $"(({moment} + {Whole(Shift * Day)}) % {Whole(unit)})";

    private static string Days(string moment) => $"intDiv({moment} + {Whole(Shift * Day)}, {Whole(Day)})";

    private static string Date(string moment) => $"toDate32(toInt32({Days(moment)} % {Whole(Period)} - {To1970}))";
}

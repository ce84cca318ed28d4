namespace Tacit.Query.Relations;

/// <summary>The proleptic Gregorian calendar without zones, as the engines have it: weeks begin on Monday.</summary>
internal static class Calendar
{
    public static DateTime Cut(DateTime time, string grain) => grain switch
    {
        "second" => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)),
        "minute" => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)),
        "hour" => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour)),
        "day" => time.Date,
        "week" => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)),
        "month" => new DateTime(time.Year, time.Month, 1),
        "quarter" => new DateTime(time.Year, (((time.Month - 1) / 3) * 3) + 1, 1),
        "year" => new DateTime(time.Year, 1, 1),
        _ => throw new InvalidOperationException("Unknown grain."),
    };

    /// <summary>The start of the next grain.</summary>
    public static DateTime Next(DateTime start, string grain) => grain switch
    {
        "second" => start.AddSeconds(1),
        "minute" => start.AddMinutes(1),
        "hour" => start.AddHours(1),
        "day" => start.AddDays(1),
        "week" => start.AddDays(7),
        "month" => start.AddMonths(1),
        "quarter" => start.AddMonths(3),
        "year" => start.AddYears(1),
        _ => throw new InvalidOperationException("Unknown grain."),
    };

    /// <summary>Microseconds since 1970: how a time leaves the engine.</summary>
    public static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    /// <summary>How a person reads a grain's start.</summary>
    public static string Label(DateTime time, string? grain) => time.ToString(grain switch
    {
        "year" => "yyyy",
        "quarter" or "month" => "yyyy-MM",
        "week" or "day" => "yyyy-MM-dd",
        _ => "yyyy-MM-dd HH:mm:ss",
    }, System.Globalization.CultureInfo.InvariantCulture);
}

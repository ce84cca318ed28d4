namespace Tacit.Identity;

/// <summary>Ticks of 250 ms from the start of an epoch. An epoch has 2³³ of them, 2³¹ seconds.</summary>
internal static class SkidTime
{
    public const long Ticks = 1L << 33;
    public const long TicksOfFiveSeconds = 20;
    private const long Length = TimeSpan.TicksPerMillisecond * 250;
    private static readonly long Base = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    /// <summary>The tick of an instant in an epoch; outside of 0 … 2³³ − 1 where it is in another.</summary>
    public static long Of(DateTimeOffset instant, byte epoch)
    {
        var since = instant.UtcTicks - Base;
        return (since >= 0 ? since / Length : ((since + 1) / Length) - 1) - (epoch * Ticks);
    }

    /// <summary>The instant of a tick, or null where it is beyond the year 9999.</summary>
    public static DateTimeOffset? Instant(long tick, byte epoch)
    {
        var ticks = (Int128)Base + ((Int128)Length * (tick + (epoch * Ticks)));
        return ticks <= DateTimeOffset.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : null;
    }
}

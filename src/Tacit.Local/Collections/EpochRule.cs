using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>How time is cut into epochs, each counted by itself: number 0 starts at a moment, and all have one length. Part of a collection's document. The collector's clock decides: a device asks it which epoch it is, together with the document.</summary>
/// <param name="Start">Seconds of 1970, UTC, at which epoch 0 starts.</param>
/// <param name="Seconds">Length of an epoch.</param>
/// <remarks>What a device may report in an epoch is the rule of the app; each epoch's report is paid again, unless the protocol is longitudinal.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EpochRule(long Start, long Seconds)
{
    /// <summary>Epoch 0 and no other.</summary>
    public static EpochRule Once { get; } = new(0, 0);

    /// <summary>Epochs of a length from a moment on.</summary>
    /// <exception cref="BadInputException">The start is before 1970 or no whole second, or the length is not of whole seconds from a minute to ten years.</exception>
    public static EpochRule Every(TimeSpan length, DateTimeOffset start)
    {
        var rule = new EpochRule(start.ToUnixTimeSeconds(), (long)length.TotalSeconds);
        return rule.IsValid && rule.Seconds > 0 && length == TimeSpan.FromSeconds(rule.Seconds) && start.UtcTicks % TimeSpan.TicksPerSecond == 0
            ? rule
            : throw new BadInputException("Epochs have a length of whole seconds from a minute to ten years, and start at a whole second of 1970 or later.");
    }

    /// <summary>The epoch at a moment; null before the first.</summary>
    public uint? At(DateTimeOffset moment)
    {
        if (Seconds == 0)
        {
            return 0;
        }

        var since = moment.ToUnixTimeSeconds() - Start;
        return since < 0 ? null : (uint)Math.Min(since / Seconds, uint.MaxValue);
    }

    internal bool IsValid => this == Once || (Start is >= 0 and <= 253_402_300_799 && Seconds is >= 60 and <= 10L * 366 * 86_400);
}

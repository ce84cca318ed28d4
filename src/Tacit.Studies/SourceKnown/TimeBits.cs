namespace Tacit.Studies.SourceKnown;

/// <summary>Formats whose highest bits are milliseconds: what they have in common.</summary>
/// <param name="name">The name.</param>
/// <param name="bits">How many bits it has.</param>
/// <param name="timeBits">How many of them are time.</param>
/// <param name="below">How many bits stand below the time.</param>
/// <param name="origin">Where its time begins.</param>
/// <param name="clock">The clock.</param>
internal abstract class TimeBits(string name, int bits, int timeBits, int below, DateTimeOffset origin, SteppedClock clock) : IdFormat(name, bits, TimeSpan.FromMilliseconds(1))
{
    private static readonly DateTimeOffset FirstUse = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected ulong Milliseconds => (ulong)((clock.Now - origin).Ticks / TimeSpan.TicksPerMillisecond);

    protected UInt128 WithTime(UInt128 rest) => ((UInt128)Milliseconds << below) | rest;

    protected DateTimeOffset TimeOf(UInt128 id) => origin.AddMilliseconds((ulong)(id >> below));

    /// <summary>The least identifier of an instant.</summary>
    public UInt128 LowerBound(DateTimeOffset time) => (UInt128)(ulong)(((time - origin).Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond) << below;

    public override IdFacts Read(UInt128 id) => new(TimeOf(id));

    // Not before anything was made, and not ahead of the clock by more than a minute.
    public override bool LooksGenuine(UInt128 id) => id >> below < UInt128.One << timeBits && (ulong)(id >> below) <= (ulong)(DateTimeOffset.MaxValue - origin).TotalMilliseconds && TimeOf(id) >= FirstUse && TimeOf(id) <= clock.Now.AddSeconds(60);

    public override bool Keeps(Int128 ticksSince2025)
    {
        var milliseconds = (ticksSince2025 + (FirstUse - origin).Ticks) / TimeSpan.TicksPerMillisecond;
        return milliseconds >= 0 && milliseconds < (Int128)1 << timeBits;
    }
}

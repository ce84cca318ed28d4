using Tacit.Identity;

namespace Tacit.Studies.SourceKnown;

/// <summary>The loads of tables: who makes keys, and how many in a tick of 250 ms.</summary>
/// <param name="trial">Where chance comes from.</param>
/// <param name="ring">The keys of verifiable forms.</param>
internal sealed class KeyLoads(StudyTrial trial, IdentityKeyRing ring)
{
    /// <summary>A load that a single writer or several make in turns.</summary>
    /// <param name="name">The name.</param>
    /// <param name="format">The format on a clock.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="writers">How many generators take turns.</param>
    /// <param name="perTick">How many keys all of them make in a tick.</param>
    public KeyColumn Of(string name, Func<SteppedClock, IdFormat> format, int rows, int writers, int perTick)
    {
        var (known, clock) = (format(new SteppedClock()), new SteppedClock());
        Func<DateTimeOffset, UInt128>? lower = known switch
        {
            KeyFormat => t => KnownSource.Sorted(Skid.LowerBound(t)),
            PublicFormat plain => plain.LowerBound,
            UuidVersion4 => null,
            TimeBits bits => bits.LowerBound,
            _ => null,
        };
        return new(name, Rows, known.Bits == 128, lower);

        IEnumerable<(UInt128, DateTimeOffset)> Rows()
        {
            var made = format(clock);
            for (var i = 0; i < rows; i++)
            {
                clock.Now = SteppedClock.Start.AddTicks(KnownSource.Tick.Ticks * (long)i / perTick);
                yield return (made.Next(i % writers), clock.Now);
            }
        }
    }

    /// <summary>The numbers 0, 1, 2 … of a sequence.</summary>
    public static KeyColumn Sequence(int rows, int perTick) => new(
        "bigint sequence",
        () => Enumerable.Range(0, rows).Select(i => ((UInt128)((ulong)i ^ (1UL << 63)), SteppedClock.Start.AddTicks(KnownSource.Tick.Ticks * i / perTick))),
        IsUuid: false,
        // As if somebody knew which number came first at an instant.
        t => (ulong)((((t - SteppedClock.Start).Ticks * perTick) + KnownSource.Tick.Ticks - 1) / KnownSource.Tick.Ticks) ^ (1UL << 63));

    public static Func<SteppedClock, IdFormat> Key => c => new KeyFormat(c);

    public Func<SteppedClock, IdFormat> Verifiable => c => new PublicFormat(c, ring, isSecure: false);

    public Func<SteppedClock, IdFormat> Version4 => _ => new UuidVersion4(trial.Random(20));

    public Func<SteppedClock, IdFormat> Version7 => c => new UuidVersion7(c, trial.Random(21));

    public Func<SteppedClock, IdFormat> Ulid => c => new UlidMonotonic(c, trial.Random(22));

    public static Func<SteppedClock, IdFormat> Flake => c => new Snowflake(c);
}

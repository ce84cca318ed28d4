using Tacit.Randomness;

namespace Tacit.Studies.SourceKnown;

/// <summary>UUID version 4 (RFC 9562): 122 random bits.</summary>
internal sealed class UuidVersion4(RandomSource random) : IdFormat("UUIDv4", 128, TimeSpan.Zero)
{
    public override UInt128 Next(int generator) => UuidMarks.Set(new(random.NextUInt64(), random.NextUInt64()), 4);

    public override IdFacts Read(UInt128 id) => default;

    public override bool LooksGenuine(UInt128 id) => UuidMarks.Are(id, 4);

    public override bool Keeps(Int128 ticksSince2025) => false;
}

/// <summary>UUID version 7 (RFC 9562): 48 bits of Unix milliseconds and 74 random ones.</summary>
internal sealed class UuidVersion7(SteppedClock clock, RandomSource random) : TimeBits("UUIDv7", 128, 48, 80, DateTimeOffset.UnixEpoch, clock)
{
    public override UInt128 Next(int generator) => UuidMarks.Set(WithTime(new(random.NextUInt64() & 0xFFFF, random.NextUInt64())), 7);

    public override bool LooksGenuine(UInt128 id) => UuidMarks.Are(id, 7) && base.LooksGenuine(id);
}

/// <summary>ULID: 48 bits of Unix milliseconds and 80 random ones, which a generator counts up within a millisecond (its monotonic form).</summary>
internal sealed class UlidMonotonic(SteppedClock clock, RandomSource random) : TimeBits("ULID", 128, 48, 80, DateTimeOffset.UnixEpoch, clock)
{
    private readonly (ulong Time, UInt128 Low)[] _last = new (ulong, UInt128)[8];

    public override UInt128 Next(int generator)
    {
        ref var last = ref _last[generator];
        last = last.Time == Milliseconds ? (last.Time, last.Low + 1) : (Milliseconds, new(random.NextUInt64() & 0x7FFF, random.NextUInt64()));
        return WithTime(last.Low);
    }
}

/// <summary>Snowflake (2010): 41 bits of milliseconds, 5 of the data centre, 5 of the worker, 12 of a sequence.</summary>
internal sealed class Snowflake(SteppedClock clock) : TimeBits("Snowflake", 64, 41, 22, Origin, clock)
{
    private const int MostSequence = 4095;
    private static readonly DateTimeOffset Origin = new(2010, 11, 4, 1, 42, 54, 657, TimeSpan.Zero);
    private readonly (ulong Time, int Next)[] _last = new (ulong, int)[8];

    public override UInt128 Next(int generator)
    {
        ref var last = ref _last[generator];
        last = last.Time == Milliseconds ? (last.Time, last.Next + 1) : (Milliseconds, 0);
        return last.Next <= MostSequence
            ? WithTime((UInt128)((App << 17) | (generator << 12) | last.Next))
            : throw new InvalidOperationException("A Snowflake generator makes 4,096 identifiers in a millisecond, and the experiment asked for more.");
    }

    public override IdFacts Read(UInt128 id) => new(TimeOf(id), (int)(id >> 17) & 31, (int)(id >> 12) & 31, (int)id & MostSequence);
}

/// <summary>The six bits of version and variant.</summary>
internal static class UuidMarks
{
    public static UInt128 Set(UInt128 bits, int version) => (bits & ~((UInt128)0xF << 76) & ~((UInt128)3 << 62)) | ((UInt128)(uint)version << 76) | ((UInt128)2 << 62);

    public static bool Are(UInt128 id, int version) => ((int)(id >> 76) & 15) == version && ((int)(id >> 62) & 3) == 2;
}

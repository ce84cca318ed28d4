using Tacit.Identity;

namespace Tacit.Studies.SourceKnown;

/// <summary>The key of eight bytes.</summary>
internal sealed class KeyFormat(SteppedClock clock) : IdFormat("SKID", 64, KnownSource.Tick), IDisposable
{
    private readonly FixedInstance[] _instances = [.. Enumerable.Range(0, 8).Select(i => new FixedInstance(App, i))];
    private SkidGenerator[]? _generators;

    public Skid Make(int generator) => (_generators ??= [.. _instances.Select(i => new SkidGenerator(i, time: clock))])[generator].Next(Kind);

    public override UInt128 Next(int generator) => KnownSource.Sorted(Make(generator));

    public override IdFacts Read(UInt128 id)
    {
        var skid = new Skid((long)((ulong)id ^ (1UL << 63)));
        return new(skid.CreatedAt(), skid.AppId, skid.InstanceId, skid.Sequence);
    }

    public override bool LooksGenuine(UInt128 id) => Read(id) is { App: > 0 } facts && facts.Time <= clock.Now.AddSeconds(60);

    public override bool Keeps(Int128 ticksSince2025) => ticksSince2025 >= 0 && ticksSince2025 < KnownSource.Tick.Ticks * ((Int128)1 << 33);

    public void Dispose() => Array.ForEach(_instances, i => i.Dispose());
}

/// <summary>The two forms of sixteen bytes.</summary>
internal sealed class PublicFormat(SteppedClock clock, IdentityKeyRing ring, bool isSecure) : IdFormat(isSecure ? "Secure SKEID" : "SKEID", 128, KnownSource.Tick), IDisposable
{
    private readonly KeyFormat _keys = new(clock);
    private readonly IdentityCodec _codec = new(ring, new IdentityPolicy { AcceptPlain = !isSecure, AcceptSecure = isSecure }, clock);
    private readonly IdentityCodec _ever = new(ring, new IdentityPolicy { AcceptPlain = !isSecure, AcceptSecure = isSecure, Ahead = TimeSpan.MaxValue, Epochs = [.. Enumerable.Range(0, 256).Select(e => (byte)e)] }, clock);

    public override UInt128 Next(int generator) => Of(_keys.Make(generator), Kind);

    public UInt128 Of(Skid skid, byte type) => (isSecure ? _codec.ToSecure(skid, type) : _codec.ToPlain(skid, type)).Value;

    /// <summary>The least identifier of a time; of the form that has an order.</summary>
    public UInt128 LowerBound(DateTimeOffset time) => _codec.ToPlain(Skid.LowerBound(time), Kind).Value;

    public override IdFacts Read(UInt128 id) => _codec.TryOpen(new(id), null, out var opened)
        ? new(opened.Value.Skid.CreatedAt(opened.Value.Epoch), opened.Value.Skid.AppId, opened.Value.Skid.InstanceId, opened.Value.Skid.Sequence, opened.Value.EntityType)
        : default;

    public override bool LooksGenuine(UInt128 id) => _codec.TryOpen(new(id), Kind, out _);

    public override bool Keeps(Int128 ticksSince2025)
    {
        var tick = ticksSince2025 / KnownSource.Tick.Ticks;
        var (epoch, skid) = (tick >> 33, Skid.Create((long)(tick & ((1L << 33) - 1)), App, 3, 42));
        if (epoch < 0 || epoch > 255)
        {
            return false;
        }

        var id = isSecure ? _ever.ToSecure(skid, Kind, (byte)epoch) : _ever.ToPlain(skid, Kind, (byte)epoch);
        return _ever.TryOpen(id, Kind, out var opened) && ((Int128)opened.Value.Epoch << 33) + opened.Value.Skid.Tick == tick && opened.Value.Skid == skid;
    }

    public void Dispose() => _keys.Dispose();
}

/// <summary>What both have in common.</summary>
internal static class KnownSource
{
    public static TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A key as a number without sign, of the same order.</summary>
    public static UInt128 Sorted(Skid skid) => (ulong)skid.Value ^ (1UL << 63);
}

using System.Security.Cryptography;
using Tacit.Identity;
using Tacit.Randomness;

namespace Tacit.Studies.SourceKnown;

/// <summary>Identifiers of all formats in one world, and what is measured without any database: order, origin, verification, confidentiality, range.</summary>
internal sealed class IdWorld : IDisposable
{
    private const int Generators = 8;
    private readonly StudyTrial _trial;
    private readonly CancellationToken _token;
    private readonly IdentityKeyRing _ring;
    private readonly IdentityKeyRing _other;

    public IdWorld(StudyTrial trial, CancellationToken token)
    {
        var roots = new byte[2 * IdentityKeyRing.RootBytes];
        trial.Random(1).Fill(roots);
        (_trial, _token) = (trial, token);
        (_ring, _other) = (IdentityKeyRing.FromRoots(roots.AsMemory(0, 32)), IdentityKeyRing.FromRoots(roots.AsMemory(32)));
        CryptographicOperations.ZeroMemory(roots);
    }

    /// <summary>The others that the study compares with.</summary>
    public static string[] Others { get; } = ["UUIDv4", "UUIDv7", "ULID", "Snowflake"];

    /// <summary>All formats on a clock: the three of an identity, and the four others.</summary>
    public IdFormat[] Formats(SteppedClock clock, RandomSource random, IdentityKeyRing? ring = null) =>
        [new KeyFormat(clock), new PublicFormat(clock, ring ?? _ring, isSecure: false), new PublicFormat(clock, ring ?? _ring, isSecure: true), new UuidVersion4(random), new UuidVersion7(clock, random), new UlidMonotonic(clock, random), new Snowflake(clock)];

    /// <summary>The share of neighbours that are in order of ticks once all are sorted, and of those that grow strictly within a generator.</summary>
    /// <param name="count">How many identifiers.</param>
    /// <param name="steppingBack">Whether the clock goes back by up to four seconds again and again.</param>
    public Dictionary<string, (double Ticks, double Strict)> Order(int count, bool steppingBack = false)
    {
        var result = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        foreach (var make in new Func<SteppedClock, RandomSource, IdFormat>[] { (c, _) => new KeyFormat(c), (c, _) => new PublicFormat(c, _ring, isSecure: false), (_, r) => new UuidVersion4(r), (c, r) => new UuidVersion7(c, r), (c, r) => new UlidMonotonic(c, r), (c, _) => new Snowflake(c) })
        {
            _token.ThrowIfCancellationRequested();
            var (clock, random) = (new SteppedClock(), _trial.Random(2));
            var format = make(clock, random);
            if (steppingBack && format is Snowflake)
            {
                // It refuses to make any.
                continue;
            }

            var (ids, ticks, last, strict, pairs) = (new UInt128[count], new long[count], new UInt128?[Generators], 0, 0);
            var (now, back) = (SteppedClock.Start, TimeSpan.Zero);
            for (var i = 0; i < count; i++)
            {
                // Twenty in a millisecond on average, of a generator by chance.
                now += TimeSpan.FromMilliseconds(-Math.Log(Generated.Uniform(random)) / 20);
                back = steppingBack && i % 1000 == 0 ? TimeSpan.FromSeconds(-4 * Generated.Uniform(random)) : back;
                clock.Now = now + back;
                var generator = (int)random.NextBelow(Generators);
                (ids[i], ticks[i]) = (format.Next(generator), (clock.Now - SteppedClock.Start).Ticks / KnownSource.Tick.Ticks);
                if (last[generator] is { } before)
                {
                    (strict, pairs) = (strict + (before < ids[i] ? 1 : 0), pairs + 1);
                }

                last[generator] = ids[i];
            }

            Array.Sort(ids, ticks);
            result[format.Name] = (Enumerable.Range(1, count - 1).Count(i => ticks[i - 1] <= ticks[i]) / (count - 1.0), strict / (double)pairs);
            (format as IDisposable)?.Dispose();
        }

        return result;
    }

    /// <summary>How many identifiers told each fact rightly, by format: time, application, instance, sequence, kind.</summary>
    public Dictionary<string, int[]> Origin(int count)
    {
        var result = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var (clock, random) = (new SteppedClock(), _trial.Random(3));
        foreach (var format in Formats(clock, random))
        {
            _token.ThrowIfCancellationRequested();
            var told = new int[IdFacts.Count];
            var (places, unit) = (new (long Unit, int Next)[Generators], Math.Max(1, format.Unit.Ticks));
            clock.Now = SteppedClock.Start;
            for (var i = 0; i < count; i++)
            {
                clock.Now += TimeSpan.FromMilliseconds(-Math.Log(Generated.Uniform(random)) / 20);
                var (generator, at) = ((int)random.NextBelow(Generators), clock.Now.UtcTicks / unit);
                ref var place = ref places[generator];
                place = (at, place.Unit == at ? place.Next + 1 : 0);
                var truth = new IdFacts(new DateTimeOffset(at * unit, TimeSpan.Zero), IdFormat.App, generator, place.Next, IdFormat.Kind);
                var facts = format.Read(format.Next(generator));
                for (var fact = 0; fact < told.Length; fact++)
                {
                    told[fact] += facts.Agrees(truth, fact) ? 1 : 0;
                }
            }

            result[format.Name] = told;
            (format as IDisposable)?.Dispose();
        }

        return result;
    }

    /// <summary>How often what is not genuine passes the strictest test without a lookup.</summary>
    /// <param name="forgeries">How many forgeries of each form.</param>
    /// <param name="altered">Of how many identifiers each bit is flipped.</param>
    public (double Genuine, int Forgeries, int Flips, int Wrong, Dictionary<string, double> FlipsThatPass) Verify(int forgeries, int altered)
    {
        var (clock, random) = (new SteppedClock(), _trial.Random(4));
        var (plain, secure, foreign) = (new PublicFormat(clock, _ring, false), new PublicFormat(clock, _ring, true), new PublicFormat(clock, _other, true));
        var (made, genuine, forged, wrong) = (0, 0, 0, 0);
        for (var i = 0; i < forgeries; i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                _token.ThrowIfCancellationRequested();
            }

            // Fields as they should be and a tag by chance; and any number at all.
            clock.Now += TimeSpan.FromMilliseconds(1);
            forged += plain.LooksGenuine((plain.Next(i & 7) >> 32 << 32) | (uint)random.NextUInt64()) ? 1 : 0;
            forged += secure.LooksGenuine(new(random.NextUInt64(), random.NextUInt64())) ? 1 : 0;
        }

        using var keys = new KeyFormat(clock);
        for (var i = 0; i < altered; i++)
        {
            var skid = keys.Make(i & 7);
            made += 2;
            genuine += (plain.LooksGenuine(plain.Of(skid, IdFormat.Kind)) ? 1 : 0) + (secure.LooksGenuine(secure.Of(skid, IdFormat.Kind)) ? 1 : 0);
            wrong += plain.LooksGenuine(plain.Of(skid, IdFormat.Kind + 1)) || secure.LooksGenuine(secure.Of(skid, IdFormat.Kind + 1)) || secure.LooksGenuine(foreign.Of(skid, IdFormat.Kind)) || plain.LooksGenuine(secure.Of(skid, IdFormat.Kind)) || secure.LooksGenuine(plain.Of(skid, IdFormat.Kind)) ? 1 : 0;
        }

        var (flips, passing) = (0, new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var format in Formats(clock, random))
        {
            var passed = 0;
            for (var i = 0; i < altered; i++)
            {
                clock.Now += TimeSpan.FromMilliseconds(1);
                var id = format.Next(i & 7);
                for (var bit = 0; bit < format.Bits; bit++)
                {
                    passed += format.LooksGenuine(id ^ (UInt128.One << bit)) ? 1 : 0;
                }
            }

            flips += format is PublicFormat ? passed : 0;
            passing[format.Name] = passed / ((double)altered * format.Bits);
            (format as IDisposable)?.Dispose();
        }

        Array.ForEach([plain, secure, foreign], f => f.Dispose());
        return (genuine / (double)made, forged, flips, wrong, passing);
    }

    /// <summary>Rank correlation of the order of creation with the public form, and of an estimate of the volume with the volume.</summary>
    public (double[] Sizes, Dictionary<string, double[]> Order, Dictionary<string, double> Volume) Confidential(int most, int volumes)
    {
        double[] sizes = [.. new double[] { 100, 1000, 10_000, 100_000 }.Where(n => n <= most)];
        var (order, volume) = (new Dictionary<string, double[]>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        var audiences = _trial.Pick(2, 8, 8);
        for (var i = 0; i < audiences; i++)
        {
            // Each audience is another permutation: the mean of the sizes of its correlations is steadier than one of them.
            using var ring = _ring.Audience(FormattableString.Invariant($"registry-{i}"));
            var (clock, random) = (new SteppedClock(), _trial.Random(100 + (ulong)i));
            foreach (var format in Formats(clock, random, ring))
            {
                _token.ThrowIfCancellationRequested();
                var ids = Made(format, clock, (int)sizes[^1], random);
                var sums = order.TryGetValue(format.Name, out var known) ? known : order[format.Name] = new double[sizes.Length];
                for (var k = 0; k < sizes.Length; k++)
                {
                    sums[k] += Math.Abs(Ranks.OfOrder(ids[..(int)sizes[k]])) / audiences;
                }

                if (i == 0)
                {
                    volume[format.Name] = VolumeOf(format, clock, random, volumes);
                }

                (format as IDisposable)?.Dispose();
            }
        }

        return (sizes, order, volume);
    }

    /// <summary>How many of both ends of the epochs 0, 1 and 255 are read back.</summary>
    public Dictionary<string, int> Range()
    {
        var epoch = KnownSource.Tick.Ticks * ((Int128)1 << 33);
        Int128[] instants = [0, epoch - KnownSource.Tick.Ticks, epoch, (2 * epoch) - KnownSource.Tick.Ticks, 255 * epoch, (256 * epoch) - KnownSource.Tick.Ticks];
        return Formats(new(), _trial.Random(6)).ToDictionary(f => f.Name, f => instants.Count(f.Keeps), StringComparer.Ordinal);
    }

    public void Dispose()
    {
        _ring.Dispose();
        _other.Dispose();
    }

    private static UInt128[] Made(IdFormat format, SteppedClock clock, int count, RandomSource random)
    {
        clock.Now = SteppedClock.Start.AddDays(1);
        var ids = new UInt128[count];
        for (var i = 0; i < count; i++)
        {
            clock.Now += TimeSpan.FromMilliseconds(-Math.Log(Generated.Uniform(random)) / 20);
            ids[i] = format.Next(0);
        }

        return ids;
    }

    // The serial-number estimate (Ruggles and Brodie 1947) of how many there were in a quarter of a second, from thirty that became known: their low bits are read as if they were a number in series.
    private static double VolumeOf(IdFormat format, SteppedClock clock, RandomSource random, int volumes)
    {
        const int Known = 30;
        var (truth, estimates) = (new double[volumes], new UInt128[volumes]);
        for (var v = 0; v < volumes; v++)
        {
            var count = Known + (int)Math.Exp(Generated.Uniform(random) * Math.Log(50_000));
            clock.Now = SteppedClock.Start.AddDays(2).AddSeconds(v);
            var ids = new UInt128[count];
            for (var i = 0; i < count; i++)
            {
                clock.Now += TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond * 200 / count);
                ids[i] = format.Next(0);
            }

            var largest = Enumerable.Range(0, Known).Max(_ => Serial(ids[(int)random.NextBelow((ulong)count)], format));
            (truth[v], estimates[v]) = (count, largest);
        }

        Array.Sort(truth, estimates);
        return Ranks.OfOrder(estimates);
    }

    private static uint Serial(UInt128 id, IdFormat format) => format switch
    {
        Snowflake => (uint)id & 4095,
        PublicFormat => (uint)(id >> 32) & Skid.MostSequence,
        _ => (uint)id & Skid.MostSequence,
    };
}

using System.Collections.Concurrent;

namespace Tacit.Identity.Tests;

/// <summary>Many threads at once: each sees its keys grow, and no two have one in common.</summary>
public sealed class ContentionTests
{
    private const int Kinds = 254;

    [Fact]
    public void Threads_of_one_kind_on_the_wall_clock_never_meet()
    {
        // 8 threads × 10⁶ at full scale: the cap of a kind makes that at least eight seconds.
        var each = Scale.Of(125_000, 1_000_000);
        using var lease = new FixedInstance(5, 3);
        var generator = new SkidGenerator(lease);
        var all = new ConcurrentBag<long[]>();
        OnThreads(8, _ =>
        {
            var own = new long[each];
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = generator.Next(7).Value;
            }

            all.Add(own);
        });
        Assert.All(all, own => Assert.True(IsRising(own)));
        long[] sorted = [.. all.SelectMany(own => own)];
        Array.Sort(sorted);
        Assert.Equal(8 * each, sorted.Length);
        Assert.True(IsRising(sorted));
        Assert.All(sorted.Take(10), id => Assert.Equal((5, 3), (new Skid(id).AppId, new Skid(id).InstanceId)));
    }

    [Fact]
    public void Threads_of_all_kinds_never_meet()
    {
        // 64 threads × 10⁷ at full scale. The clock goes on with the keys, so that half of a tick is used.
        const int Threads = 64;
        var each = Scale.Of(100_000, 10_000_000);
        const long PerTick = Kinds * (Skid.MostSequence + 1L) / 2;
        var ticks = (int)(Threads * (long)each / PerTick) + 2;
        var time = new CountedClock(PerTick);
        using var lease = new FixedInstance(5, 3);
        var generator = new SkidGenerator(lease, time: time);
        var set = new SetOfKeys(time.FirstTick, ticks, Kinds);
        var (twice, falling) = (0L, 0L);
        OnThreads(Threads, thread =>
        {
            var (random, last, own, ownFalling) = (new Chance(thread), new long[Kinds], 0L, 0L);
            Array.Fill(last, long.MinValue);
            for (var i = 0; i < each; i++)
            {
                var kind = random.Next(Kinds);
                var key = generator.Next((byte)(kind + 1));
                own += set.Add(kind, key) ? 0 : 1;
                ownFalling += key.Value > last[kind] ? 0 : 1;
                last[kind] = key.Value;
                if ((i & 1023) == 1023)
                {
                    time.Count(1024);
                }
            }

            Interlocked.Add(ref twice, own);
            Interlocked.Add(ref falling, ownFalling);
        });
        Assert.Equal((0, 0), (twice, falling));
        Assert.Equal((Threads * (long)each, false), set.Summary());
    }

    private static bool IsRising(long[] keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i - 1] >= keys[i])
            {
                return false;
            }
        }

        return true;
    }

    // Threads of their own, for a pool would start them one after the other.
    private static void OnThreads(int count, Action<int> work)
    {
        var failures = new ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                work(i);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Empty(failures);
    }

    /// <summary>A clock that moves by a tick for so many keys.</summary>
    private sealed class CountedClock(long perTick) : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        private long _count;

        public long FirstTick { get; } = SkidTime.Of(Start, 0);

        public void Count(int keys) => Interlocked.Add(ref _count, keys);

        public override DateTimeOffset GetUtcNow() => Start.AddMilliseconds(250 * (Volatile.Read(ref _count) / perTick));
    }
}

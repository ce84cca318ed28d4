using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Tacit.Identity.Tests;

/// <summary>No key twice, none smaller than the one before, whatever the clock does.</summary>
public sealed class GeneratorTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Threads_on_the_wall_clock_never_meet()
    {
        using var lease = new FixedInstance(5, 3);
        var generator = new SkidGenerator(lease);
        var all = new ConcurrentBag<long[]>();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var own = new long[125_000];
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = generator.Next(7).Value;
            }

            all.Add(own);
        });
        Assert.All(all, own => Assert.True(own.Zip(own.Skip(1)).All(p => p.First < p.Second)));
        var sorted = all.SelectMany(own => own).Order().ToArray();
        Assert.True(sorted.Zip(sorted.Skip(1)).All(p => p.First < p.Second));
        Assert.All(sorted.Take(10), id => Assert.Equal((5, 3), (new Skid(id).AppId, new Skid(id).InstanceId)));
    }

    [Fact]
    public void Kinds_have_sequences_of_their_own()
    {
        var time = new FakeTimeProvider(Start);
        using var lease = new FixedInstance(1, 0);
        var generator = new SkidGenerator(lease, time: time);
        Assert.Equal(generator.Next<Patient>().Skid, generator.Next<Visit>().Skid);
        Assert.Equal(1, generator.Next<Patient>().Skid.Sequence);
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Next(255));
    }

    [Fact]
    public void A_clock_that_goes_back_a_little_is_waited_for_and_more_is_refused()
    {
        var time = new Clock { Now = Start };
        using var lease = new FixedInstance(1, 0);
        var generator = new SkidGenerator(lease, time: time);
        var first = generator.Next(1);
        time.Now = Start.AddSeconds(-4);
        var second = generator.Next(1);
        Assert.Equal((first.Tick, first.Sequence + 1), (second.Tick, second.Sequence));
        time.Now = Start.AddSeconds(-6);
        Assert.Contains("6 s behind", Assert.Throws<ClockRegressionException>(() => generator.Next(1)).Message, StringComparison.Ordinal);
        time.Now = Start.AddYears(1);
        Assert.True(generator.Next(1) > second);
    }

    [Fact]
    public async Task An_exhausted_tick_is_waited_for_and_never_wraps()
    {
        var time = new FakeTimeProvider(Start);
        using var lease = new FixedInstance(1, 0);
        var generator = new SkidGenerator(lease, time: time);
        var last = Skid.None;
        for (var i = 0; i <= Skid.MostSequence; i++)
        {
            var next = generator.Next(1);
            Assert.True(next > last);
            last = next;
        }

        Assert.Equal(Skid.MostSequence, last.Sequence);
        using var cancel = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(() => generator.Next(1, cancel.Token));
        var waiting = Task.Run(() => generator.Next(1));
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(5);
        }

        Assert.Equal(0, (await waiting).Sequence);
        Assert.True(await waiting > last);
    }

    [Fact]
    public void Beyond_the_epoch_there_is_no_key()
    {
        using var lease = new FixedInstance(1, 0);
        Assert.Throws<InvalidOperationException>(() => new SkidGenerator(lease, time: new Clock { Now = new(2093, 1, 19, 3, 14, 8, TimeSpan.Zero) }).Next(1));
        Assert.Throws<InvalidOperationException>(() => new SkidGenerator(lease, epoch: 1, new Clock { Now = Start }).Next(1));
        Assert.Equal(0, new SkidGenerator(lease, epoch: 1, new Clock { Now = new(2093, 1, 19, 3, 14, 8, TimeSpan.Zero) }).Next(1).Tick);
    }

    [Fact]
    public void A_clock_that_steps_stops_and_jumps_agrees_with_a_model()
    {
        var random = new Chance(11);
        for (var run = 0; run < 200; run++)
        {
            var time = new Clock { Now = Start };
            using var lease = new FixedInstance(1, 0);
            var generator = new SkidGenerator(lease, time: time);
            var (tick, sequence) = (-1L, 0);
            for (var i = 0; i < 300; i++)
            {
                time.Now += random.Next(6) switch
                {
                    0 => TimeSpan.FromMilliseconds(-random.Next(6000)),
                    1 => TimeSpan.FromMilliseconds(random.Next(300)),
                    2 => TimeSpan.FromDays(random.Next(2)),
                    _ => TimeSpan.Zero,
                };
                var now = SkidTime.Of(time.Now, 0);
                if (tick - now >= 20)
                {
                    Assert.Throws<ClockRegressionException>(() => generator.Next(9));
                    continue;
                }

                (tick, sequence) = now > tick ? (now, 0) : (tick, sequence + 1);
                var key = generator.Next(9);
                Assert.Equal((tick, sequence), (key.Tick, key.Sequence));
            }
        }
    }

    [Fact]
    public void An_instance_is_held_by_one_and_names_its_owner()
    {
        using var folder = new Folder();
        using (var lease = new FileInstanceLease(folder.File("i"), 5, 3))
        {
            var failure = Assert.Throws<LeaseLostException>(() => new FileInstanceLease(folder.File("i"), 5, 3));
            Assert.Contains($"process {Environment.ProcessId} on", failure.Message, StringComparison.Ordinal);
            _ = new SkidGenerator(lease).Next(1);
        }

        Assert.Throws<LeaseLostException>(() => new FileInstanceLease(folder.File("i"), 5, 4));
        using var again = new FileInstanceLease(folder.File("i"), 5, 3);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1L << 33)]
    [InlineData(1L << 46)]
    [InlineData(long.MaxValue)]
    public void A_tick_that_no_epoch_has_is_not_started_from(long tick)
    {
        // A tick that overflows would begin again at the first key.
        using var folder = new Folder();
        var path = folder.File("instance");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes(tick), .. BitConverter.GetBytes((3L << 6) | 2)]);
        Assert.Throws<LeaseLostException>(() => new FileInstanceLease(path, 3, 2));
    }

    [Fact]
    public void A_restart_within_a_tick_does_not_repeat_it()
    {
        using var folder = new Folder();
        var time = new Clock { Now = Start };
        Skid first;
        using (var lease = new FileInstanceLease(folder.File("i"), 1, 1))
        {
            first = new SkidGenerator(lease, time: time).Next(1);
        }

        using var next = new FileInstanceLease(folder.File("i"), 1, 1);
        Assert.Equal(first.Tick + 1, next.FirstTick);
        var generator = new SkidGenerator(next, time: time);
        using var soon = new CancellationTokenSource(30);
        Assert.Throws<OperationCanceledException>(() => generator.Next(1, soon.Token));
        time.Now += TimeSpan.FromMilliseconds(250);
        Assert.Equal((first.Tick + 1, 0), (generator.Next(1).Tick, generator.Next(2).Sequence));
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

namespace Tacit.Identity.Tests;

/// <summary>Histories by chance of a generator, its clock and its lease, beside a model that does one thing after the other: the same keys, the same refusals, the same waits.</summary>
public sealed class GeneratorModelTests
{
    private const int PerTick = Skid.MostSequence + 1;
    private const byte Kinds = 3;
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_history_is_that_of_the_model()
    {
        var seen = new int[5];
        Parallel.For(0, Scale.Of(400, 4000), seed =>
        {
            var counts = Run(seed);
            lock (seen)
            {
                for (var i = 0; i < seen.Length; i++)
                {
                    seen[i] += counts[i];
                }
            }
        });

        // Keys, refusals for the clock, waits, restarts, reservations: a history without them shows nothing.
        Assert.All(seen, n => Assert.True(n > 100));
    }

    private static int[] Run(int seed)
    {
        var (random, time, record) = (new Chance(1000 + seed), new Clock(Start), new Record(seed % 3 == 0 ? 0 : 40));
        var (keys, refusals, waits, restarts) = (0, 0, 0, 0);
        var made = Enumerable.Range(0, Kinds + 1).Select(_ => new HashSet<long>()).ToArray();
        var generator = new SkidGenerator(new Lease(record), time: time);
        var model = new Model(record.Mark + 1);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        for (var step = 0; step < 200; step++)
        {
            time.Now += random.Next(12) switch
            {
                0 => TimeSpan.FromMilliseconds(-random.Next(5200)),
                1 => TimeSpan.FromMilliseconds(-random.Next(400)),
                2 or 3 => TimeSpan.FromMilliseconds(random.Next(400)),
                4 => TimeSpan.FromSeconds(random.Next(20)),
                5 when random.Next(10) == 0 => TimeSpan.FromDays(365),
                _ => TimeSpan.Zero,
            };
            if (random.Next(40) == 0)
            {
                // Gone without a word; the next one starts after what was reserved.
                generator = new SkidGenerator(new Lease(record), time: time);
                model = new Model(record.Mark + 1);
                restarts++;
            }

            var kind = (byte)(1 + random.Next(Kinds));
            for (var burst = random.Next(300) == 0 ? PerTick + 10 : 1 + random.Next(5); burst > 0; burst--)
            {
                var (outcome, expected) = model.Next(kind, SkidTime.Of(time.Now, 0));
                if (outcome == Outcome.Refused)
                {
                    Assert.Throws<ClockRegressionException>(() => generator.Next(kind, cancelled.Token));
                    refusals++;
                    break;
                }

                if (outcome == Outcome.Waits)
                {
                    Assert.Throws<OperationCanceledException>(() => generator.Next(kind, cancelled.Token));
                    waits++;
                    break;
                }

                var key = generator.Next(kind, cancelled.Token);
                keys++;
                if (expected != (key.Tick, key.Sequence) || !made[kind].Add(key.Value) || key.Tick > record.Mark)
                {
                    Assert.Fail($"History {seed}, step {step}: kind {kind} gave tick {key.Tick}, sequence {key.Sequence}; the model {expected}, the lease up to {record.Mark}.");
                }
            }
        }

        return [keys, refusals, waits, restarts, record.Reservations];
    }

    private enum Outcome
    {
        Made,
        Waits,
        Refused,
    }

    /// <summary>The rules in the order of the specification, without threads.</summary>
    private sealed class Model(long firstTick)
    {
        private readonly Dictionary<byte, (long Tick, int Sequence)> _last = [];

        public (Outcome Outcome, (long Tick, int Sequence) Key) Next(byte kind, long now)
        {
            // What stands for the keys of the owners before: the tick before the first is used up.
            var (tick, sequence) = _last.TryGetValue(kind, out var last) ? last : (firstTick - 1, PerTick - 1);
            if (now <= tick - 20)
            {
                return (Outcome.Refused, default);
            }

            if (now <= tick && sequence == PerTick - 1)
            {
                return (Outcome.Waits, default);
            }

            _last[kind] = now > tick ? (now, 0) : (tick, sequence + 1);
            return (Outcome.Made, _last[kind]);
        }
    }

    /// <summary>What is written down, as a file or a database does, for so many ticks ahead.</summary>
    private sealed class Record(int ahead)
    {
        public int Ahead => ahead;

        public long Mark { get; set; } = -1;

        public int Reservations { get; set; }
    }

    private sealed class Lease(Record record) : IInstanceLease
    {
        public int AppId => 5;

        public int InstanceId => 3;

        public long FirstTick { get; } = record.Mark + 1;

        public long Reserve(long tick)
        {
            record.Reservations++;
            return record.Mark = Math.Max(record.Mark, tick + record.Ahead);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

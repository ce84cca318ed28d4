using Microsoft.Extensions.Time.Testing;

namespace Tacit.Identity.Tests;

/// <summary>No key twice, none smaller than the one before, whatever the clock does.</summary>
public sealed class GeneratorTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

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
        var end = new Clock { Now = new(2093, 1, 19, 3, 14, 8, TimeSpan.Zero) };
        var (late, early) = (new SkidGenerator(new FixedInstance(1, 0), time: end), new SkidGenerator(new FixedInstance(1, 0), epoch: 1, new Clock { Now = Start }));
        Assert.Throws<InvalidOperationException>(() => late.Next(1));
        Assert.Throws<InvalidOperationException>(() => early.Next(1));
        Assert.Equal(0, new SkidGenerator(new FixedInstance(1, 0), epoch: 1, end).Next(1).Tick);
    }

    [Fact]
    public void A_second_generator_of_an_instance_is_refused_as_it_would_make_the_keys_of_the_first()
    {
        using var lease = new FixedInstance(1, 0);
        var first = new SkidGenerator(lease, time: new Clock { Now = Start });
        Assert.Contains("Share", Assert.Throws<InvalidOperationException>(() => new SkidGenerator(lease, time: new Clock { Now = Start })).Message, StringComparison.Ordinal);
        _ = first.Next(1);
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

    [Fact]
    public async Task An_instance_of_a_user_lies_in_one_place_and_another_is_found()
    {
        using (var folder = new Folder())
        using (new Home(folder.File("home")))
        {
            var first = FileInstanceLease.OfUser(9, 0);
            Assert.Throws<LeaseLostException>(() => FileInstanceLease.OfUser(9, 0));
            using (var other = FileInstanceLease.AnyOfUser(9))
            {
                Assert.Equal((9, 1), (other.AppId, other.InstanceId));
            }

            var key = new SkidGenerator(first).Next(1);
            var waiting = Task.Run(() => FileInstanceLease.OfUser(9, 0, TimeSpan.FromMinutes(1)));
            Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(100)));
            first.Dispose();
            using var next = await waiting;
            Assert.True(next.FirstTick > key.Tick);
            using var stop = new CancellationTokenSource(50);
            Assert.Throws<OperationCanceledException>(() => FileInstanceLease.OfUser(9, 0, TimeSpan.FromMinutes(1), stop.Token));
        }
    }

    [Fact]
    public void Instances_of_a_wrong_clock_and_with_a_damaged_file_are_passed_over()
    {
        using var folder = new Folder();
        using var home = new Home(folder.File("home"));
        const int Day = 4 * 86_400;
        home.Instance(9, 0, home.Tick + Day);
        home.Damage(9, 1);
        home.Instance(9, 2, home.Tick - 8);
        Directory.CreateDirectory(home.PathOf(9, 3));
        using (var lease = FileInstanceLease.AnyOfUser(9))
        {
            Assert.Equal(2, lease.InstanceId);
            _ = new SkidGenerator(lease).Next(1);

            // Two at once.
            using var other = FileInstanceLease.AnyOfUser(9);
            Assert.Equal(4, other.InstanceId);
        }

        // One that is free in a few seconds is waited for by its generator, where there is nothing better.
        for (var i = 0; i <= Skid.MostInstance; i++)
        {
            if (i is not (1 or 3))
            {
                home.Instance(9, i, home.Tick + (i == 40 ? 12 : Day + i));
            }
        }

        using (var soon = FileInstanceLease.AnyOfUser(9))
        {
            Assert.Equal(40, soon.InstanceId);
        }

        // Only where none is left does it say so, and what to do.
        home.Instance(9, 40, home.Tick + Day + 40);
        using var held = FileInstanceLease.OfUser(9, 50);
        var none = Assert.Throws<LeaseLostException>(() => FileInstanceLease.AnyOfUser(9));
        Assert.Contains("other processes have 1, the files of 2 are damaged", none.Message, StringComparison.Ordinal);
        Assert.Contains($"Set the clock right: the first of them is free at {TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-dd}", none.Message, StringComparison.Ordinal);
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

    /// <summary>A folder of the user's data for the files of instances, while it lives.</summary>
    private sealed class Home : IDisposable
    {
        private readonly string? _before = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        private readonly string _folder;

        public Home(string folder)
        {
            _folder = Directory.CreateDirectory(Path.Combine(folder, "tacit", "identity")).FullName;
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", folder);
        }

        public long Tick { get; } = SkidTime.Of(TimeProvider.System.GetUtcNow(), 0);

        public string PathOf(int app, int instance) => Path.Combine(_folder, $"instance-{app}-{instance}");

        public void Instance(int app, int instance, long mark) => File.WriteAllBytes(PathOf(app, instance), [.. BitConverter.GetBytes(mark), .. BitConverter.GetBytes(((long)app << 6) | (long)instance)]);

        public void Damage(int app, int instance) => File.WriteAllText(PathOf(app, instance), "damaged");

        public void Dispose() => Environment.SetEnvironmentVariable("XDG_DATA_HOME", _before);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

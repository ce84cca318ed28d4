using Npgsql;
using Tacit.Identity.PostgreSql.Tests.Support;

namespace Tacit.Identity.PostgreSql.Tests;

/// <summary>Instances in PostgreSQL: one owner at a time, and no key twice whatever happens to owners.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task A_second_owner_is_refused_and_told_who_has_it()
    {
        await using var instances = await Instances.CreateAsync();
        await using var first = await PostgresInstanceLease.AcquireAsync(instances.Database, 1, 0, Instances.Short with { Owner = "ward 7" });
        var refused = await Assert.ThrowsAsync<LeaseLostException>(() => instances.AcquireAsync());
        Assert.Contains($"Instance 0 of application 1 is held by {first.Owner}", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("ward 7 (", first.Owner, StringComparison.Ordinal);
        await using var other = await instances.AcquireAsync(1);
        await using var elsewhere = await PostgresInstanceLease.AcquireAsync(instances.Database, 2, 0, Instances.Short);
        Assert.NotEqual(new SkidGenerator(first).Next(1).InstanceId, new SkidGenerator(other).Next(1).InstanceId);
        Assert.Equal(2, new SkidGenerator(elsewhere).Next(1).AppId);
    }

    [Fact]
    public async Task Many_at_once_get_an_instance_each_and_one_too_many_gets_none()
    {
        await using var instances = await Instances.CreateAsync();
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostgresInstanceLease.AcquireAnyAsync(instances.Database, 1)));
        Assert.Equal(8, leases.Select(l => l.InstanceId).Distinct().Count());
        await instances.RunAsync("INSERT INTO tacit_instance SELECT 1, i, 'somebody', 'infinity', 0, 0 FROM generate_series(0, 63) i ON CONFLICT DO NOTHING");
        var none = await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAnyAsync(instances.Database, 1));
        Assert.Contains("All 64 instances", none.Message, StringComparison.Ordinal);
        var free = leases[3].InstanceId;
        await leases[3].DisposeAsync();
        await using var again = await PostgresInstanceLease.AcquireAnyAsync(instances.Database, 1);
        Assert.Equal(free, again.InstanceId);
        await Task.WhenAll(leases.Select(l => l.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task After_a_crash_the_next_owner_waits_for_the_mark()
    {
        await using var instances = await Instances.CreateAsync();
        var (crashed, _) = await instances.StillAsync();
        _ = new SkidGenerator(crashed).Next(1);

        // As one whose clock was two seconds ahead: its successor waits beyond the lease.
        await instances.RunAsync("UPDATE tacit_instance SET high_water_tick = high_water_tick + 8");
        var mark = await instances.MarkAsync();
        await using var next = await instances.AcquireAsync();
        Assert.Equal(mark + 1, next.FirstTick);
        Assert.True(Skid.LowerBound(TimeProvider.System.GetUtcNow()).Tick >= next.FirstTick);
        Assert.True(new SkidGenerator(next).Next(1).Tick >= next.FirstTick);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_owner_that_ends_lowers_the_mark_to_what_it_used(bool isAsync)
    {
        await using var instances = await Instances.CreateAsync();
        var lease = await instances.AcquireAsync();
        var generator = new SkidGenerator(lease);
        var last = generator.Next(1);
        Assert.True(await instances.MarkAsync() > last.Tick);
        if (isAsync)
        {
            await lease.DisposeAsync();
        }
        else
        {
            lease.Dispose();
        }

        Assert.Equal(last.Tick, await instances.MarkAsync());
        await using var next = await instances.AcquireAsync();
        Assert.True(next.FirstTick > last.Tick);

        // What it has not reserved it may not make, whatever its generator does.
        await Task.Delay(300);
        Assert.Contains("given back", Assert.Throws<LeaseLostException>(() => generator.Next(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_was_paused_uses_up_what_it_reserved_and_never_meets_its_successor()
    {
        await using var instances = await Instances.CreateAsync();
        var (paused, time) = await instances.StillAsync();
        var old = new SkidGenerator(paused, time: time);
        var keys = new List<Skid> { old.Next(1) };

        // Past its lease, and another one has the instance. Then it goes on, for as long as it may.
        await using var successor = await instances.AcquireAsync();
        var young = new SkidGenerator(successor);
        keys.Add(young.Next(1));
        LeaseLostException? lost = null;
        for (var i = 0; i < 20 && lost is null; i++)
        {
            try
            {
                keys.Add(old.Next(1));
                keys.Add(young.Next(1));
                time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMilliseconds(125));
            }
            catch (LeaseLostException e)
            {
                lost = e;
            }
        }

        Assert.Contains($"is held by {successor.Owner}", lost!.Message, StringComparison.Ordinal);
        Assert.False(lost.MayReturn);
        Assert.True(keys.Count > 6);
        Assert.Equal(keys.Count, keys.Distinct().Count());

        // Nor does it come back when its successor ends: its ticks would be the successor's.
        await successor.DisposeAsync();
        Assert.Throws<LeaseLostException>(() => old.Next(1));
        await paused.DisposeAsync();
        Assert.True(await instances.MarkAsync() >= keys.Max(k => k.Tick));
    }

    [Fact]
    public async Task An_owner_that_works_is_renewed_in_the_background()
    {
        await using var instances = await Instances.CreateAsync();
        await using var lease = await instances.AcquireAsync();
        var generator = new SkidGenerator(lease);
        var keys = new HashSet<Skid>();
        var until = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(3);
        while (TimeProvider.System.GetUtcNow() < until)
        {
            Assert.True(keys.Add(generator.Next(1)));
            await Task.Delay(5);
        }

        // Three leases long, and never further ahead than one.
        Assert.InRange(await instances.MarkAsync() - keys.Max(k => k.Tick), 0, 5);
        await Assert.ThrowsAsync<LeaseLostException>(() => instances.AcquireAsync());
    }

    [Fact]
    public async Task A_key_of_a_tick_that_is_reserved_costs_no_allocation()
    {
        await using var instances = await Instances.CreateAsync();
        var (lease, time) = await instances.StillAsync();
        var generator = new SkidGenerator(lease, time: time);
        _ = generator.Next(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3000; i++)
        {
            if (i % 1000 == 999)
            {
                time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMilliseconds(250));
            }

            _ = generator.Next(1);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(365, "ahead of")]
    [InlineData(-1, "behind")]
    [InlineData(-20_000, "behind")]
    public async Task A_clock_that_is_wrong_gets_no_instance(int days, string words)
    {
        await using var instances = await Instances.CreateAsync();
        var wrong = Instances.Short with { Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days)) };
        Assert.Contains(words, (await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(instances.Database, 1, 0, wrong))).Message, StringComparison.Ordinal);
        Assert.Contains(words, (await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAnyAsync(instances.Database, 1, wrong))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_is_refused_by_the_server_and_may_be_set_right()
    {
        await using var instances = await Instances.CreateAsync();
        var (lease, time) = await instances.StillAsync();
        var generator = new SkidGenerator(lease, time: time);
        var before = generator.Next(1);
        var right = time.GetUtcNow();
        time.AdjustTime(right.AddDays(365));
        var refused = Assert.Throws<LeaseLostException>(() => generator.Next(1));
        Assert.Contains("ahead of that of the database", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.MayReturn);
        time.AdjustTime(right);
        Assert.True(generator.Next(1) > before);
        Assert.True(await instances.MarkAsync() < before.Tick + 10);
    }

    [Fact]
    public async Task Without_the_database_keys_are_made_up_to_the_mark_and_again_once_it_is_back()
    {
        await using var instances = await Instances.CreateAsync();
        var (lease, time) = await instances.StillAsync();
        var generator = new SkidGenerator(lease, time: time);
        var keys = new HashSet<Skid> { generator.Next(1) };
        var name = new NpgsqlConnectionStringBuilder(instances.ConnectionString).Database;
        var admin = new NpgsqlConnectionStringBuilder(instances.ConnectionString) { Database = "postgres" }.ConnectionString;
        await PostgreSqlServer.ExecuteAsync(admin, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await PostgreSqlServer.ExecuteAsync(admin, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");

        time.SetUtcNow(time.GetUtcNow() + TimeSpan.FromMilliseconds(750));
        Assert.True(keys.Add(generator.Next(1)));
        time.SetUtcNow(time.GetUtcNow() + TimeSpan.FromSeconds(1));
        var away = Assert.Throws<LeaseLostException>(() => generator.Next(1));
        Assert.Contains("database is not reached", away.Message, StringComparison.Ordinal);
        Assert.True(away.MayReturn);

        await PostgreSqlServer.ExecuteAsync(admin, $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await Task.Delay(1100);
        Assert.True(keys.Add(generator.Next(1)));
    }

    [Fact]
    public async Task A_table_that_is_missing_is_made_once_or_asked_for()
    {
        await using var instances = await Instances.CreateAsync();
        var asked = await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(instances.Database, 1, 0, new() { CreateTable = false }));
        Assert.Contains("CREATE TABLE IF NOT EXISTS tacit_instance", asked.Message, StringComparison.Ordinal);
        await instances.RunAsync("CREATE ROLE poor LOGIN; CREATE SCHEMA rich; GRANT USAGE ON SCHEMA rich TO poor; CREATE SCHEMA closed");
        await using var poor = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(instances.ConnectionString) { Username = "poor" }.ConnectionString);
        var denied = await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(poor, 1, 0, new() { Table = "rich.ids" }));
        Assert.Contains("Have somebody who may make it", denied.Message, StringComparison.Ordinal);
        var closed = await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(poor, 1, 0, new() { Table = "closed.ids" }));
        Assert.Contains("permission denied", closed.Message, StringComparison.Ordinal);
        await using var made = await PostgresInstanceLease.AcquireAsync(instances.Database, 1, 0, new() { Table = "rich.ids" });
        await instances.RunAsync("CREATE TABLE other (app int, instance int)");
        var other = await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(instances.Database, 1, 0, new() { Table = "other" }));
        Assert.Contains("other is another table", other.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => PostgresInstanceLease.AcquireAsync(instances.Database, 1, 0, new() { Table = "x; DROP TABLE y" }));
    }

    [Fact]
    public async Task A_server_that_may_forget_is_refused()
    {
        await using var instances = await Instances.CreateAsync();
        await using var forgetful = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(instances.ConnectionString) { Options = "-c synchronous_commit=off" }.ConnectionString);
        Assert.Contains("synchronous_commit", (await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(forgetful, 1, 0))).Message, StringComparison.Ordinal);
        await using var nobody = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Database=x");
        Assert.Contains("not reached", (await Assert.ThrowsAsync<LeaseLostException>(() => PostgresInstanceLease.AcquireAsync(nobody, 1, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_that_the_server_has_not_reached_for_long_is_no_start()
    {
        await using var instances = await Instances.CreateAsync();
        await (await instances.AcquireAsync()).DisposeAsync();
        await instances.RunAsync("UPDATE tacit_instance SET high_water_tick = high_water_tick + 100000");
        Assert.Contains("set back", (await Assert.ThrowsAsync<LeaseLostException>(() => instances.AcquireAsync())).Message, StringComparison.Ordinal);
        await using var another = await PostgresInstanceLease.AcquireAnyAsync(instances.Database, 1);
        Assert.Equal(1, another.InstanceId);
    }

    [Fact]
    public void A_later_epoch_counts_on_where_the_one_before_ends()
    {
        var start = new DateTimeOffset(2093, 1, 19, 3, 14, 8, TimeSpan.Zero);
        long TickOf(byte epoch, DateTimeOffset now) => new PostgresLeaseOptions { Epoch = epoch, Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now) }.LocalTick();
        Assert.Equal(TickOf(0, start.AddSeconds(-0.25)) + 1, TickOf(1, start));
    }
}

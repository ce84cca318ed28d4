using System.Transactions;
using Npgsql;
using Tacit.Identity.PostgreSql.Tests.Support;

namespace Tacit.Identity.PostgreSql.Tests;

/// <summary>What happens around an owner takes nothing from what it reserved: its way to the database, transactions of others, a clock that says nonsense.</summary>
public sealed class LeaseFaultTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_owner_whose_way_to_the_database_ended_first_keeps_its_mark(bool isAsync)
    {
        await using var instances = await Instances.CreateAsync();
        var database = NpgsqlDataSource.Create(instances.ConnectionString);
        var lease = await PostgresInstanceLease.AcquireAsync(database, 1, 0, Instances.Short);
        var last = new SkidGenerator(lease).Next(1);
        await database.DisposeAsync();

        // A renewal or two in the background find it gone.
        await Task.Delay(600);
        if (isAsync)
        {
            await lease.DisposeAsync();
        }
        else
        {
            lease.Dispose();
        }

        await using var next = await instances.AcquireAsync();
        Assert.True(next.FirstTick > last.Tick);
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_takes_no_mark_with_it()
    {
        await using var instances = await Instances.CreateAsync();
        var (lease, time) = await instances.StillAsync();
        var generator = new SkidGenerator(lease, time: time);
        var reserved = await instances.MarkAsync();

        // Beyond what is reserved, so that this very key raises the mark.
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromSeconds(30));
        Skid key;
        using (new TransactionScope())
        {
            key = generator.Next(1);
        }

        Assert.True(key.Tick > reserved);
        Assert.True(await instances.MarkAsync() >= key.Tick);
    }

    [Fact]
    public async Task A_clock_that_was_set_before_all_epochs_and_right_again_is_survived()
    {
        await using var instances = await Instances.CreateAsync();
        var (lease, time) = await instances.StillAsync();
        var last = new SkidGenerator(lease, time: time).Next(1);
        var right = time.GetUtcNow();
        time.AdjustTime(DateTimeOffset.UnixEpoch);
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(300);
        time.AdjustTime(right);
        await lease.DisposeAsync();
        Assert.Equal(last.Tick, await instances.MarkAsync());
    }
}

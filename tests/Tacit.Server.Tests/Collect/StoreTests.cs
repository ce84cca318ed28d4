using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Tacit.Server.Tests.Collect;

/// <summary>How often the store is asked, and who waits for whom there.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task However_many_uploads_of_a_group_are_malformed_the_database_is_asked_as_often()
    {
        var collection = Surveys.Once(OracleKind.Grr, 5);
        await using var store = Stores.Open(Stores.Database, await Stores.PlaceAsync(Stores.Database));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        var state = await store.LoadAsync(new(collection.Id, 0, 0), collection, CancellationToken.None);
        var group = Enumerable.Range(0, 200).Select(i => Envelope.Read(i == 7 ? Surveys.Upload(collection, 1, 7) : Envelope.Pack(collection, 0, [7]))).ToList();

        // Npgsql tells of each command.
        using var own = new Activity("test").Start();
        var commands = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> o) => o.Parent.TraceId == own.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = _ => Interlocked.Increment(ref commands),
        };
        ActivitySource.AddActivityListener(listener);
        var outcomes = await store.CommitAsync(state, group, CancellationToken.None);
        Assert.Equal(199, outcomes!.Count(o => o.Status == UploadStatus.Malformed));
        Assert.InRange(commands, 3, 12);

        // None of them has left its name.
        Assert.Equal(UploadStatus.Malformed, (await store.CommitAsync(state, [group[0]], CancellationToken.None))![0].Status);
        Assert.Equal(UploadStatus.Duplicate, (await store.CommitAsync(state, [group[7]], CancellationToken.None))![0].Status);
        Assert.Equal(1, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }

    [Fact]
    public async Task In_a_file_who_reads_and_who_writes_do_not_wait_for_each_other()
    {
        var collection = Surveys.Once();
        var place = await Stores.PlaceAsync(Stores.File);
        await using var store = Stores.Open(Stores.File, place);
        await store.AddAsync(collection, 1, CancellationToken.None);
        var state = await store.LoadAsync(new(collection.Id, 0, 0), collection, CancellationToken.None);

        // Another process is writing, so that a commit stays on its connection.
        await using var other = new SqliteConnection($"Data Source={place};Pooling=false");
        await other.OpenAsync();
        var writing = other.BeginTransaction(deferred: false);
        var commit = Task.Run(() => store.CommitAsync(state, [Envelope.Read(Surveys.Upload(collection, 1, 1))], CancellationToken.None));
        await Task.Delay(200);
        Assert.Equal(0, (await store.ReadAsync(collection, 0, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(3))).Reports);
        Assert.False(commit.IsCompleted);
        await writing.DisposeAsync();
        Assert.Equal([UploadStatus.Counted], (await commit)!.Select(o => o.Status));
        Assert.Equal(1, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }
}

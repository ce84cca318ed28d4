using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

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

    [Fact]
    public async Task In_a_file_the_first_upload_of_a_shard_does_not_wait_for_who_reads()
    {
        var collection = Surveys.Once();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await store.AddAsync(collection, 1, CancellationToken.None);
        await using var reading = await ((SqlCollectorStore)store).OpenAsync(StoreUse.Read, CancellationToken.None);
        var state = await store.LoadAsync(new(collection.Id, 0, 0), collection, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([UploadStatus.Counted], (await store.CommitAsync(state, [Envelope.Read(Surveys.Upload(collection, 1, 1))], CancellationToken.None))!.Select(o => o.Status));
    }

    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task A_document_that_is_known_is_not_checked_again(string kind)
    {
        var place = await Stores.PlaceAsync(kind);
        await using var store = Stores.Open(kind, place);
        await store.AddAsync(Surveys.Once(), 1, CancellationToken.None);
        var first = Assert.Single(await store.CollectionsAsync(CancellationToken.None));
        await using var other = Stores.Open(kind, place);
        await other.AddAsync(Surveys.Days(), 2, CancellationToken.None);
        await other.CloseAsync(first.Collection.Id, 3, CancellationToken.None);
        var all = await store.CollectionsAsync(CancellationToken.None);
        Assert.Equal([(1, 3u), (2, 0u)], all.Select(c => (c.Shards, c.OpenFrom)));
        Assert.Same(first.Collection, all[0].Collection);
        Assert.Equal(Surveys.Days().Id, all[1].Collection.Id);
    }

    [Theory]
    [InlineData(Stores.File, 20, 32)]
    [InlineData(Stores.Database, 100, 180)]
    public async Task An_identity_takes_as_much_of_the_disk_as_is_said(string kind, int least, int most)
    {
        const int Groups = 100;
        var collection = Surveys.Once();
        var place = await Stores.PlaceAsync(kind);
        await using var store = Stores.Open(kind, place);
        await store.AddAsync(collection, 1, CancellationToken.None);
        var state = await store.LoadAsync(new(collection.Id, 0, 0), collection, CancellationToken.None);
        for (var i = 0; i < Groups; i++)
        {
            await store.CommitAsync(state, [.. Enumerable.Range(0, 1000).Select(_ => Envelope.Read(Envelope.Pack(collection, 0, [1])))], CancellationToken.None);
        }

        await using DbConnection connection = kind == Stores.File ? new SqliteConnection($"Data Source={place};Pooling=false") : new NpgsqlConnection(place);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = kind == Stores.File ? "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size" : "SELECT pg_total_relation_size('tacit_upload')";
        Assert.InRange((double)(long)(await command.ExecuteScalarAsync())! / (1000 * Groups), least, most);
    }

    [Fact]
    public async Task A_file_of_before_is_counted_on()
    {
        var collection = Surveys.Once();
        var place = await Stores.PlaceAsync(Stores.File);
        await using (var connection = new SqliteConnection($"Data Source={place};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE tacit_collection (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, shards INTEGER NOT NULL, open_from BIGINT NOT NULL);
                CREATE TABLE tacit_upload (collection INTEGER NOT NULL, epoch BIGINT NOT NULL, id BYTEA NOT NULL, PRIMARY KEY (collection, epoch, id));
                CREATE TABLE tacit_shard (collection INTEGER NOT NULL, epoch BIGINT NOT NULL, shard INTEGER NOT NULL, version BIGINT NOT NULL, reports BIGINT NOT NULL, PRIMARY KEY (collection, epoch, shard));
                CREATE TABLE tacit_counts (collection INTEGER NOT NULL, epoch BIGINT NOT NULL, shard INTEGER NOT NULL, page INTEGER NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (collection, epoch, shard, page));
                PRAGMA application_id=1415668547;
                """;
            await command.ExecuteNonQueryAsync();
        }

        await using var store = Stores.Open(Stores.File, place);
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        var upload = Surveys.Upload(collection, 1, 1);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(upload)).Status);
        Assert.Equal(UploadStatus.Duplicate, (await collector.AddAsync(upload)).Status);
        await store.CloseAsync(collection.Id, 1, CancellationToken.None);
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Tacit.Server.Tests.Collect;

/// <summary>What fails loses nothing and counts nothing twice; what is too much is said so.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_failed_commit_the_same_bytes_are_counted_once_whether_or_not_it_was_written(bool isWritten)
    {
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        var collection = Surveys.Once();
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Surveys.Upload(collection, 5, 1))).Status);

        Func<Task> fail = () => throw new SqliteException("power cut", 10);
        (store.Before, store.After) = (isWritten ? null : fail, isWritten ? fail : null);
        var upload = Surveys.Upload(collection, 3, 2);
        var answer = await collector.AddAsync(upload);
        Assert.Equal(UploadStatus.Unavailable, answer.Status);
        Assert.DoesNotContain("power", answer.Message, StringComparison.Ordinal);

        (store.Before, store.After) = (null, null);
        Assert.Equal(isWritten ? UploadStatus.Duplicate : UploadStatus.Counted, (await collector.AddAsync(upload)).Status);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Surveys.Upload(collection, 1, 3))).Status);
        Assert.Equal(9, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }

    [Fact]
    public async Task More_than_may_wait_is_told_to_come_back()
    {
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        var collection = Surveys.Once();
        var collector = Stores.Collector(store, limits: new() { Waiting = 4, Group = 2 });
        await collector.OpenAsync(collection);
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Before = () =>
        {
            entered.TrySetResult();
            return go.Task;
        };
        var first = collector.AddAsync(Surveys.Upload(collection, 1, 0));
        await entered.Task;
        var more = Enumerable.Range(1, 6).Select(i => collector.AddAsync(Surveys.Upload(collection, 1, (ulong)i))).ToList();
        Assert.Equal([UploadStatus.Busy, UploadStatus.Busy], (await Task.WhenAll(more.Skip(4))).Select(a => a.Status));
        go.SetResult();
        Assert.All(await Task.WhenAll(more.Take(4).Prepend(first)), a => Assert.Equal(UploadStatus.Counted, a.Status));
        Assert.Equal(5, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }

    [Fact]
    public async Task Uploads_that_come_in_during_a_transaction_make_the_next_one()
    {
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        var collection = Surveys.Once();
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        var (commits, go) = (0, new TaskCompletionSource());
        store.Before = () =>
        {
            Interlocked.Increment(ref commits);
            return go.Task;
        };
        var answers = Enumerable.Range(0, 200).Select(i => collector.AddAsync(Surveys.Upload(collection, 1, (ulong)i))).ToList();
        go.SetResult();
        Assert.All(await Task.WhenAll(answers), a => Assert.Equal(UploadStatus.Counted, a.Status));
        Assert.InRange(commits, 1, 3);
    }

    [Fact]
    public async Task What_does_not_belong_is_refused_with_the_reason()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var collection = Surveys.Days();
        var collector = Stores.Collector(store, new FakeTimeProvider(Surveys.Start), gate: new Gate());
        await collector.OpenAsync(collection);
        Assert.Equal(UploadStatus.UnknownCollection, (await collector.AddAsync(Surveys.Upload(Surveys.Once(), 1, 1))).Status);
        Assert.Equal(UploadStatus.Malformed, (await collector.AddAsync(new byte[10])).Status);
        Assert.Equal(UploadStatus.Refused, (await collector.AddAsync(Surveys.Upload(collection, 1, 1))).Status);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Envelope.Pack(collection, 0, Surveys.Reports(collection, 1, 1), [7]))).Status);

        // Another ε is another document, and so another identity.
        var other = Collection.Create("steps", FrequencyOracle.Create(OracleKind.Grr, 4, 2), epochs: collection.Epochs);
        Assert.Equal(UploadStatus.UnknownCollection, (await collector.AddAsync(Envelope.Pack(other, 0, [1]))).Status);

        // The size of reports is the collection's, whatever the head says.
        var wide = Envelope.Pack(collection, 0, [1, 2], [7]);
        (wide[8], wide[12]) = (1, 2);
        Assert.Equal(UploadStatus.Malformed, (await collector.AddAsync(wide)).Status);
        Assert.Equal(1, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }

    [Fact]
    public async Task Collections_are_kept_as_they_were_first_opened()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var collector = Stores.Collector(store, limits: new() { Counters = 100 });
        await collector.OpenAsync(Surveys.Once(), 3);
        await collector.OpenAsync(Surveys.Once(), 3);
        Assert.Contains("3 shards", (await Assert.ThrowsAsync<BadInputException>(() => collector.OpenAsync(Surveys.Once(), 4))).Message, StringComparison.Ordinal);
        Assert.Contains("counters", (await Assert.ThrowsAsync<BadInputException>(() => collector.OpenAsync(Surveys.Once(OracleKind.Oue, 101)))).Message, StringComparison.Ordinal);
        Assert.Single(await collector.CollectionsAsync());
    }

    [Fact]
    public void A_file_of_another_program_is_left_alone()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("tacit-collector-").FullName, "other.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (x)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(path);
        Assert.Throws<BadInputException>(() => CollectorStore.Sqlite(path));
        Assert.Equal(before, File.ReadAllBytes(path));
        File.WriteAllText(path, "no database at all, but long enough to have a header of one hundred bytes, which is what SQLite reads first of all");
        Assert.Throws<BadInputException>(() => CollectorStore.Sqlite(path));
    }

    private sealed class Gate : IUploadGate
    {
        public ValueTask<bool> MayReportAsync(Envelope envelope, CancellationToken cancellation) => ValueTask.FromResult(envelope.Token.Span is [7]);
    }
}

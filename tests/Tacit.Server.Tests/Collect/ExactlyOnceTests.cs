using Microsoft.Extensions.Time.Testing;

namespace Tacit.Server.Tests.Collect;

/// <summary>No acknowledged report is lost, and none is counted twice, in both kinds of store.</summary>
public sealed class ExactlyOnceTests
{
    [Theory]
    [InlineData(Stores.File, 1)]
    [InlineData(Stores.File, 5)]
    [InlineData(Stores.Database, 1)]
    [InlineData(Stores.Database, 8)]
    public async Task Any_order_any_repetition_and_any_number_of_shards_give_the_same_integers(string kind, int shards)
    {
        var collection = Surveys.Once(OracleKind.Oue, 1500);
        await using var store = Stores.Open(kind, await Stores.PlaceAsync(kind));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection, shards);
        var uploads = Enumerable.Range(0, 60).Select(i => Surveys.Upload(collection, 1 + (i % 7), (ulong)i)).ToList();

        // Everything is sent three times, all at once.
        var answers = await Task.WhenAll(uploads.Concat(uploads).Concat(uploads).Select((u, i) => (Upload: u, Order: i * 97 % 181)).OrderBy(p => p.Order).Select(p => collector.AddAsync(p.Upload)));
        Assert.Equal(60, answers.Count(a => a.Status == UploadStatus.Counted));
        Assert.Equal(120, answers.Count(a => a.Status == UploadStatus.Duplicate));

        var expected = Surveys.Counted(collection, uploads);
        var counts = await store.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(expected.Reports, counts.Reports);
        Assert.Equal(expected.Counts.ToArray(), counts.Counts.ToArray());
        Assert.Equal(expected.Reports, answers.Where(a => a.Status == UploadStatus.Counted).Sum(a => a.Reports));
    }

    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task A_collector_that_comes_back_goes_on_where_the_store_is(string kind)
    {
        var collection = Surveys.Once(OracleKind.Hadamard, 6);
        var place = await Stores.PlaceAsync(kind);
        var uploads = Enumerable.Range(0, 10).Select(i => Surveys.Upload(collection, 3, (ulong)i)).ToList();
        foreach (var upload in uploads)
        {
            await using var store = Stores.Open(kind, place);
            var collector = Stores.Collector(store);
            await collector.OpenAsync(collection, 2);
            Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(upload)).Status);
            Assert.Equal(UploadStatus.Duplicate, (await collector.AddAsync(uploads[0])).Status);
        }

        await using var last = Stores.Open(kind, place);
        var counts = await last.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(30, counts.Reports);
        Assert.Equal(Surveys.Counted(collection, uploads).Counts.ToArray(), counts.Counts.ToArray());
    }

    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task A_counter_that_returns_to_where_it_was_is_stored_there(string kind)
    {
        // Counters of signs go up and down: column 0 up, and down again.
        var collection = Surveys.Once(OracleKind.Hadamard, 6);
        await using var store = Stores.Open(kind, await Stores.PlaceAsync(kind));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        foreach (var (report, count) in new[] { ((byte)0, 1), ((byte)1, 0), ((byte)0, 1), ((byte)1, 0) })
        {
            Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Envelope.Pack(collection, 0, [report]))).Status);
            Assert.Equal(count, (await store.ReadAsync(collection, 0, CancellationToken.None)).Counts[0]);
        }
    }

    // One after another, so that each finds the shard as the other left it: what is in its memory is old every time.
    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task Two_collectors_that_take_turns_lose_nothing(string kind)
    {
        var collection = Surveys.Once();
        var place = await Stores.PlaceAsync(kind);
        await using var first = Stores.Open(kind, place);
        await using var second = Stores.Open(kind, place);
        Collector[] collectors = [Stores.Collector(first), Stores.Collector(second)];
        var uploads = Enumerable.Range(0, 12).Select(i => Surveys.Upload(collection, 2, (ulong)i)).ToList();
        for (var i = 0; i < uploads.Count; i++)
        {
            var collector = collectors[i % 2];
            await collector.OpenAsync(collection);
            UploadAnswer answer;
            do
            {
                answer = await collector.AddAsync(uploads[i]);
            }
            while (answer.Status == UploadStatus.Unavailable);
            Assert.Equal(UploadStatus.Counted, answer.Status);
        }

        var counts = await first.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(Surveys.Counted(collection, uploads).Counts.ToArray(), counts.Counts.ToArray());
    }

    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task Two_collectors_that_count_the_same_shards_fence_each_other(string kind)
    {
        var collection = Surveys.Once();
        var place = await Stores.PlaceAsync(kind);
        await using var first = Stores.Open(kind, place);
        await using var second = Stores.Open(kind, place);
        Collector[] collectors = [Stores.Collector(first), Stores.Collector(second)];
        foreach (var collector in collectors)
        {
            await collector.OpenAsync(collection, 2);
        }

        var uploads = Enumerable.Range(0, 80).Select(i => Surveys.Upload(collection, 2, (ulong)i)).ToList();
        var answers = await Task.WhenAll(uploads.Select(async (u, i) =>
        {
            // Whoever is told to come back comes back, to the other one.
            for (var attempt = i; ; attempt++)
            {
                if (await collectors[attempt % 2].AddAsync(u) is { Status: not UploadStatus.Unavailable } answer)
                {
                    return answer;
                }
            }
        }));
        Assert.All(answers, a => Assert.True(a.Status is UploadStatus.Counted or UploadStatus.Duplicate));
        var counts = await first.ReadAsync(collection, 0, CancellationToken.None);
        Assert.Equal(160, counts.Reports);
        Assert.Equal(Surveys.Counted(collection, uploads).Counts.ToArray(), counts.Counts.ToArray());
    }

    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task A_malformed_upload_is_refused_among_good_ones_and_leaves_nothing(string kind)
    {
        var collection = Surveys.Once(OracleKind.Grr, 5);
        await using var store = Stores.Open(kind, await Stores.PlaceAsync(kind));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        var bad = Envelope.Pack(collection, 0, [1, 2, 7, 3]);
        var good = Enumerable.Range(0, 9).Select(i => Surveys.Upload(collection, 4, (ulong)i)).ToList();
        var answers = await Task.WhenAll(good.Prepend(bad).Append(bad).Select(u => collector.AddAsync(u)));
        Assert.Equal([UploadStatus.Malformed, .. Enumerable.Repeat(UploadStatus.Counted, 9), UploadStatus.Malformed], answers.Select(a => a.Status));
        Assert.Equal(UploadStatus.Malformed, (await collector.AddAsync(bad)).Status);
        Assert.Equal(36, (await store.ReadAsync(collection, 0, CancellationToken.None)).Reports);
    }

    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task Epochs_are_counted_apart_and_close_for_ever(string kind)
    {
        var collection = Surveys.Days();
        var clock = new FakeTimeProvider(Surveys.Start);
        await using var store = Stores.Open(kind, await Stores.PlaceAsync(kind));
        var collector = Stores.Collector(store, clock);
        await collector.OpenAsync(collection);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Surveys.Upload(collection, 2, 1))).Status);
        Assert.Equal(UploadStatus.WrongEpoch, (await collector.AddAsync(Surveys.Upload(collection, 2, 2, epoch: 1))).Status);

        clock.Advance(TimeSpan.FromDays(1));
        var late = Surveys.Upload(collection, 3, 3);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(late)).Status);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Surveys.Upload(collection, 4, 4, epoch: 1))).Status);
        await collector.CloseAsync();
        Assert.Equal(UploadStatus.Duplicate, (await collector.AddAsync(late)).Status);

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(UploadStatus.ClosedEpoch, (await collector.AddAsync(late)).Status);
        await collector.CloseAsync();

        // A collector whose clock is behind finds the epoch closed in the store, and its identities gone.
        var behind = Stores.Collector(store, new FakeTimeProvider(Surveys.Start));
        Assert.Equal(UploadStatus.ClosedEpoch, (await behind.AddAsync(late)).Status);
        var state = await store.LoadAsync(new(collection.Id, 0, 0), collection, CancellationToken.None);
        Assert.Equal([UploadStatus.ClosedEpoch], (await store.CommitAsync(state, [Envelope.Read(Surveys.Upload(collection, 1, 9))], CancellationToken.None))!.Select(o => o.Status));
        Assert.Equal((5, 4), ((await store.ReadAsync(collection, 0, CancellationToken.None)).Reports, (await store.ReadAsync(collection, 1, CancellationToken.None)).Reports));
    }

    // What is closed stays closed: a clock that is a year ahead would otherwise close all of it.
    [Theory]
    [InlineData(Stores.File)]
    [InlineData(Stores.Database)]
    public async Task A_clock_that_is_far_ahead_when_a_collector_starts_closes_nothing(string kind)
    {
        var collection = Surveys.Days();
        await using var store = Stores.Open(kind, await Stores.PlaceAsync(kind));
        var collector = Stores.Collector(store, new FakeTimeProvider(Surveys.Start));
        await collector.OpenAsync(collection);

        // Nothing was counted, so there is nothing to close either.
        await Stores.Collector(store, new FakeTimeProvider(Surveys.Start.AddDays(365))).CloseAsync();
        var upload = Surveys.Upload(collection, 2, 1);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(upload)).Status);
        Assert.Equal(0u, await store.NewestAsync(collection.Id, CancellationToken.None));

        await Stores.Collector(store, new FakeTimeProvider(Surveys.Start.AddDays(3))).CloseAsync();
        Assert.Equal(UploadStatus.Duplicate, (await collector.AddAsync(upload)).Status);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Surveys.Upload(collection, 2, 2))).Status);

        // An upload of these days says that the clock is right, and so does whoever has looked at it.
        var later = Stores.Collector(store, new FakeTimeProvider(Surveys.Start.AddDays(3)));
        Assert.Equal(UploadStatus.Counted, (await later.AddAsync(Surveys.Upload(collection, 2, 3, epoch: 3))).Status);
        await later.CloseAsync();
        Assert.Equal(2u, Assert.Single(await store.CollectionsAsync(CancellationToken.None)).OpenFrom);
        await Stores.Collector(store, new FakeTimeProvider(Surveys.Start.AddDays(9)), new() { TrustsClock = true }).CloseAsync();
        Assert.Equal(8u, Assert.Single(await store.CollectionsAsync(CancellationToken.None)).OpenFrom);
    }
}

using Microsoft.Extensions.Logging.Abstractions;

namespace Tacit.Server.Tests.Collect;

/// <summary>What a collector takes on, and what it lets go of.</summary>
public sealed class OpeningTests
{
    [Fact]
    public async Task What_one_upload_could_ask_for_is_bounded_before_it_comes()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var collector = Stores.Collector(store);

        // 52,426 reports in a megabyte, each hashed for a million values: half a minute in which nobody else is counted.
        var many = Collection.Create("many", FrequencyOracle.Create(OracleKind.Olh, 1 << 20, 1));
        Assert.Contains("hashes", (await Assert.ThrowsAsync<BadInputException>(() => collector.OpenAsync(many))).Message, StringComparison.Ordinal);
        var kept = Collection.Create("kept", LongitudinalProtocol.Create(LongitudinalKind.BiLoloha, 1 << 20, 2, 1), epochs: EpochRule.Every(TimeSpan.FromDays(1), Surveys.Start));
        Assert.Contains("hashes", (await Assert.ThrowsAsync<BadInputException>(() => collector.OpenAsync(kept))).Message, StringComparison.Ordinal);
        Assert.Empty(await collector.CollectionsAsync());
        await collector.OpenAsync(Collection.Create("fewer", FrequencyOracle.Create(OracleKind.Olh, 1 << 15, 1)));
        await collector.OpenAsync(Collection.Create("transform", FrequencyOracle.Create(OracleKind.Hadamard, 1 << 20, 1)));
        await Stores.Collector(store, limits: new() { Supports = long.MaxValue }).OpenAsync(many);

        // What is kept already goes on.
        await Stores.Collector(store).OpenAsync(many);
    }

    [Fact]
    public async Task What_one_upload_of_tuples_could_ask_for_is_the_work_of_its_parts()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var collector = Stores.Collector(store);
        var days = EpochRule.Every(TimeSpan.FromDays(1), Surveys.Start);
        Collection[] dear =
        [
            Collection.Create("sampled", TupleProtocol.Create(TupleKind.Sampled, [4, 1 << 20], 1, OracleKind.Olh)),
            Collection.Create("split", TupleProtocol.Create(TupleKind.Split, [1 << 20, 1 << 20], 2, OracleKind.Blh)),
            Collection.Create("kept", MemoizedTupleProtocol.Create([LongitudinalProtocol.Create(LongitudinalKind.LGrr, 4, 2, 1), LongitudinalProtocol.Create(LongitudinalKind.BiLoloha, 1 << 20, 2, 1)], 2, 1), epochs: days),
        ];
        foreach (var collection in dear)
        {
            Assert.Contains("hashes", (await Assert.ThrowsAsync<BadInputException>(() => collector.OpenAsync(collection))).Message, StringComparison.Ordinal);
        }

        // Each report of a sampled tuple speaks of one of its attributes, so their number costs nothing.
        await collector.OpenAsync(Collection.Create("many", TupleProtocol.Create(TupleKind.Sampled, [.. Enumerable.Repeat(1 << 15, 100)], 1, OracleKind.Olh)));
        await collector.OpenAsync(Collection.Create("values", TupleProtocol.Create(TupleKind.Sampled, [1 << 20, 1 << 20], 1, OracleKind.Hadamard)));
    }

    [Theory]
    [InlineData(36)]
    [InlineData(48)]
    public async Task Words_that_are_found_are_collected_with_their_usual_pool(int bits)
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await Stores.Collector(store).OpenAsync(Collection.Create("words", HeavyHitterProtocol.Create(WordCode.Letters, bits, 4)));
        Assert.Single(await store.CollectionsAsync(CancellationToken.None));
    }

    // A machine that slept, or whose clock was set, closes nothing; what nobody can upload to any more goes from its memory nevertheless.
    [Fact]
    public async Task Memory_of_past_epochs_is_let_go_whatever_the_clock_is_worth()
    {
        var collection = Surveys.Days();
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var (clock, router) = (new SetClock { Now = Surveys.Start }, new Told());
        var collector = new Collector(store, router, clock, new(), NullLogger<Collector>.Instance);
        await collector.OpenAsync(collection);
        clock.Now = Surveys.Start.AddDays(5);
        await collector.CloseAsync();
        Assert.Equal((collection.Id, 4u), Assert.Single(router.Closed));
        Assert.Equal(0u, Assert.Single(await store.CollectionsAsync(CancellationToken.None)).OpenFrom);

        // Started again after somebody has looked at the clock, and it is right.
        await new Collector(store, new Told(), clock, new() { TrustsClock = true }, NullLogger<Collector>.Instance).CloseAsync();
        Assert.Equal(4u, Assert.Single(await store.CollectionsAsync(CancellationToken.None)).OpenFrom);
    }

    /// <summary>A clock that is set: no time passes by it.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;
    }

    private sealed class Told : IShardRouter
    {
        public List<(string Collection, uint Before)> Closed { get; } = [];

        public Task<UploadOutcome> AddAsync(StoredCollection collection, Envelope envelope, ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

        public void Close(string collection, uint before) => Closed.Add((collection, before));
    }
}

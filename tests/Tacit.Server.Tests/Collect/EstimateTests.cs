using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Tacit.Server.Tests.Collect;

/// <summary>Whoever may ask for estimates over HTTP cannot make the collector work without bounds.</summary>
public sealed class EstimateTests
{
    [Fact]
    public async Task One_is_computed_at_a_time_and_an_equal_question_is_answered_from_memory_for_a_second()
    {
        var collection = Surveys.Once();
        var clock = new FakeTimeProvider(Surveys.Start);
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        await using var server = await RunningCollector.StartAsync(store, new() { RetryAfter = TimeSpan.FromSeconds(3) }, clock);
        await server.Collector.OpenAsync(collection);
        await server.Collector.AddAsync(Surveys.Upload(collection, 9, 1));
        var (reads, entered, go) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        store.Reading = () =>
        {
            Interlocked.Increment(ref reads);
            entered.TrySetResult();
            return go.Task;
        };
        var address = $"/v1/collections/{collection.Id}/estimate";
        var first = server.Http.GetAsync(address);
        await entered.Task;
        using var other = await server.Http.GetAsync(address + "?confidence=0.9");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(3)), (other.StatusCode, other.Headers.RetryAfter!.Delta));
        Assert.Equal(1, reads);

        var same = server.Http.GetStringAsync(address);
        go.SetResult();
        var text = await (await first).Content.ReadAsStringAsync();
        Assert.Contains("\"reports\":9", text, StringComparison.Ordinal);
        Assert.Equal(text, await same);
        Assert.Equal(text, await server.Http.GetStringAsync(address));
        Assert.Equal(1, reads);

        await server.Collector.AddAsync(Surveys.Upload(collection, 1, 2));
        clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Contains("\"reports\":10", await server.Http.GetStringAsync(address), StringComparison.Ordinal);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task What_is_too_much_is_refused_before_anything_is_read_and_says_where_to_ask()
    {
        Collection[] collections =
        [
            Surveys.Once(OracleKind.Olh, 65_537),
            Collection.Create("rappor", RapporProtocol.Create(32, 8, 1 << 14, 0.5, 0.5, 0.75)),
            Collection.Create("sw", NumberProtocol.Create(NumberKind.SquareWave, 1, 0, 1, 32_000)),
            Collection.Create("pem", HeavyHitterProtocol.Create(WordCode.Utf8, 128, 1, 14, 8, 1 << 16)),
            Collection.Create("tuple", TupleProtocol.Create(TupleKind.Sampled, [60_000, 60_000], 1, OracleKind.Olh)),
        ];
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        await using var server = await RunningCollector.StartAsync(store, new() { Counters = int.MaxValue, Supports = long.MaxValue });
        store.Reading = () => throw new InvalidOperationException("It was read.");
        foreach (var collection in collections)
        {
            await server.Collector.OpenAsync(collection);
            using var answer = await server.Http.GetAsync($"/v1/collections/{collection.Id}/estimate" + (collection.Name == "rappor" ? "?word=a" : string.Empty));
            Assert.Equal((HttpStatusCode.BadRequest, collection.Name), (answer.StatusCode, collection.Name));
            Assert.Contains("tacit collect estimate", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var sketch = Collection.Create("sketch", SketchProtocol.Create(SketchKind.HadamardCountMean, 1, 16, 16));
        await server.Collector.OpenAsync(sketch);
        foreach (var words in new[] { "word=a&word=a", "word=" + new string('a', 257), string.Join('&', Enumerable.Range(0, 101).Select(i => $"word={i}")) })
        {
            using var answer = await server.Http.GetAsync($"/v1/collections/{sketch.Id}/estimate?{words}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("100 words", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("rappor")]
    [InlineData("sw")]
    [InlineData("pem")]
    [InlineData("oue")]
    [InlineData("cms")]
    public void Usual_ones_are_not_too_much(string name)
    {
        IReportProtocol protocol = name switch
        {
            "rappor" => RapporProtocol.Create(16, 2, 128, 0.5, 0.5, 0.75),
            "sw" => NumberProtocol.Create(NumberKind.SquareWave, 1, 0, 1),
            "pem" => HeavyHitterProtocol.Create(WordCode.Utf8, 64, 4),
            "cms" => SketchProtocol.Create(SketchKind.HadamardCountMean, 1),
            _ => FrequencyOracle.Create(OracleKind.Oue, 65_536, 1),
        };
        EstimateWork.Check(new(Collection.Create("usual", protocol), 16, 0), name is "rappor" or "cms" ? [.. Enumerable.Range(0, 100).Select(i => $"{i}")] : [], new());
    }

    [Fact]
    public void Each_shard_is_read()
    {
        var collection = Collection.Create("cms", SketchProtocol.Create(SketchKind.HadamardCountMean, 1));
        EstimateWork.Check(new(collection, 16, 0), ["a"], new());
        Assert.Contains("steps", Assert.Throws<BadInputException>(() => EstimateWork.Check(new(collection, 4096, 0), ["a"], new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_estimates_for_who_has_gone()
    {
        var collection = Surveys.Once();
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        using var gone = new CancellationTokenSource();

        // The estimate of no reports would be refused by itself.
        store.Reading = gone.CancelAsync;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => collector.EstimateAsync(collection.Id, cancellation: gone.Token));
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_said_so_by_every_address()
    {
        await using var store = new FaultyStore(Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File)));
        store.Listing = () => throw new SqliteException("power cut", 10);
        await using var server = await RunningCollector.StartAsync(store);
        foreach (var address in new[] { string.Empty, "/0123", "/0123/estimate" })
        {
            using var answer = await server.Http.GetAsync("/v1/collections" + address);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
            Assert.DoesNotContain("power", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var channel = GrpcChannel.ForAddress(server.Grpc);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(async () => await new Grpc.Collector.CollectorClient(channel).ListAsync(new()))).StatusCode);
    }
}

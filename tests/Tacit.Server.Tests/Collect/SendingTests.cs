namespace Tacit.Server.Tests.Collect;

/// <summary>Simulated devices and a real collector.</summary>
public sealed class SendingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task All_reports_arrive_and_the_estimate_is_near_the_truth(int batch)
    {
        var collection = Surveys.Once(OracleKind.Grr, 3);
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store);
        await server.Collector.OpenAsync(collection);
        var sent = await SimulatedDevices.SendAsync(server.Grpc, collection, 0, [3000, 2000, 1001], new() { Batch = batch, Streams = 3 });
        Assert.Equal(6001, sent.Reports);
        Assert.True(sent.Median > TimeSpan.Zero && sent.Slowest >= sent.Median);
        var estimate = (await server.Collector.EstimateAsync(collection.Id)).Value;
        Assert.Equal(6001, estimate.Reports);

        // 6.1 standard deviations.
        Assert.InRange(estimate.Values[0].Estimate.Value, 0.5 - (6.1 * Math.Sqrt(2.1 / 6001)), 0.5 + (6.1 * Math.Sqrt(2.1 / 6001)));
    }

    [Theory]
    [InlineData(LongitudinalKind.LOsue)]
    [InlineData(LongitudinalKind.BiLoloha)]
    public async Task Reports_of_every_round_are_collected_and_estimated_like_any(LongitudinalKind kind)
    {
        var protocol = LongitudinalProtocol.Create(kind, 3, 4, 3);
        var collection = Collection.Create("rounds", protocol, ["a", "b", "c"], EpochRule.Every(TimeSpan.FromDays(1), Surveys.Start));
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Surveys.Start + TimeSpan.FromDays(1));
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store, clock: clock);
        await server.Collector.OpenAsync(collection, 2);
        foreach (var epoch in new uint[] { 0, 1 })
        {
            Assert.Equal(3001, (await SimulatedDevices.SendAsync(server.Grpc, collection, epoch, [1500, 1000, 501], new() { Batch = 50 })).Reports);
            var release = await server.Collector.EstimateAsync(collection.Id, epoch);
            Assert.Equal(3001, release.Value.Reports);
            var error = 6.1 * Math.Sqrt(protocol.Law.FixedVariance(0.5) / 3001);
            Assert.InRange(release.Value.Values[0].Estimate.Value, 0.5 - error, 0.5 + error);

            // The receipt says what one report costs, and what all of a device's do together.
            Assert.Contains("ε = 4 for all reports while the value stays", release.Receipt.ToString(), StringComparison.Ordinal);
        }

        Assert.Throws<BadInputException>(() => Collection.Create("labels", protocol, ["a", "b"]));
    }

    [Fact]
    public async Task Reports_of_numbers_are_estimated_and_simulated_users_of_them_are_refused()
    {
        var collection = Collection.Create("numbers", NumberProtocol.Create(NumberKind.Duchi, 1, 0, 1));
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Envelope.Pack(collection, 0, [0, 1, 1]))).Status);
        var release = await collector.EstimateAsync(collection.Id);
        Assert.Equal(("mean", 3L), (Assert.Single(release.Value.Values).Part, release.Value.Reports));
        Assert.Contains("duchi", release.Receipt.Mechanism, StringComparison.Ordinal);
        Assert.Null(SimulatedDevices.DomainOf(collection));
        await Assert.ThrowsAsync<BadInputException>(() => SimulatedDevices.SendAsync(new Uri("http://127.0.0.1:9"), collection, 0, [1, 1], new()));
    }

    [Fact]
    public async Task A_collector_that_does_not_take_them_or_is_not_there_is_said()
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        await using var server = await RunningCollector.StartAsync(store);
        Assert.Contains("does not take", (await Assert.ThrowsAsync<BadInputException>(() => SimulatedDevices.SendAsync(server.Grpc, Surveys.Once(), 0, [1, 1, 1, 1], new()))).Message, StringComparison.Ordinal);
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<BadInputException>(() => SimulatedDevices.SendAsync(new Uri("http://127.0.0.1:9"), Surveys.Once(), 0, [1, 1, 1, 1], new()))).Message, StringComparison.Ordinal);
    }
}

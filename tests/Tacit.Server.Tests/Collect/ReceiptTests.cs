namespace Tacit.Server.Tests.Collect;

/// <summary>The receipt of an estimate states what a device has paid for its reports, and not less.</summary>
public sealed class ReceiptTests
{
    [Theory]
    [InlineData("l-osue", "ε = 4 for all reports of a device while its value stays, ε = 1 for one, more for each change of the value; paid on the device")]
    [InlineData("l-smp", "ε = 4 for all reports of a device while its value stays, ε = 1 for one, more for each change of the value, at most 4 where only one attribute changes; paid on the device")]
    [InlineData("dbitflip", "ε = 2 for all reports of a device while its value stays, ε = 2 for one, more for each change of the value; paid on the device")]
    [InlineData("1bitmean", "ε = 2 for all reports of a device while its value stays, ε = 2 for one, more for each change of the value; paid on the device")]
    [InlineData("rappor", "ε = 4.359966 for all reports of a device while its value stays, ε = ")]
    public async Task For_rounds_it_is_what_the_device_ledger_debits(string name, string price)
    {
        var rounds = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 3, 4, 1);
        IReportProtocol protocol = name switch
        {
            "l-osue" => rounds,
            "l-smp" => MemoizedTupleProtocol.Create([3, 4], 4, 1),
            "dbitflip" => BucketProtocol.Create(4, 4, 2),
            "1bitmean" => OneBitMean.Create(10, 2),
            _ => RapporProtocol.Create(8, 1, 1, 0.2, 0.5, 0.75),
        };
        var collection = Collection.Create("rounds", protocol);
        var memo = new MemoryMemoStore();
        var reports = new List<byte>();

        // So many devices that each attribute of a tuple is somebody's.
        for (var device = 0; device < 60; device++)
        {
            memo = new();
            for (uint epoch = 0; epoch < 3; epoch++)
            {
                reports.AddRange(Report(protocol, memo, collection.Id, epoch));
            }
        }

        var receipt = await ReceiptAsync(collection, [.. reports], protocol is RapporProtocol ? ["x"] : []);
        Assert.Equal(PrivacyLoss.Pure(memo.Spent, Neighbours.Replace).ToJson(), receipt.Loss.ToJson());
        Assert.StartsWith(price, receipt.Price, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TupleKind.Split, 2, "ε = 2 for each report, at most 1 where only one attribute changes; paid on the device")]
    [InlineData(TupleKind.Sampled, 2, "ε = 2 for each report, at most 2 where only one attribute changes; paid on the device")]
    [InlineData(TupleKind.FakeGrr, 1, "ε = 1.")]
    public async Task For_tuples_it_is_the_whole_tuples_and_one_attributes_beside_it(TupleKind kind, int epsilon, string price)
    {
        var protocol = TupleProtocol.Create(kind, [3, 3], epsilon);
        var collection = Collection.Create("tuples", protocol);
        var report = new byte[protocol.ReportSize];
        var bytes = new List<byte>();
        for (var i = 0; i < 200; i++)
        {
            protocol.Client().Randomize([1, 2], report);
            bytes.AddRange(report);
        }

        var receipt = await ReceiptAsync(collection, [.. bytes], []);
        Assert.Equal(PrivacyLoss.Pure(protocol.Privacy.Epsilon, Neighbours.Replace).ToJson(), receipt.Loss.ToJson());
        Assert.True(protocol.Privacy.Epsilon.ToDouble() >= protocol.TupleEpsilon && protocol.TupleEpsilon >= protocol.AttributeEpsilon);
        Assert.StartsWith(price, receipt.Price, StringComparison.Ordinal);
        Assert.Contains("where only one attribute changes", receipt.Price, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_one_report_it_is_that_of_the_report()
    {
        var receipt = await ReceiptAsync(Surveys.Once(), Surveys.Reports(Surveys.Once(), 9, 1), []);
        Assert.Equal(PrivacyLoss.Pure(1, Neighbours.Replace).ToJson(), receipt.Loss.ToJson());
        Assert.Equal("ε = 1 for each report; paid on the device", receipt.Price);
    }

    private static byte[] Report(IReportProtocol protocol, MemoryMemoStore memo, string collection, uint epoch)
    {
        var report = new byte[protocol.ReportSize];
        _ = protocol switch
        {
            LongitudinalProtocol p => p.Client(memo, collection).Report(epoch, 1, report),
            MemoizedTupleProtocol p => p.Client(memo, collection).Report(epoch, [1, 2], report),
            BucketProtocol p => p.Client(memo, collection).Report(epoch, 1, report),
            OneBitMean p => p.Client(memo, collection).Report(epoch, 1, report),
            RapporProtocol p => p.Client(DeviceKey.From(new byte[32]), memo, collection, "word").Report(epoch, "x", report),
            _ => throw new ArgumentException(protocol.Name, nameof(protocol)),
        };
        return report;
    }

    private static async Task<Receipt> ReceiptAsync(Collection collection, byte[] reports, string[] words)
    {
        await using var store = Stores.Open(Stores.File, await Stores.PlaceAsync(Stores.File));
        var collector = Stores.Collector(store);
        await collector.OpenAsync(collection);
        Assert.Equal(UploadStatus.Counted, (await collector.AddAsync(Envelope.Pack(collection, 0, reports))).Status);
        return (await collector.EstimateAsync(collection.Id, options: new() { Words = words })).Receipt;
    }
}

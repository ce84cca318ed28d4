using Tacit.Numerics;

namespace Tacit.Local.Tests.Devices;

/// <summary>A report of a protocol that keeps no answers is paid before it is drawn, kept before it is seen, and the same bytes ever after.</summary>
public sealed class ReportOnceTests : IDisposable
{
    private const string Installation = "installation 1";
    private static readonly DeviceKey Key = DeviceKey.From(new byte[32]);
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-device").FullName;

    private string File0 => Path.Combine(_folder, "device.ledger");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_paid_once_for_each_collection_and_epoch_and_a_retry_is_the_same_bytes()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 64, 1);
        var (a, b) = (Collection.Create("a", oracle), Collection.Create("b", oracle));
        byte[] first;
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 3))
        {
            first = ledger.ReportOnce(a, 0, Draw(oracle, 5));
            Assert.Equal(first, ledger.ReportOnce(a, 0, Never));
            Assert.NotEqual(first, ledger.ReportOnce(b, 0, Draw(oracle, 5)));
            Assert.Equal(2, ledger.Spent);
        }

        using var again = DeviceLedger.Open(File0, Key, Installation);
        Assert.Equal(first, again.ReportOnce(a, 0, Never));
        Assert.Equal(2, again.Spent);
        var second = again.ReportOnce(a, 1, Draw(oracle, 5));
        Assert.Equal(second, again.ReportOnce(a, 1, Never));
        Assert.Contains("epoch 1", Assert.Throws<BadInputException>(() => again.ReportOnce(a, 0, Never)).Message, StringComparison.Ordinal);
        Assert.Equal(3, again.Spent);
        Assert.Throws<BudgetExceededException>(() => again.ReportOnce(a, 2, Never));
        Assert.Equal(second, again.ReportOnce(a, 1, Never));

        // It is a report like any other: the collector counts it.
        var counts = oracle.CreateAggregator();
        counts.Add(second);
        Assert.Equal(1, counts.Reports);
    }

    // A process that dies between the collector's counting and its answer packs the kept report again.
    [Fact]
    public void An_upload_of_a_kept_report_is_the_same_bytes_after_a_restart()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 4, 1);
        var (a, b) = (Collection.Create("a", oracle), Collection.Create("b", oracle));
        byte[] first;
        byte[] report;
        using (var ledger = DeviceLedger.Create(File0, Key, Installation, 3))
        {
            report = ledger.ReportOnce(a, 0, Draw(oracle, 1));
            first = ledger.Pack(a, 0, report);
        }

        using var again = DeviceLedger.Open(File0, Key, Installation);
        Assert.Equal(first, again.Pack(a, 0, again.ReportOnce(a, 0, Never)));
        Assert.Equal(report, Envelope.Read(first).Reports.ToArray());

        // Whatever differs, and whoever else has the same report, has a nonce of its own.
        using var other = DeviceLedger.Create(File0 + "2", DeviceKey.From([1, .. new byte[31]]), Installation, 3);
        using var elsewhere = DeviceLedger.Create(File0 + "3", Key, "installation 2", 3);
        byte[][] uploads = [first, again.Pack(b, 0, report), again.Pack(a, 1, report), again.Pack(a, 0, [(byte)(report[0] ^ 1)]), other.Pack(a, 0, report), elsewhere.Pack(a, 0, report)];
        Assert.Equal(uploads.Length, uploads.Select(u => Convert.ToHexString(u.AsSpan(32, 16))).Distinct().Count());
        Assert.Equal(uploads.Length, uploads.Select(u => Envelope.Read(u).Batch).Distinct().Count());

        Assert.Throws<BadInputException>(() => again.Pack(a, 0, new byte[2]));
        Assert.Throws<BadInputException>(() => new MemoryMemoStore().Pack(a, 0, []));
        var memory = new MemoryMemoStore();
        Assert.Equal(memory.Pack(a, 0, report), memory.Pack(a, 0, report));
        Assert.NotEqual(memory.Pack(a, 0, report), new MemoryMemoStore().Pack(a, 0, report));
        Assert.NotEqual(memory.Pack(a, 0, report), memory.Pack(a, 1, report));
    }

    [Fact]
    public void The_ceiling_is_over_reports_and_kept_answers_together()
    {
        using var ledger = DeviceLedger.Create(File0, Key, Installation, 3);
        var rounds = Collection.Create("rounds", LongitudinalProtocol.Create(LongitudinalKind.LOsue, 8, 2, 1));
        ((LongitudinalProtocol)rounds.Protocol).Client(ledger, rounds.Id).Report(0, 1, new byte[rounds.Protocol.ReportSize]);
        var once = FrequencyOracle.Create(OracleKind.Grr, 4, Rational.Parse("1.5"));
        var before = File.ReadAllBytes(File0);
        Assert.Throws<BudgetExceededException>(() => ledger.ReportOnce(Collection.Create("dear", once), 0, Never));
        Assert.Equal(before, File.ReadAllBytes(File0));
        var cheap = FrequencyOracle.Create(OracleKind.Grr, 4, 1);
        ledger.ReportOnce(Collection.Create("cheap", cheap), 0, Draw(cheap, 1));
        Assert.Equal(3, ledger.Spent);

        // A report beside what a client of rounds keeps would be another release that nobody counts on.
        Assert.Contains("rounds", Assert.Throws<BadInputException>(() => ledger.ReportOnce(rounds, 1, Never)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => new MemoryMemoStore().ReportOnce(rounds, 1, Never));
    }

    // Whatever the protocol: what is paid is all of it, of the whole tuple.
    [Fact]
    public void Every_protocol_pays_what_a_whole_report_of_it_costs()
    {
        var tuples = TupleProtocol.Create(TupleKind.FakeGrr, [3, 4, 5], 1);
        var sketch = SketchProtocol.Create(SketchKind.CountMean, 2, 16, 16);
        var numbers = NumberProtocol.Create(NumberKind.Duchi, 1, 0, 1);
        var words = HeavyHitterProtocol.Create(WordCode.Utf8, 16, 3);
        using var ledger = DeviceLedger.Create(File0, Key, Installation, 20);
        Rational paid = 0;
        foreach (var (protocol, draw) in new (IReportProtocol, MemoDraw)[]
        {
            (tuples, (random, report) => tuples.Client(random).Randomize([1, 2, 3], report)),
            (sketch, (random, report) => sketch.Client(random).Randomize("word", report)),
            (numbers, (random, report) => numbers.Client(random).Randomize(0.3, report)),
            (words, (random, report) => words.Client(random).Randomize("ab", report)),
        })
        {
            var collection = Collection.Create("any", protocol);
            var memory = new MemoryMemoStore();
            protocol.CreateAggregator().Add(ledger.ReportOnce(collection, 7, draw));
            Assert.Equal(memory.ReportOnce(collection, 7, draw), memory.ReportOnce(collection, 7, Never));
            paid += protocol.Privacy.Epsilon;
            Assert.Equal((paid, protocol.Privacy.Epsilon), (ledger.Spent, memory.Spent));
        }

        Assert.True(tuples.Privacy.Epsilon.ToDouble() >= tuples.TupleEpsilon && tuples.TupleEpsilon > 1.5);
    }

    // Stopped at every step, as by a power cut: nothing is paid twice, and what was seen is what is kept.
    [Theory]
    [InlineData(nameof(DeviceStep.Debited))]
    [InlineData(nameof(DeviceStep.Drawn))]
    [InlineData(nameof(DeviceStep.Written))]
    [InlineData(nameof(DeviceStep.Renamed))]
    [InlineData(nameof(DeviceStep.Kept))]
    public void A_crash_at_any_step_makes_no_second_report(string step)
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 64, 1);
        var collection = Collection.Create("a", oracle);
        var at = Enum.Parse<DeviceStep>(step);
        for (var skip = 0; skip < 8; skip++)
        {
            File.Delete(File0);
            byte[]? sent = null;
            uint epoch = 0;
            using (var ledger = DeviceLedger.Create(File0, Key, Installation, 3))
            {
                var left = skip;
                ledger.Step = s => _ = s == at && left-- == 0 ? throw new PowerCut() : 0;
                try
                {
                    for (; epoch < 3; epoch++)
                    {
                        sent = null;
                        sent = ledger.ReportOnce(collection, epoch, Draw(oracle, 5));
                    }
                }
                catch (PowerCut)
                {
                }
            }

            using var again = DeviceLedger.Open(File0, Key, Installation);
            epoch = Math.Min(epoch, 2);
            var kept = again.ReportOnce(collection, epoch, Draw(oracle, 5));
            Assert.Equal(kept, sent ?? kept);
            Assert.Equal(kept, again.ReportOnce(collection, epoch, Never));
            Assert.Equal(epoch + 1, again.Spent);
        }
    }

    private static MemoDraw Draw(FrequencyOracle oracle, int value) => (random, report) => oracle.Client(random).Randomize(value, report);

    private static void Never(LocalRandomness random, Span<byte> answer) => Assert.Fail("Drawn again.");

    private sealed class PowerCut : Exception;
}

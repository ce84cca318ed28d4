namespace Tacit.Local.Tests.Attributes;

/// <summary>Tuples that are reported again and again: which protocol an attribute gets, what is kept, and that errors are as announced.</summary>
public sealed class MemoizedTupleTests
{
    private static readonly int[] Domains = [2, 3, 7, 9, 9, 10, 20, 32];

    // The last domain with randomized response, from the closed forms.
    [Theory]
    [InlineData(1.0, 0.5, Calibration.Exact, 6)]
    [InlineData(2.0, 1, Calibration.Exact, 10)]
    [InlineData(4.0, 2, Calibration.Exact, 24)]
    [InlineData(1.0, 0.5, Calibration.Published, 4)]
    [InlineData(2.0, 1, Calibration.Published, 5)]
    [InlineData(4.0, 2, Calibration.Published, 15)]
    public void Each_attribute_gets_the_protocol_with_less_error(double forever, double report, Calibration calibration, int last)
    {
        int[] domains = [.. Enumerable.Range(2, 39)];
        var protocol = MemoizedTupleProtocol.Create(domains, forever, report, calibration);
        Assert.All(protocol.Attributes, a => Assert.Equal(a.Parameters.Domain <= last ? LongitudinalKind.LGrr : LongitudinalKind.LOsue, a.Parameters.Kind));
        if (calibration == Calibration.Exact)
        {
            Assert.Equal(last, Math.Ceiling((3 * Math.Exp(report)) + 2) - 1);
        }
    }

    // The error over all attributes against optimized, then symmetric unary encoding for each.
    [Theory]
    [InlineData(1.0, 0.5, Calibration.Exact, 0.831)]
    [InlineData(2.0, 1, Calibration.Exact, 0.759)]
    [InlineData(4.0, 2, Calibration.Exact, 0.538)]
    [InlineData(1.0, 0.5, Calibration.Published, 0.847)]
    [InlineData(2.0, 1, Calibration.Published, 0.830)]
    [InlineData(4.0, 2, Calibration.Published, 0.598)]
    public void Reference_ratios(double forever, double report, Calibration calibration, double expected)
    {
        var adaptive = MemoizedTupleProtocol.Create(Domains, forever, report, calibration);
        var bits = MemoizedTupleProtocol.Create([.. Domains.Select(k => LongitudinalProtocol.Create(LongitudinalKind.LOsue, k, forever, report))], forever, report);
        var ratio = Enumerable.Range(0, Domains.Length).Average(j => adaptive.Variance(j, 0)) / bits.Variance(0, 0);
        Assert.Equal(expected, ratio, 5.1e-4);
    }

    [Fact]
    public void The_attribute_and_its_answers_are_drawn_once_and_paid_for_each_value()
    {
        int[] domains = [5, 5, 40];
        var protocol = MemoizedTupleProtocol.Create(domains, 2, 1);
        var report = new byte[protocol.ReportSize];
        Assert.Equal(6, protocol.ReportSize);
        var seen = new int[3];
        for (ulong seed = 0; seed < 300; seed++)
        {
            var (store, random) = (new MemoryMemoStore(LocalRandomness.Seeded(seed)), LocalRandomness.Seeded(1000 + seed));
            var client = protocol.Client(store, "c", random);
            client.Randomize([1, 2, 3], report);
            var attribute = report[0];
            seen[attribute]++;

            // A client that starts again on the same store goes on with the same attribute, and pays nothing for the same value.
            client = protocol.Client(store, "c", random);
            for (var i = 0; i < 5; i++)
            {
                client.Randomize([1, 2, 3], report);
                Assert.Equal(attribute, report[0]);
            }

            Assert.Equal((2, 2), (store.Count, (int)store.Spent.ToDouble()));
            client.Randomize([3, 3, 7], report);
            Assert.Equal((3, 4), (store.Count, (int)store.Spent.ToDouble()));
        }

        Assert.All(seen, s => Assert.InRange(s, 100 - (6.1 * 8.2), 100 + (6.1 * 8.2)));
    }

    // Twin that would be found: answers kept by the protocol of the attribute alone would be the same for two attributes or two collections.
    [Fact]
    public void Attributes_and_collections_with_the_same_protocol_share_no_answer()
    {
        var store = new MemoryMemoStore(LocalRandomness.Seeded(1));
        var (first, second) = (MemoizedTupleProtocol.Create([5, 5], 2, 1), MemoizedTupleProtocol.Create([5, 5, 5], 2, 1));
        var report = new byte[first.ReportSize];
        first.Client(store, "a").Randomize([1, 1], report);
        second.Client(store, "b").Randomize([1, 1, 1], report);
        Assert.Throws<BadInputException>(() => first.Client(store, "a b"));
        Assert.Throws<BadInputException>(() => first.Client(store, string.Empty));
        first.Attributes[0].Client(store, "c").Randomize(1, report);
        Assert.Equal(5, store.Count);
    }

    [Fact]
    public void A_report_of_an_epoch_is_the_same_bytes()
    {
        var protocol = MemoizedTupleProtocol.Create([5, 300], 2, 1);
        var client = protocol.Client(new MemoryMemoStore(), "c");
        var (first, again, next) = (new byte[protocol.ReportSize], new byte[protocol.ReportSize], new byte[protocol.ReportSize]);
        client.Report(1, [1, 2], first);
        client.Report(1, [3, 4], again);
        Assert.Equal(first, again);
        client.Report(2, [1, 2], next);
        Assert.Equal(first[0], next[0]);
        Assert.Throws<BadInputException>(() => client.Report(1, [1, 2], again));
        Assert.DoesNotContain("7301", Assert.Throws<BadInputException>(() => client.Report(3, [1, 7301], next)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => client.Randomize([1], next));
        Assert.Throws<ArgumentException>(() => client.Randomize([1, 1], next.AsSpan(1)));
        Assert.Contains("keeps no reports", Assert.Throws<BadInputException>(() => protocol.Client(new PrfMemo(DeviceKey.From(new byte[32])), "c").Report(1, [1, 2], next)).Message, StringComparison.Ordinal);

        // A memo without state has the same attribute for ever.
        var prf = Enumerable.Range(0, 20).Select(_ =>
        {
            protocol.Client(new PrfMemo(DeviceKey.From(new byte[32])), "c").Randomize([1, 2], next);
            return next[0];
        }).Distinct();
        Assert.Single(prf);
    }

    // 60 runs of 1,500 new installations; a cell fails by chance with 1e-9.
    [Theory]
    [InlineData(Calibration.Exact)]
    [InlineData(Calibration.Published)]
    public void Estimates_are_unbiased_and_as_wrong_as_announced(Calibration calibration)
    {
        const int Runs = 60;
        const int Users = 1500;
        int[] domains = [4, 3, 17];
        var protocol = MemoizedTupleProtocol.Create(domains, 2, 1, calibration);
        var random = LocalRandomness.Seeded(3);
        var client = protocol.Client(new MemoryMemoStore(random), "c", random);
        var tuples = Enumerable.Range(0, Users).Select(i => domains.Select((k, j) => (i * i % 7919) % (k + j) % k).ToArray()).ToArray();
        var runs = Enumerable.Range(0, Runs).Select(_ => Collected(protocol, client, tuples)).ToList();
        for (var j = 0; j < domains.Length; j++)
        {
            var (squares, expected) = (0.0, 0.0);
            for (var v = 0; v < domains[j]; v++)
            {
                var truth = tuples.Count(t => t[j] == v) / (double)Users;
                var errors = runs.Select(r => r.Estimate(j).Raw[v] - truth).ToList();
                var variance = (protocol.Variance(j, truth) - (truth * (1 - truth))) / Users;
                squares += errors.Sum(e => e * e);
                expected += variance;
                Assert.InRange(errors.Average(), -6.1 * Math.Sqrt(variance * 1.05 / Runs), 6.1 * Math.Sqrt(variance * 1.05 / Runs));
            }

            var relative = 6.1 * Math.Sqrt(2.0 / (Runs * (domains[j] - 1)));
            Assert.InRange(squares / Runs / expected, Math.Max(0.1, 1 - relative), 1.05 + relative + (37.2 / (Runs * (domains[j] - 1))));
        }
    }

    [Fact]
    public void Malformed_batches_count_nothing_and_documents_are_checked()
    {
        var protocol = MemoizedTupleProtocol.Create([5, 40], 2, 1);
        var aggregator = protocol.CreateAggregator();
        aggregator.Add([0, 4, 0, 0, 0, 0]);
        Assert.Throws<BadInputException>(() => aggregator.Add([0, 4, 0, 0, 0, 1]));
        Assert.Throws<BadInputException>(() => aggregator.Add([0, 5, 0, 0, 0, 0]));
        Assert.Throws<BadInputException>(() => aggregator.Add([2, 4, 0, 0, 0, 0]));
        Assert.Throws<BadInputException>(() => aggregator.Add([0, 4, 0, 0, 0]));
        Assert.Throws<BadInputException>(() => aggregator.Estimate(1));
        Assert.Throws<BadInputException>(() => aggregator.Estimate(2));
        Assert.Equal((1, 1), (aggregator.Reports, aggregator.Estimate(0).Reports));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(2, aggregator.Counts));
        Assert.Equal(aggregator.Counts, protocol.CreateAggregator(1, aggregator.Counts).Counts);

        var read = Assert.IsType<MemoizedTupleProtocol>(ReportProtocols.Parse(protocol.Document));
        Assert.Equal((protocol.Document, protocol.Id), (read.Document, read.Id));
        Assert.Throws<BadInputException>(() => MemoizedTupleProtocol.Parse(protocol.Document.Replace("\"epsilon\":\"2\",\"epsilon1\":\"1\",\"protocol\":\"l-smp\"", "\"epsilon\":\"1.9\",\"epsilon1\":\"1\",\"protocol\":\"l-smp\"", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => MemoizedTupleProtocol.Parse(protocol.Document.Replace("\"epsilon\":\"2\",\"epsilon1\":\"1\",\"protocol\":\"l-smp\"", "\"epsilon\":\"2\",\"epsilon1\":\"0.9\",\"protocol\":\"l-smp\"", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => MemoizedTupleProtocol.Parse(protocol.Document + " "));
        Assert.Throws<BadInputException>(() => MemoizedTupleProtocol.Create([5], 2, 1));
        Assert.Throws<BadInputException>(() => MemoizedTupleProtocol.Create([5, 5], 1, 1));
        Assert.Equal((1, 40), (protocol.Privacy.Epsilon.ToDouble(), protocol.Longitudinal.MostCells));
        Assert.InRange(protocol.Privacy.TightEpsilon, 1 - 1e-9, 1);
    }

    private static ITupleAggregator Collected(MemoizedTupleProtocol protocol, MemoizedTupleClient client, int[][] tuples)
    {
        var reports = new byte[tuples.Length * protocol.ReportSize];
        for (var i = 0; i < tuples.Length; i++)
        {
            client.NewUser().Randomize(tuples[i], reports.AsSpan(i * protocol.ReportSize));
        }

        var aggregator = protocol.CreateAggregator();
        aggregator.Add(reports);
        return aggregator;
    }
}

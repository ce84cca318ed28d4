namespace Tacit.Local.Tests.Attributes;

/// <summary>Reports of tuples through client and aggregator: their law, errors as announced, and what is refused.</summary>
public sealed class TupleEstimateTests
{
    public static TheoryData<TupleKind> Kinds => [.. Enum.GetValues<TupleKind>()];

    // n·Var at a value that nobody has, d = 5, k = 10, ε = 1, from published closed forms.
    [Theory]
    [InlineData(TupleKind.FakeGrr, null, 9.660)]
    [InlineData(TupleKind.FakeOueZero, null, 12.994)]
    [InlineData(TupleKind.FakeOueRandom, null, 16.834)]
    [InlineData(TupleKind.FakeSueZero, null, 17.607)]
    [InlineData(TupleKind.FakeSueRandom, null, 19.447)]
    [InlineData(TupleKind.Sampled, OracleKind.Grr, 18.151)]
    [InlineData(TupleKind.Sampled, OracleKind.Oue, 18.413)]
    [InlineData(TupleKind.Split, OracleKind.Oue, 99.667)]
    [InlineData(TupleKind.Split, OracleKind.Grr, 188.118)]
    public void Reference_variances(TupleKind kind, OracleKind? oracle, double expected) =>
        Assert.Equal(expected, TupleProtocol.Create(kind, [10, 10, 10, 10, 10], 1, oracle).Variance(2, 3, 0), 5.1e-4);

    // Complete reports of one tuple against the enumerated law, cell by cell at 6.1 standard deviations.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reports_follow_their_law(TupleKind kind)
    {
        const int Draws = 40_000;
        int[] domains = [2, 3];
        var priors = TuplePrivacyTests.Priors(kind, domains);
        var protocol = TuplePrivacyTests.Make(kind, domains, 1, priors);
        var used = priors is null ? null : protocol.Priors.Select((p, j) => Enumerable.Range(0, domains[j]).Select(p.Frequency).ToArray()).ToArray();
        foreach (var tuple in TupleLaws.Tuples(domains))
        {
            var law = TupleLaws.Of(protocol, tuple, used);
            var seen = new int[law.Length];
            var client = protocol.Client(LocalRandomness.Seeded((ulong)((10 * tuple[0]) + tuple[1])));
            var report = new byte[client.ReportSize];
            var second = law.Length / (protocol.Oracles[0].Parameters.Kind == OracleKind.Grr ? 2 : 4);
            for (var i = 0; i < Draws; i++)
            {
                client.Randomize(tuple, report);
                seen[kind == TupleKind.Sampled ? (report[0] * 2) + report[1] : (report[0] * second) + report[1]]++;
            }

            for (var y = 0; y < law.Length; y++)
            {
                var sd = Math.Sqrt(Draws * law[y] * (1 - law[y]));
                Assert.InRange(seen[y], (Draws * law[y]) - (6.1 * sd) - 6, (Draws * law[y]) + (6.1 * sd) + 6);
            }
        }
    }

    // 60 runs of 2,000 users; a cell fails by chance with 1e-9.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Estimates_are_unbiased_and_as_wrong_as_announced(TupleKind kind)
    {
        const int Runs = 60;
        const int Users = 2000;
        int[] domains = [4, 3, 7];
        var protocol = TuplePrivacyTests.Make(kind, domains, 1, TuplePrivacyTests.Priors(kind, domains));
        var tuples = Enumerable.Range(0, Users).Select(i => domains.Select((k, j) => (i * i % 7919) % (k + j) % k).ToArray()).ToArray();
        for (var j = 0; j < domains.Length; j++)
        {
            var truth = Enumerable.Range(0, domains[j]).Select(v => tuples.Count(t => t[j] == v) / (double)Users).ToArray();
            var sums = new double[domains[j]];
            var (squares, expected) = (0.0, 0.0);
            for (var run = 0; run < Runs; run++)
            {
                var estimate = Collected(protocol, tuples, (ulong)run + 5).Estimate(j);
                for (var v = 0; v < truth.Length; v++)
                {
                    var error = estimate.Raw[v] - truth[v];
                    squares += error * error;
                    sums[v] += error;
                }
            }

            for (var v = 0; v < truth.Length; v++)
            {
                var variance = (protocol.Variance(j, v, truth[v]) - (truth[v] * (1 - truth[v]))) / Users;
                expected += variance;
                Assert.InRange(sums[v] / Runs, -6.1 * Math.Sqrt(variance * 1.05 / Runs), 6.1 * Math.Sqrt(variance * 1.05 / Runs));
            }

            var relative = 6.1 * Math.Sqrt(2.0 / (Runs * (domains[j] - 1)));
            Assert.InRange(squares / Runs / expected, Math.Max(0.1, 1 - relative), 1.05 + relative + (37.2 / (Runs * (domains[j] - 1))));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_partition_gives_the_same_integers_and_malformed_batches_count_nothing(TupleKind kind)
    {
        int[] domains = [5, 300, 9];
        var protocol = TuplePrivacyTests.Make(kind, domains, 1, TuplePrivacyTests.Priors(kind, domains));
        var tuples = Enumerable.Range(0, 300).Select(i => domains.Select(k => i % k).ToArray()).ToArray();
        var reports = Reports(protocol, tuples, 3);
        var whole = protocol.CreateAggregator();
        whole.Add(reports);
        Assert.Equal(300, whole.Reports);
        var (left, right) = (protocol.CreateAggregator(), protocol.CreateAggregator());
        left.Add(reports.AsSpan(0, 111 * protocol.ReportSize));
        right.Add(reports.AsSpan(111 * protocol.ReportSize));
        var resumed = protocol.CreateAggregator(right.Reports, right.Counts);
        resumed.Merge(left);
        Assert.Equal(whole.Counts, resumed.Counts);
        Assert.Equal(300, resumed.Reports);
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(299, [.. whole.Counts.ToArray().Select(c => c + 300)]));

        // The last byte of the last report: padding, a bit beyond the domain, or an index beyond it.
        long[] before = [.. whole.Counts];
        var bad = reports.ToArray();
        bad[^1] = 0xff;
        bad[^protocol.ReportSize] = kind == TupleKind.Sampled ? (byte)3 : bad[^protocol.ReportSize];
        Assert.Contains("malformed", Assert.Throws<BadInputException>(() => whole.Add(bad)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => whole.Add(reports.AsSpan(1)));
        Assert.Equal(before, whole.Counts);
        Assert.Equal(300, whole.Reports);
    }

    // A million counters are eight megabytes; a collector counts a thousand such uploads at once.
    [Theory]
    [InlineData(TupleKind.Sampled, OracleKind.Grr)]
    [InlineData(TupleKind.Sampled, OracleKind.Olh)]
    [InlineData(TupleKind.Split, OracleKind.Hadamard)]
    public void Counting_an_upload_takes_memory_for_its_bytes_and_not_for_the_counters(TupleKind kind, OracleKind oracle)
    {
        var protocol = TupleProtocol.Create(kind, [1 << 19, 1 << 19], 1, oracle);
        var client = protocol.Client(LocalRandomness.Seeded(3));
        var reports = new byte[5 * client.ReportSize];
        for (var i = 0; i < 5; i++)
        {
            client.Randomize([1, 2], reports.AsSpan(i * client.ReportSize));
        }

        var aggregator = protocol.CreateAggregator();
        aggregator.Add(reports);
        var before = GC.GetAllocatedBytesForCurrentThread();
        aggregator.Add(reports);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(10, aggregator.Reports);
    }

    [Fact]
    public void A_sampled_report_with_padding_that_is_not_zero_is_refused()
    {
        var protocol = TupleProtocol.Create(TupleKind.Sampled, [5, 3], 1, OracleKind.Olh);
        FrequencyOracle[] oracles = [FrequencyOracle.Create(OracleKind.Grr, 5, 1), FrequencyOracle.Create(OracleKind.Oue, 40, 1)];
        var mixed = TupleProtocol.Create(TupleKind.Sampled, oracles, 1);
        Assert.Throws<BadInputException>(() => TupleProtocol.Create(TupleKind.Split, oracles, 1));
        Assert.Throws<BadInputException>(() => TupleProtocol.Create(TupleKind.FakeGrr, oracles, 1));
        Assert.Equal(2, TupleProtocol.Create(TupleKind.Split, oracles, 2).TupleEpsilon, 1e-9);
        Assert.Equal((10, 6), (protocol.ReportSize, mixed.ReportSize));
        var aggregator = mixed.CreateAggregator();
        aggregator.Add([0, 4, 0, 0, 0, 0]);
        Assert.Throws<BadInputException>(() => aggregator.Add([0, 4, 0, 0, 0, 1]));
        Assert.Throws<BadInputException>(() => aggregator.Add([0, 5, 0, 0, 0, 0]));
        Assert.Throws<BadInputException>(() => aggregator.Add([2, 4, 0, 0, 0, 0]));
        Assert.Equal(1, aggregator.Reports);
        Assert.Throws<BadInputException>(() => aggregator.Estimate(1));
        Assert.Throws<BadInputException>(() => aggregator.Estimate(2));
        Assert.Equal(1, aggregator.Estimate(0).Reports);
    }

    [Fact]
    public void A_value_of_another_domain_is_refused_and_not_told()
    {
        foreach (var kind in Enum.GetValues<TupleKind>())
        {
            int[] domains = [5, 9];
            var client = TuplePrivacyTests.Make(kind, domains, 1, TuplePrivacyTests.Priors(kind, domains)).Client();
            var report = new byte[client.ReportSize];
            Assert.DoesNotContain("7301", Assert.Throws<BadInputException>(() => client.Randomize([1, 7301], report)).Message, StringComparison.Ordinal);
            Assert.Throws<BadInputException>(() => client.Randomize([-1, 1], report));
            Assert.Throws<BadInputException>(() => client.Randomize([1], report));
            Assert.Throws<ArgumentException>(() => client.Randomize([1, 1], report.AsSpan(1)));
            Assert.True(report.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        }

        Assert.Throws<BadInputException>(() => TupleProtocol.Create(TupleKind.Sampled, [5], 1));
        Assert.Throws<BadInputException>(() => TupleProtocol.Create(TupleKind.FakeGrr, [5, 5], 1, OracleKind.Oue));
        Assert.Throws<BadInputException>(() => TupleProtocol.Create(TupleKind.PriorGrr, [5, 5], 1));
    }

    private static byte[] Reports(TupleProtocol protocol, int[][] tuples, ulong seed)
    {
        var client = protocol.Client(LocalRandomness.Seeded(seed));
        var reports = new byte[tuples.Length * client.ReportSize];
        for (var i = 0; i < tuples.Length; i++)
        {
            client.Randomize(tuples[i], reports.AsSpan(i * client.ReportSize));
        }

        return reports;
    }

    private static ITupleAggregator Collected(TupleProtocol protocol, int[][] tuples, ulong seed)
    {
        var aggregator = protocol.CreateAggregator();
        aggregator.Add(Reports(protocol, tuples, seed));
        return aggregator;
    }
}

using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Longitudinal;

/// <summary>The client keeps its first round, and its reports are those of the law; twins that break the memo are seen.</summary>
public sealed class MemoizedClientTests
{
    public static TheoryData<LongitudinalKind, double, double> Grid
    {
        get
        {
            var data = new TheoryData<LongitudinalKind, double, double>();
            foreach (var kind in Enum.GetValues<LongitudinalKind>())
            {
                data.Add(kind, 2, 1);
                data.Add(kind, 4, 2);
            }

            return data;
        }
    }

    // Reports of new users, as bytes through client and aggregator. Bands at 6.1 standard deviations, so that one cell fails by chance with 1e-9.
    [Theory]
    [MemberData(nameof(Grid))]
    public void Estimates_are_unbiased_and_as_wrong_as_announced(LongitudinalKind kind, double forever, double report)
    {
        const int Runs = 40;
        const int Users = 1000;
        const int Domain = 16;
        var protocol = LongitudinalProtocol.Create(kind, Domain, forever, report);
        var values = Enumerable.Range(0, Users).Select(i => i * i % 7919 % (2 * Domain) % Domain).ToArray();
        var truth = new double[Domain];
        foreach (var v in values)
        {
            truth[v] += 1.0 / Users;
        }

        var (squares, sums) = (0.0, new double[Domain]);
        var random = LocalRandomness.Seeded(7);
        var client = protocol.Client(new MemoryMemoStore(random), "c", random);
        for (var run = 0; run < Runs; run++)
        {
            var aggregator = protocol.CreateAggregator();
            aggregator.Add(MemoBatches.Of(client, values));
            var estimate = aggregator.Estimate();
            for (var v = 0; v < Domain; v++)
            {
                var error = estimate.Raw[v] - truth[v];
                squares += error * error;
                sums[v] += error;
            }
        }

        var expected = truth.Sum(protocol.Law.FixedVariance) / Users;
        Assert.InRange(squares / Runs / expected, 1 - (6.1 * Math.Sqrt(2.0 / (Runs * (Domain - 1)))), 1 + (6.1 * Math.Sqrt(2.0 / (Runs * (Domain - 1)))) + (6.1 * 6.1 / (Runs * (Domain - 1))));
        for (var v = 0; v < Domain; v++)
        {
            var deviation = Math.Sqrt(protocol.Law.FixedVariance(truth[v]) / Users / Runs);
            Assert.InRange(sums[v] / Runs, -6.1 * deviation, 6.1 * deviation);
        }
    }

    // The law of one report of a new user, by χ² at a false alarm of 1e-9 (Laurent and Massart 2000).
    [Theory]
    [InlineData(LongitudinalKind.LGrr, 4)]
    [InlineData(LongitudinalKind.LSue, 3)]
    [InlineData(LongitudinalKind.LOsue, 3)]
    [InlineData(LongitudinalKind.LOue, 3)]
    [InlineData(LongitudinalKind.LSoue, 2)]
    public void Single_reports_follow_their_law(LongitudinalKind kind, int domain)
    {
        const int Draws = 30_000;
        var protocol = LongitudinalProtocol.Create(kind, domain, 2, 1);
        var random = LocalRandomness.Seeded(8);
        var client = protocol.Client(new MemoryMemoStore(random), "c", random);
        var laws = TwoRoundLaws.Of(protocol.Parameters).Single();
        for (var value = 0; value < domain; value++)
        {
            var reports = MemoBatches.Of(client, Enumerable.Repeat(value, Draws).ToArray());
            var total = (double)laws[value].Values.Aggregate((a, b) => a + b);
            var square = laws[value].Sum(cell => Math.Pow(reports.Count(r => $"{r}" == cell.Key) - (Draws * (double)cell.Value / total), 2) / (Draws * (double)cell.Value / total));
            var (t, freedom) = (Math.Log(1e9), laws[value].Count - 1);
            Assert.InRange(square, 0, freedom + (2 * Math.Sqrt(freedom * t)) + (2 * t) + 5);
        }
    }

    // On the key stream of ChaCha20, from an independent program: what clients in other languages must send. Answer and reports are drawn from one stream.
    [Theory]
    [InlineData(LongitudinalKind.LOsue, 16, 3, "5080 0623 041c", 576)]
    [InlineData(LongitudinalKind.LOsue, 300, 299, "15860018640080c44020460322101c002d000004e60c24066002803322088120005a01ab0000", 1672)]
    [InlineData(LongitudinalKind.OLoloha, 16, 5, "76b8e0ada0f13d9003 76b8e0ada0f13d9000 76b8e0ada0f13d9001 76b8e0ada0f13d9000", 68)]
    public void Golden_reports(LongitudinalKind kind, int domain, int value, string reports, int bytes)
    {
        var random = new ChaCha20();
        var client = LongitudinalProtocol.Create(kind, domain, 2, 1).Client(new MemoryMemoStore(random), "c", random);
        Assert.All(reports.Split(' '), report => Assert.Equal(report, Convert.ToHexStringLower(MemoBatches.One(client, value))));
        Assert.Equal(bytes, random.BytesUsed);
    }

    // 0000 1111 against 0000 0000, and the event that the reports are 0000 1111: what enumeration says is what clients do.
    [Fact]
    public void A_change_is_as_visible_as_enumeration_says()
    {
        const int Trials = 100_000;
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LGrr, 2, 1, 0.5);
        var random = LocalRandomness.Seeded(9);
        var client = protocol.Client(new MemoryMemoStore(random), "c", random);
        foreach (var (second, rate) in new[] { (1, 0.0631), (0, 0.001045) })
        {
            var hits = 0;
            for (var trial = 0; trial < Trials; trial++)
            {
                var user = client.NewUser();
                var isHit = true;
                for (var t = 0; t < 8; t++)
                {
                    isHit &= MemoBatches.One(user, t < 4 ? 0 : second)[0] == (t < 4 ? 0 : 1);
                }

                hits += isHit ? 1 : 0;
            }

            Assert.InRange(hits / (double)Trials, rate - 5e-5 - (6.2 * Math.Sqrt(rate / Trials)), rate + 5e-5 + (6.2 * Math.Sqrt(rate / Trials)));
        }
    }

    [Theory]
    [InlineData(LongitudinalKind.LSue)]
    [InlineData(LongitudinalKind.LOsue)]
    [InlineData(LongitudinalKind.LOue)]
    [InlineData(LongitudinalKind.LSoue)]
    public void A_user_keeps_one_first_round_and_a_twin_that_does_not_is_seen(LongitudinalKind kind)
    {
        var protocol = LongitudinalProtocol.Create(kind, 64, 2, 1);
        var client = protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(1)), "c", LocalRandomness.Seeded(2));
        Assert.True(KeepsItsAnswer(protocol, client));
        Assert.False(KeepsItsAnswer(protocol, new Forgetful(client)));
    }

    [Fact]
    public void Answers_belong_to_values_and_differ()
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 64, 2, 1);
        var store = new MemoryMemoStore(LocalRandomness.Seeded(3));
        var client = protocol.Client(store, "c", LocalRandomness.Seeded(4));
        var (a, b) = (MemoBatches.Ones(client, 5, 400), MemoBatches.Ones(client, 6, 400));
        Assert.True(a.Zip(b, (x, y) => Math.Abs(x - y)).Max() > 0.4);
        Assert.Equal((2, 4), (store.Count, store.Spent));

        // Another client on the same store goes on with the same answers.
        var again = MemoBatches.Ones(protocol.Client(store, "c", LocalRandomness.Seeded(5)), 5, 400);
        Assert.True(a.Zip(again, (x, y) => Math.Abs(x - y)).Max() < 0.3);
        Assert.Equal(2, store.Count);
    }

    // Two questions with equal parameters: neither the answer to one nor its report is that of the other, and both are paid.
    [Fact]
    public void Collections_with_equal_parameters_share_nothing()
    {
        var unary = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 64, 2, 1);
        var buckets = BucketProtocol.Create(64, 64, 2);
        var mean = OneBitMean.Create(1 << 20, 2);
        Func<IMemoStore, string, MemoizedClient>[] all = [(s, c) => unary.Client(s, c), (s, c) => buckets.Client(s, c), (s, c) => mean.Client(s, c)];
        foreach (var make in all)
        {
            var store = new MemoryMemoStore(LocalRandomness.Seeded(3));
            var (first, second) = (make(store, "a"), make(store, "b"));
            var (report, other) = (new byte[first.ReportSize], new byte[first.ReportSize]);
            first.Report(5, 0, report);
            var paid = store.Spent;
            second.Report(5, 63, other);
            Assert.True(report.Length == 1 || !report.AsSpan().SequenceEqual(other));
            Assert.Equal(2 * paid, store.Spent);
            second.Report(4 + 2, 63, other);
            first.Report(5, 1, other);
            Assert.Equal(report, other);
            Assert.Throws<BadInputException>(() => make(store, string.Empty));
            Assert.Throws<BadInputException>(() => make(store, "a name"));
        }
    }

    // LOLOHA: one hash function for ever, one answer for each hash value, and both paid at most g times. A memo for each raw value is seen by what it pays.
    [Theory]
    [InlineData(40)]
    [InlineData(70_000)]
    public void Local_hashing_keeps_answers_of_hash_values(int domain)
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.OLoloha, domain, 2, 1);
        Assert.Equal(domain > 65_536 ? 20 : 9, protocol.ReportSize);
        var store = new MemoryMemoStore(LocalRandomness.Seeded(3));
        var client = protocol.Client(store, "c", LocalRandomness.Seeded(4));
        var seeds = new HashSet<string>();
        var seedSize = protocol.ReportSize == 9 ? 8 : 16;
        for (var value = 0; value < 40; value++)
        {
            seeds.Add(Convert.ToHexString(MemoBatches.One(client, value).AsSpan(0, seedSize)));
        }

        Assert.Single(seeds);
        Assert.Equal((5, 8), (store.Count, store.Spent)); // 4 hash values of 40, and the hash function for nothing
        Assert.True(store.Spent <= protocol.Longitudinal.SamePatternEpsilon(40));

        var twin = new MemoryMemoStore(LocalRandomness.Seeded(3));
        var byValue = new MemoizedClient(protocol, "c", new ByValue(domain, protocol.Parameters.Size, protocol.Parameters.Rounds), domain, 2, twin, LocalRandomness.Seeded(4));
        for (var value = 0; value < 40; value++)
        {
            MemoBatches.One(byValue, value);
        }

        Assert.True(twin.Spent > protocol.Longitudinal.SamePatternEpsilon(40));
    }

    [Fact]
    public void New_users_have_their_own_memo_and_hash_function()
    {
        var protocol = LongitudinalProtocol.Create(LongitudinalKind.BiLoloha, 40, 2, 1);
        var client = protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(3)), "c", LocalRandomness.Seeded(4));
        var (first, second) = (client.NewUser(), client.NewUser());
        Assert.NotEqual(MemoBatches.One(first, 1)[..8], MemoBatches.One(second, 1)[..8]);
        Assert.Equal(MemoBatches.One(first, 1)[..8], MemoBatches.One(first, 30)[..8]);
        Assert.Equal((client.Protocol, client.Domain, client.ReportSize, client.Privacy), (first.Protocol, first.Domain, first.ReportSize, first.Privacy));
    }

    // What was kept at a larger ε says more than the smaller one allows: a client of another protocol keeps and pays for its own answers, though the app gave it the same name.
    [Fact]
    public void A_protocol_with_another_epsilon_does_not_read_what_the_first_one_kept()
    {
        var store = new MemoryMemoStore(LocalRandomness.Seeded(1));
        foreach (var (forever, paid) in new[] { (4, 4), (4, 4), (1, 5), (1, 5) })
        {
            var client = LongitudinalProtocol.Create(LongitudinalKind.LGrr, 2, forever, 0.5).Client(store, "steps");
            client.Randomize(1, new byte[client.ReportSize]);
            Assert.Equal(paid, store.Spent);
        }

        foreach (var (forever, paid) in new[] { (2, 7), (2, 7), (1, 8) })
        {
            var client = MemoizedTupleProtocol.Create([4, 4], forever, 0.5).Client(store, "steps");
            client.Randomize([1, 1], new byte[client.ReportSize]);
            Assert.Equal(paid, store.Spent);
        }
    }

    [Fact]
    public void A_value_of_another_domain_and_a_short_destination_are_refused()
    {
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            var store = new MemoryMemoStore(LocalRandomness.Seeded(1));
            var client = LongitudinalProtocol.Create(kind, 300, 2, 1).Client(store, "c");
            var report = new byte[client.ReportSize];
            Assert.DoesNotContain("7300", Assert.Throws<BadInputException>(() => client.Randomize(7300, report)).Message, StringComparison.Ordinal);
            Assert.Throws<BadInputException>(() => client.Randomize(-1, report));
            Assert.Throws<ArgumentException>(() => client.Randomize(0, report.AsSpan(1)));
            Assert.Throws<ArgumentException>(() => client.Report(1, 0, report.AsSpan(1)));
            Assert.Equal((0, 0), (store.Count, store.Spent));
            Assert.True(report.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_a_report_of_a_kept_answer()
    {
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            var client = LongitudinalProtocol.Create(kind, 1000, 2, 1).Client(new MemoryMemoStore(), "c");
            var report = new byte[client.ReportSize];
            client.Randomize(1, report);
            Assert.Equal(0, Allocation.Least(() =>
            {
                for (var i = 0; i < 100; i++)
                {
                    client.Randomize(1, report);
                }
            }));
        }
    }

    // Each bit comes from what is kept: over many reports it is one as often as the second round says, and never as often as both rounds together say.
    private static bool KeepsItsAnswer(LongitudinalProtocol protocol, ILocalRandomizer client)
    {
        const int Reports = 4000;
        var r = protocol.Parameters.Rounds;
        var (one, zero) = (r.KeepAgain / Math.ScaleB(1, 64), r.NoiseAgain / Math.ScaleB(1, 64));
        return MemoBatches.Ones(client, 3, Reports).All(f => Math.Min(Math.Abs(f - one), Math.Abs(f - zero)) < 6.5 * 0.5 / Math.Sqrt(Reports));
    }

    private sealed class Forgetful(ILocalRandomizer client) : ILocalRandomizer
    {
        public string Protocol => client.Protocol;

        public int Domain => client.Domain;

        public int ReportSize => client.ReportSize;

        public PrivacyStatement Privacy => client.Privacy;

        public ILocalRandomizer NewUser() => this;

        public int Randomize(int value, Span<byte> destination) => client.NewUser().Randomize(value, destination);
    }

    // The published trap: an answer for each raw value, though the report says only its hash.
    private sealed class ByValue(int domain, int size, TwoRounds rounds) : KeptRounds
    {
        private readonly HashingRounds _right = new(domain, size, rounds);

        public override int SeedSize => _right.SeedSize;

        public override int AnswerSize => _right.AnswerSize;

        public override string CellWord => "value";

        public override void DrawSeed(LocalRandomness random, Span<byte> seed) => _right.DrawSeed(random, seed);

        public override void DrawAnswer(LocalRandomness random, int cell, ReadOnlySpan<byte> seed, Span<byte> answer) => _right.DrawAnswer(random, _right.CellOf(cell, seed), seed, answer);

        public override void DrawReport(LocalRandomness random, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> seed, Span<byte> report) => _right.DrawReport(random, answer, seed, report);
    }
}

using Tacit.Audit.Local;
using Tacit.Local;

namespace Tacit.Audit.Tests.Local;

/// <summary>Correct protocols: the bound comes near to ε and rarely above it, whatever the number of threads.</summary>
public sealed class LdpAuditorTests
{
    public static TheoryData<OracleKind, int, double, int> Cells()
    {
        var data = new TheoryData<OracleKind, int, double, int>();
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            data.Add(kind, 16, 1, 10_000);
            data.Add(kind, 100, 1, 100_000);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Pairwise_bounds_come_near_and_stay_below(OracleKind kind, int domain, double epsilon, int trials)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var result = await LdpAuditor.RunAsync(oracle, new() { Trials = trials, Seed = 11 });
        var law = AttackLaw.Pairwise(oracle);
        var expected = law.ExpectedBound(trials, result.AlphaOfEvent);
        Assert.True(Math.Abs(result.EpsilonLower - expected) < 6.1 * law.Deviation(trials), $"{result}: {expected} is expected");
        Assert.NotEqual(LocalVerdict.Exceeded, result.Verdict);
        Assert.Equal(trials, result.Trials);
    }

    [Fact]
    public async Task The_example_of_the_page()
    {
        var result = await LdpAuditor.RunAsync(FrequencyOracle.Create(OracleKind.Grr, 16, 1), new() { Trials = 100_000, Seed = 1 });
        Assert.InRange(result.EpsilonLower, .948 - (6.1 * .015), 1);
        var loose = await LdpAuditor.RunAsync(FrequencyOracle.Create(OracleKind.Grr, 16, 1), new() { Trials = 100_000, Seed = 1, Compatibility = true });
        Assert.Equal((result.Tp, result.Fp), (loose.Tp, loose.Fp));
        Assert.True(loose.EpsilonLower < result.EpsilonLower && loose.Ceiling < result.Ceiling);
    }

    // 200 audits at α = .2 flag 40 on average, and above 40 + 4·5.66 with probability 3e-5; the seeds are fixed.
    [Theory]
    [InlineData(OracleKind.Grr, false)]
    [InlineData(OracleKind.Oue, false)]
    [InlineData(OracleKind.Olh, false)]
    [InlineData(OracleKind.Oue, true)]
    public async Task Correct_protocols_are_flagged_as_rarely_as_promised(OracleKind kind, bool search)
    {
        var oracle = FrequencyOracle.Create(kind, 8, 1);
        var flags = 0;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var attack = search ? ReportAttack.Search() : ReportAttack.Pairwise(oracle, 0, 7);
            var result = await LdpAuditor.RunAsync(ReportSource.Of(oracle), attack, new() { Trials = 1000, Alpha = 0.2, Seed = seed, Threads = 1 });
            flags += result.Verdict == LocalVerdict.Exceeded ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{flags} of 200");
        Assert.InRange(flags, 0, 62);
    }

    [Fact]
    public async Task A_search_finds_the_loss_of_protocols_that_it_does_not_know()
    {
        foreach (var (kind, least) in new[] { (OracleKind.Grr, .85), (OracleKind.Oue, .85), (OracleKind.Sue, .7), (OracleKind.Subset, .7), (OracleKind.Hadamard, .9) })
        {
            var oracle = FrequencyOracle.Create(kind, 16, 1);
            var result = await LdpAuditor.RunAsync(ReportSource.Of(oracle), ReportAttack.Search(), new() { Trials = 200_000, Seed = 3 });
            Assert.True(result.EpsilonLower > least && result.Verdict == LocalVerdict.Within, $"{kind}: {result}");
        }
    }

    [Fact]
    public async Task Threads_change_nothing_and_progress_ends_at_the_end()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 16, 1);
        var heard = new Heard();
        var one = await LdpAuditor.RunAsync(oracle, new() { Trials = 55_000, Seed = 9, Threads = 1 }, heard);
        var four = await LdpAuditor.RunAsync(oracle, new() { Trials = 55_000, Seed = 9, Threads = 4 });
        Assert.Equal(one.Events, four.Events);
        Assert.Equal(new AuditProgress(110_000, 110_000), heard.Last);
        Assert.NotEqual(one.Events, (await LdpAuditor.RunAsync(oracle, new() { Trials = 55_000, Seed = 10 })).Events);
    }

    [Fact]
    public async Task It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 16, 1);
        var run = LdpAuditor.RunAsync(oracle, new() { Trials = 1_000_000_000_000 }, new Stopper(stop), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task A_randomizer_with_its_own_randomness_is_called_from_one_thread()
    {
        var result = await LdpAuditor.RunAsync(ReportSource.Of(FrequencyOracle.Create(OracleKind.Grr, 4, 1).Client(LocalRandomness.Seeded(4))), ReportAttack.Search(), new() { Trials = 20_000 });
        Assert.InRange(result.EpsilonLower, .6, 1.02);
    }

    [Fact]
    public async Task What_cannot_be_audited_is_refused()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 16, 1);
        Assert.Throws<BadInputException>(() => ReportSource.Of(oracle, 3, 3));
        Assert.Throws<BadInputException>(() => ReportSource.Of(oracle, 0, 16));
        Assert.Throws<BadInputException>(() => ReportSource.OfHistories(seed => oracle.Client(LocalRandomness.Seeded(seed)), [0, 1], [0]));
        Assert.Throws<BadInputException>(() => ReportAttack.Pairwise(oracle, 0, 16));
        Assert.Throws<BadInputException>(() => ReportAttack.Guess(oracle, -1));
        Assert.Throws<BadInputException>(() => ReportAttack.Of());
        Assert.Throws<BadInputException>(() => new LocalClaim(-1));
        Assert.Throws<BadInputException>(() => new LocalClaim(1, double.NaN));
        foreach (var options in new LocalAuditOptions[] { new() { Trials = 99 }, new() { Alpha = 0 }, new() { Threads = 0 } })
        {
            await Assert.ThrowsAsync<BadInputException>(() => LdpAuditor.RunAsync(oracle, options));
        }

        var other = ReportAttack.Pairwise(FrequencyOracle.Create(OracleKind.Oue, 16, 1), 0, 15);
        var error = await Assert.ThrowsAsync<AuditException>(() => LdpAuditor.RunAsync(ReportSource.Of(oracle), other, new() { Trials = 1000 }));
        Assert.Contains("1 bytes", error.Message, StringComparison.Ordinal);
    }

    private sealed class Heard : IProgress<AuditProgress>
    {
        public AuditProgress Last { get; private set; }

        public void Report(AuditProgress value) => Last = value;
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => stop.Cancel();
    }
}

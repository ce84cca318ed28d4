using Tacit.Mechanisms;
using Tacit.Randomness;

namespace Tacit.Audit.Tests;

/// <summary>How an audit runs: repeatable for a seed, cancelled, with progress, and never a pass when nothing was looked at.</summary>
public sealed class AuditRunTests
{
    private static readonly DiscreteLaplace Noise = new(1);

    [Fact]
    public async Task A_seed_repeats_a_result_on_any_number_of_threads()
    {
        var options = new AuditOptions { Runs = 3_000, Seed = 5 };
        var one = await AuditAsync(options with { Threads = 1 });
        var many = await AuditAsync(options with { Threads = 7 });
        Assert.Equal(one.Pairs[0].Events, many.Pairs[0].Events);
        Assert.NotEmpty(one.Pairs[0].Events);
        Assert.NotEqual(one.Pairs[0].Events, (await AuditAsync(options with { Seed = 6 })).Pairs[0].Events);
    }

    [Fact]
    public async Task Without_a_seed_the_result_names_the_one_that_was_drawn()
    {
        var drawn = await AuditAsync(new() { Runs = 2_000 });
        var again = await AuditAsync(new() { Runs = 2_000, Seed = drawn.Seed });
        Assert.Equal(drawn.Pairs[0].Events, again.Pairs[0].Events);
    }

    [Fact]
    public async Task Progress_ends_at_the_total_and_cancelling_stops()
    {
        var last = default(AuditProgress);
        var progress = new Listener(p => last = p.Done > last.Done ? p : last);
        await MechanismAudit.RunAsync((long c, RandomSource random) => c + Noise.Sample(random), PowerTests.Counts, new(1), new() { Runs = 1_000, Threads = 1 }, progress);
        Assert.Equal(new AuditProgress(2_000, 2_000), last);

        using var source = new CancellationTokenSource();
        var calls = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MechanismAudit.RunAsync(
            (long c, RandomSource random) =>
            {
                if (++calls == 50)
                {
                    source.Cancel();
                }

                return c;
            },
            PowerTests.Counts,
            new(1),
            new() { Threads = 1 },
            token: source.Token));
        Assert.InRange(calls, 50, 52);
    }

    [Fact]
    public async Task Nothing_seen_is_an_error_and_not_a_pass()
    {
        await Assert.ThrowsAsync<AuditException>(() => MechanismAudit.RunAsync((long _, RandomSource _) => 1, PowerTests.Counts, new(1), new() { Runs = 200 }));
        await Assert.ThrowsAsync<AuditException>(() => MechanismAudit.RunAsync(
            (long c, RandomSource _) => c == 0 ? throw new FormatException() : c == 1 ? throw new InvalidOperationException() : 1, PowerTests.Counts, new(1), new() { Runs = 200 }));
        await Assert.ThrowsAsync<BadInputException>(() => MechanismAudit.RunAsync((long _, RandomSource _) => new object(), PowerTests.Counts, new(1), new() { Runs = 200 }));
        await Assert.ThrowsAsync<BadInputException>(() => MechanismAudit.RunAsync((long c, RandomSource _) => c, [], new(1)));
    }

    [Fact]
    public async Task A_crash_is_an_answer()
    {
        // Fails for one input in half of its runs, and never for the other.
        var result = await MechanismAudit.RunAsync(
            (long c, RandomSource random) => c == 1 && random.NextBit() ? throw new DivideByZeroException() : Noise.Sample(random), PowerTests.Counts, new(1), new() { Runs = 2_000, Seed = 2 });
        Assert.True(result.IsViolated);
        Assert.Contains(result.Pairs[0].Events, e => e.Event.Contains("error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task No_more_events_are_judged_than_asked_for(int most)
    {
        // Many parts, each of which gives the input away: there is always another event.
        var result = await MechanismAudit.RunAsync(
            (long c, RandomSource random) => Enumerable.Range(0, 10).Select(_ => (20 * c) + Noise.Sample(random)).ToArray(), PowerTests.Counts, new(1), new() { Runs = 1_000, Seed = 4, MaxEvents = most });
        Assert.Equal(most, result.Pairs[0].Events.Count);
    }

    [Theory]
    [InlineData(50, 0.01, 1)]
    [InlineData(1000, 0, 1)]
    [InlineData(1000, double.NaN, 1)]
    [InlineData(1000, 0.01, 33)]
    public async Task Bad_options_are_refused(int runs, double alpha, int events) =>
        await Assert.ThrowsAsync<BadInputException>(() => AuditAsync(new() { Runs = runs, Alpha = alpha, MaxEvents = events }));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1, 1)]
    [InlineData(1, double.NaN)]
    public void Bad_claims_are_refused(double epsilon, double delta) => Assert.Throws<BadInputException>(() => new PrivacyClaim(epsilon, delta));

    [Fact]
    public async Task A_search_finds_the_worst_neighbours()
    {
        // Values are clipped to [0, 10] and the noise is for 5: only inputs that differ by more than 5 show it.
        var noise = new DiscreteLaplace(5);
        long[] candidates = [0, 1, 4, 10];
        NeighbourPair<long>[] pairs = [.. candidates.SelectMany(a => candidates.Where(b => a < b).Select(b => new NeighbourPair<long>(a, b, $"{a} and {b}")))];
        var last = default(AuditProgress);
        var result = await MechanismAudit.SearchAsync(
            (x, random) => Math.Clamp(x, 0, 10) + noise.Sample(random), pairs, new(1), new() { Seed = 3, Threads = 1 }, new Listener(p => last = p));
        Assert.True(result.IsViolated, result.ToString());
        Assert.Equal("0 and 10", result.Pairs[0].Pair);
        Assert.Equal(3, result.Pairs.Count);
        Assert.All(result.Pairs, p => Assert.Equal(0.01 / 3, p.Alpha, 1e-12));
        Assert.Equal(new AuditSearch(6, 2_000), result.Search);
        Assert.Equal(last.Total, last.Done);
        await Assert.ThrowsAsync<BadInputException>(() => MechanismAudit.SearchAsync((x, random) => x, Array.Empty<NeighbourPair<long>>(), new(1)));
    }

    private static Task<MechanismAuditResult> AuditAsync(AuditOptions options) =>
        MechanismAudit.RunAsync((long c, RandomSource random) => c + Noise.Sample(random), PowerTests.Counts, new(0.5), options);

    private sealed class Listener(Action<AuditProgress> heard) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => heard(value);
    }
}

using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests;

/// <summary>Correct mechanisms are not flagged, and the bound comes near their claim: the powers of the specification, and those of the defaults.</summary>
/// <remarks>The seeds are fixed, so these tests cannot fail by chance; a fresh seed would flag a correct mechanism with probability at most 1 %, and leave the ranges below with less than 1e-3.</remarks>
public sealed class PowerTests
{
    public static readonly NeighbourPair<long>[] Counts = [new(0, 1, "0 and 1 units")];

    // Two events are judged at most, so that one that was chosen by luck does not decide. The values are those of the expected counts of the best event, each bound at .005; the width is four standard errors of its bound.
    [Theory]
    [InlineData(2_000, 0.870)]
    [InlineData(5_000, 0.918)]
    [InlineData(10_000, 0.942)]
    [InlineData(100_000, 0.982)]
    public async Task Exact_noise_comes_near_its_claim(int judged, double expected)
    {
        var noise = new DiscreteLaplace(1);
        var result = await MechanismAudit.RunAsync((c, random) => c + noise.Sample(random), Counts, new(1), new() { Runs = 2 * judged, MaxEvents = 2, Seed = 11 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} {result.Strongest}");
        Assert.False(result.IsViolated, result.ToString());
        Assert.InRange(result.EpsilonAtLeast, expected - (4 * 2.2 / Math.Sqrt(judged)), 1);
    }

    [Theory]
    [InlineData(2_000, 1.825)]
    [InlineData(5_000, 1.888)]
    [InlineData(10_000, 1.921)]
    [InlineData(100_000, 1.975)]
    public async Task Half_the_noise_is_measured_as_twice_the_epsilon(int judged, double expected)
    {
        var noise = new DiscreteLaplace(new Rational(1, 2));
        var result = await MechanismAudit.RunAsync((c, random) => c + noise.Sample(random), Counts, new(1), new() { Runs = 2 * judged, MaxEvents = 2, Seed = 12 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} {result.Strongest}");
        Assert.True(result.IsViolated, result.ToString());
        Assert.InRange(result.EpsilonAtLeast, expected - (4 * 3 / Math.Sqrt(judged)), 2);
    }

    [Fact]
    public async Task Defaults_judge_many_events_and_lose_little()
    {
        var noise = new DiscreteLaplace(1);
        var result = await MechanismAudit.RunAsync((c, random) => c + noise.Sample(random), Counts, new(1), new() { Seed = 13 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} {string.Join("\n", result.Pairs[0].Events)}");
        Assert.InRange(result.EpsilonAtLeast, 0.85, 1);
    }

    [Fact]
    public async Task Gaussian_noise_is_held_to_its_curve()
    {
        // σ = 2 for one unit: the exact δ at ε = 1/2, and the best event is a half-line.
        var noise = new DiscreteGaussian(2);
        var delta = PrivacyLoss.DiscreteGaussian(2, 1).Delta(0.5, Neighbours.AddRemove);
        var result = await MechanismAudit.RunAsync((c, random) => c + noise.Sample(random), Counts, new(0.5, delta), new() { Runs = 40_000, Seed = 14 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{delta} {result} {string.Join("\n", result.Pairs[0].Events)}");
        Assert.False(result.IsViolated, result.ToString());
        Assert.InRange(result.DeltaAtLeast, delta / 4, delta);
        Assert.InRange(result.EpsilonAtLeast, 0.25, 0.5);
    }

    [Fact]
    public async Task Key_selection_reaches_its_delta()
    {
        var rule = new PartitionSelection(1, 0.01, 1);
        var result = await MechanismAudit.RunAsync(
            (c, random) => rule.Keeps(c, random), [.. Enumerable.Range(0, 8).Select(n => new NeighbourPair<long>(n, n + 1, $"{n} and {n + 1} units"))], new(1, 0.01), new() { Runs = 20_000, Seed = 15 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} {string.Join("\n", result.Pairs[0].Events)}");
        Assert.False(result.IsViolated, result.ToString());
        Assert.InRange(result.DeltaAtLeast, 0.004, 0.01);
    }

    [Fact]
    public async Task A_learned_score_finds_what_no_single_part_shows()
    {
        // Eight counts that each move by one, each with a quarter of ε: one coordinate shows 1/4, all together 2.
        var noise = new DiscreteLaplace(4);
        var result = await MechanismAudit.RunAsync(
            (long c, RandomSource random) => Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? c : -c) + noise.Sample(random)).ToArray(), Counts, new(0.6), new() { Runs = 40_000, Seed = 16 });
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} {string.Join("\n", result.Pairs[0].Events)}");
        Assert.True(result.IsViolated, result.ToString());
        Assert.Contains("learned score", result.Strongest!.Event, StringComparison.Ordinal);
    }
}

using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests;

/// <summary>Every mechanism as a black box, on its worst pairs: not flagged, and near enough to its claim that the audit has looked. Seeds are fixed.</summary>
public sealed class MechanismAuditTests
{
    private static readonly AuditOptions Options = new() { Runs = 20_000, Seed = 91 };

    [Fact]
    public Task Exponential_mechanism()
    {
        var mechanism = new ExponentialMechanism(1, 1);
        return KeepsAsync((Rational[] s, RandomSource random) => mechanism.Sample(s, random), [new([0, 1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0], "one up, seven down")], 1, 0.6);
    }

    [Fact]
    public Task Permute_and_flip()
    {
        // From a tie to a difference of 2Δ: the loser's coin.
        var mechanism = new PermuteAndFlip(1, 1);
        return KeepsAsync((Rational[] s, RandomSource random) => mechanism.Sample(s, random), [new([6, 6], [5, 7], "a tie and not")], 1, 0.35);
    }

    [Fact]
    public Task Noisy_max()
    {
        var mechanism = new ReportNoisyMax(1, 1);
        return KeepsAsync((long[] s, RandomSource random) => mechanism.Sample(s, random), [new([0, 1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0], "one up, seven down")], 1, 0.5);
    }

    [Fact]
    public Task Top_three()
    {
        var mechanism = new NoisyTopK(2, 1, 3);
        return KeepsAsync(
            (Rational[] s, RandomSource random) => mechanism.Sample(s, random) is var c ? (c[0] * 100) + (c[1] * 10) + c[2] : 0, [new([1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], "three up, three down")], 2, 0.8);
    }

    [Fact]
    public Task Sparse_vector()
    {
        var mechanism = new AboveThreshold(1, 1, 2, 2);
        return KeepsAsync(
            (long[] q, RandomSource random) => mechanism.Sample(q, random).ToArray(), [new([1, 1, 1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 1, 1], "misses then hits")], 1, 0.1);
    }

    [Fact]
    public Task Randomized_response()
    {
        var mechanism = new RandomizedResponse(1, 5);
        return KeepsAsync((long v, RandomSource random) => mechanism.Sample(v, random), [new(0, 4, "the first and the last value")], 1, 0.8);
    }

    [Fact]
    public Task Stability_histogram()
    {
        var rule = StabilityHistogram.Laplace(1, 0.01, 2);
        return KeepsAsync(
            (long[] n, RandomSource random) => rule.Sample(n, random) is var shown ? ((double)(shown[0] ?? -1), (double)(shown[1] ?? -1)) : default,
            [new([20, 0], [21, 1], "a known key and a new one"), new([20, 20], [21, 21], "two known keys")],
            1,
            0.5,
            0.01);
    }

    [Fact]
    public Task Staircase_noise()
    {
        var noise = new Staircase(1, 8);
        return KeepsAsync((long x, RandomSource random) => noise.Sample(x, random), [new(0, 8, "a whole stair"), new(0, 3, "a part of one")], 1, 0.8);
    }

    [Fact]
    public Task L_infinity_noise()
    {
        var noise = new LInfinityNoise(1, 1, 3);
        return KeepsAsync((long[] x, RandomSource random) => noise.Sample(x, random), [new([0, 0, 0], [1, 1, 1], "all coordinates")], 1, 0.4);
    }

    [Fact]
    public Task Analytic_Gaussian()
    {
        var noise = new AnalyticGaussian(0.5, 0.05, 1);
        return KeepsAsync((long x, RandomSource random) => noise.Sample([x], random)[0], [new(0, 1, "one unit")], 0.5, 0.2, 0.05);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Clipped_reals_on_a_lattice_with_bulk_noise(bool gaussian)
    {
        // Rows of two reals, clipped to norm 1 (L1 or L2), summed in integers. Gaussian: μ = 1, ε = ½ and the δ of its curve.
        var lattice = Lattice.ForScale(1);
        var noise = gaussian ? LatticeNoise.RoundedGaussian(lattice.InSteps(1)) : LatticeNoise.DiscreteLaplace(lattice.InSteps(1));
        var delta = gaussian ? Normal.UpperTail(0) - (Math.Exp(0.5) * Normal.UpperTail(1)) : 0;
        long[] Release(double[][] rows, RandomSource random)
        {
            var sum = new long[2];
            var steps = new long[2];
            foreach (var row in rows)
            {
                if (gaussian)
                {
                    lattice.ClipL2(row, 1, steps);
                }
                else
                {
                    lattice.ClipL1(row, 1, steps);
                }

                sum = [sum[0] + steps[0], sum[1] + steps[1]];
            }

            noise.AddTo(sum, random);
            return sum;
        }

        NeighbourPair<double[][]>[] pairs = [new([[0.1, 0.2]], [[0.1, 0.2], [double.PositiveInfinity, double.NaN]], "one row without end"), new([], [[3, -4]], "one row that is too long")];
        return KeepsAsync(Release, pairs, gaussian ? 0.5 : 1, gaussian ? 0.25 : 0.75, delta);
    }

    private static async Task KeepsAsync<TIn, TOut>(Func<TIn, RandomSource, TOut> mechanism, NeighbourPair<TIn>[] pairs, double epsilon, double atLeast, double delta = 0)
    {
        var result = await MechanismAudit.RunAsync(mechanism, pairs, new(epsilon, delta), Options);
        TestContext.Current.TestOutputHelper?.WriteLine($"{result} by {result.Strongest}");
        Assert.False(result.IsViolated, $"{result} by {result.Strongest}");
        Assert.InRange(result.EpsilonAtLeast, atLeast, epsilon);
    }
}

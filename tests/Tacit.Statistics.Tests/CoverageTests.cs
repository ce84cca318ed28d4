using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

/// <summary>Coverage with the noise that a permit draws, exact integers, at small counts and coarse grids, where the continuous law stands for the discrete one worst.</summary>
public sealed class CoverageTests
{
    private const int Rounds = 40_000;

    // What the interval of a ratio covers is |S − mC| ≤ q(m) at the exact m. Six standard errors; what the continuous law lacks is stated beside it.
    [Theory]
    [InlineData(2, 3.0, 0.8, 0.05)]
    [InlineData(2, 0.6, 0.95, 0.01)]
    [InlineData(2, 2.55, 0.95, 0.025)]
    [InlineData(20, 0.6, 0.95, 0)]
    [InlineData(20, 3.0, 0.95, 0)]
    [InlineData(20, 3.0, 0.99, 0)]
    public void Means(int bits, double epsilon, double confidence, double lack)
    {
        foreach (var value in new[] { 0.0, 0.5, 1 })
        {
            var moments = new MomentAggregates(new ValueBounds(0, 1, bits));
            var noise = moments.Sensitivity.Laplace(epsilon);
            var scales = moments.Sensitivity.ScalesOf(noise);
            var exact = moments.Of([.. Enumerable.Repeat(value, 200)]);
            var m = (double)exact[1] / 200;
            var random = RandomSource.Seeded(64);
            DiscreteLaplace[] laws = [.. moments.Sensitivity.Weights.ToArray().Select(w => new DiscreteLaplace(noise.Scale * w))];
            var most = scales[1].QuantileOfSum(scales[0], m, confidence);
            var covered = 0;
            for (var i = 0; i < Rounds; i++)
            {
                var (sum, count) = ((double)(exact[1] + laws[1].Sample(random)), (double)(exact[0] + laws[0].Sample(random)));
                covered += Math.Abs(sum - (m * count)) <= most ? 1 : 0;
            }

            var share = (double)covered / Rounds;
            TestContext.Current.TestOutputHelper?.WriteLine($"{bits} bits, ε {epsilon}, value {value}, {confidence}: {share}");
            Assert.InRange(share, confidence - lack - (6 * Math.Sqrt(confidence * (1 - confidence) / Rounds)), 1);
        }
    }

    [Theory]
    [InlineData(false, 1, 0.02)]
    [InlineData(false, 0.02, 0.02)]
    [InlineData(true, 0.5, 0.02)]
    public void Variances(bool gaussian, double price, double lack)
    {
        var bounds = new ValueBounds(0, 1);
        var moments = new MomentAggregates(bounds);
        var noise = gaussian ? moments.Sensitivity.Gaussian(price) : moments.Sensitivity.Laplace(price);
        var scales = moments.Sensitivity.ScalesOf(noise);
        double[] values = [.. Enumerable.Range(0, 2000).Select(i => (i % 50) / 49.0)];
        var exact = moments.Of(values);
        var truth = Variance.Of(exact, [.. scales.Select(s => s with { Scale = 0 })], bounds, 0.95)!.Value.Value;
        var random = RandomSource.Seeded(65);
        Func<Int128>[] laws = [.. moments.Sensitivity.Weights.ToArray().Select(w => noise.Scale * w).Select(s => gaussian
            ? new DiscreteGaussian(s) is var g ? () => g.Sample(random) : (Func<Int128>)null!
            : new DiscreteLaplace(s) is var l ? () => l.Sample(random) : (Func<Int128>)null!)];
        const int Releases = 1500;
        var covered = 0;
        for (var i = 0; i < Releases; i++)
        {
            var estimate = Variance.Of([.. exact.Select((x, k) => x + laws[k]())], scales, bounds, 0.95)!.Value;
            covered += estimate.Low <= truth && truth <= estimate.High ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{(double)covered / Releases}");
        Assert.InRange((double)covered / Releases, 0.95 - lack - (6 * Math.Sqrt(0.05 * 0.95 / Releases)), 1);
    }
}

using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>The K-norm mechanism of L∞: radii, points of a shell, error and width by summation.</summary>
public sealed class LInfinityNoiseTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData("1", 1, 1)]
    [InlineData("1", 1, 2)]
    [InlineData("1/2", 3, 3)]
    [InlineData("4", 2, 5)]
    [InlineData("20", 1, 40)]
    public void Radii_have_the_law(string epsilon, long sensitivity, int dimension)
    {
        var (noise, source) = (new LInfinityNoise(Rational.Parse(epsilon), sensitivity, dimension), RandomSource.Seeded(661));
        var x = Rational.Parse(epsilon).ToDouble() / sensitivity;
        double Weight(long r) => r == 0 ? 1 : Math.Exp((dimension * Math.Log((2 * r) + 1)) - (x * r)) * (1 - Math.Pow(((2.0 * r) - 1) / ((2 * r) + 1), dimension));
        var reach = (long)((dimension + 60) * 3 / x);
        var total = 0.0;
        var error = 0.0;
        for (var r = 0L; r <= reach; r++)
        {
            total += Weight(r);
            error += r * Weight(r);
        }

        Assert.Equal(error / total, noise.ExpectedError, 1e-9 * (error / total));
        var zero = new long[dimension];
        GoodnessOfFit.Check(
            GoodnessOfFit.Count(Draws, () => (long)noise.Sample(zero, source).Max(Int128.Abs)), r => Weight(r) / total, 0, reach, $"radius in {dimension} dimensions");
        foreach (var confidence in new[] { 0.5, 0.95 })
        {
            var width = noise.HalfWidth(confidence);
            Assert.True(Enumerable.Range(0, (int)reach).Where(r => r > width).Sum(r => Weight(r)) / total <= 1 - confidence);
            Assert.True(width <= 8 + (8 * error / total), "The bound says nothing.");
        }
    }

    [Fact]
    public void Points_of_the_plane_have_the_law()
    {
        var (noise, source) = (new LInfinityNoise(1, 1, 2), RandomSource.Seeded(662));
        var total = Enumerable.Range(0, 60).Sum(r => (r == 0 ? 1 : 8 * r) * Math.Exp(-r));
        var counts = GoodnessOfFit.Count(4 * Draws, () =>
        {
            var z = noise.Sample([0, 0], source);
            return Int128.Abs(z[0]) <= 4 && Int128.Abs(z[1]) <= 4 ? (long)(((z[0] + 4) * 9) + z[1] + 4) : -1;
        });
        GoodnessOfFit.Check(counts, c => Math.Exp(-Math.Max(Math.Abs((c / 9) - 4), Math.Abs((c % 9) - 4))) / total, 0, 80, "points");
    }

    [Fact]
    public void One_dimension_is_the_discrete_Laplace()
    {
        var (noise, source) = (new LInfinityNoise(1, 2, 1), RandomSource.Seeded(663));
        var law = new DiscreteLaplace(2);
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => (long)noise.Sample([0], source)[0]), law.Probability, -80, 80, "d = 1");
    }

    [Fact]
    public void It_is_about_half_of_Laplace_noise_for_every_coordinate()
    {
        // All of 50 coordinates move by one: Laplace noise has scale 50 a coordinate, this one a radius of about 50.
        var noise = new LInfinityNoise(1, 1, 50);
        Assert.InRange(noise.ExpectedError, 45, 55);
        var source = RandomSource.Seeded(664);
        var zero = new long[50];
        var mean = Enumerable.Range(0, 2000).Average(_ => noise.Sample(zero, source).Average(v => Math.Abs((double)v)));
        Assert.InRange(mean, 20, 30);
    }

    [Fact]
    public void Loss_and_refusals()
    {
        Assert.Equal(PrivacyLoss.Pure(0.5), new LInfinityNoise(0.5, 3, 4).Loss);
        Assert.Equal([7, -7], new LInfinityNoise(1, 1, 2).Noiseless([7, -7]));
        Assert.Throws<BadInputException>(() => new LInfinityNoise(0, 1, 1));
        Assert.Throws<BadInputException>(() => new LInfinityNoise(1, 0, 1));
        Assert.Throws<BadInputException>(() => new LInfinityNoise(1, 1, 0));
        Assert.Throws<BadInputException>(() => new LInfinityNoise(1, 1, 2).Sample([1], RandomSource.Seeded(1)));
        Assert.Equal(512, new LInfinityNoise(1, 1, 512).Sample(new long[512], RandomSource.Seeded(1)).Length);
    }
}

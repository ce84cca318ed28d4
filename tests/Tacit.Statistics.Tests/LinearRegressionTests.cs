using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class LinearRegressionTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public void Without_noise_it_is_ordinary_least_squares(int columns, bool intercept)
    {
        var (rows, targets) = Data(400, columns, 91);
        var regression = new LinearRegression(columns, 5, 20, intercept);
        var exact = regression.Of(Neighbour.Table(rows, columns), targets);
        var fit = regression.From(exact, new NoiseScale[exact.Length], 0.95)!;
        var wide = rows.Select(r => intercept ? [1, .. r] : r).ToArray();
        var normal = new double[wide[0].Length, wide[0].Length];
        var right = new double[wide[0].Length];
        for (var i = 0; i < right.Length; i++)
        {
            right[i] = wide.Zip(targets, (r, y) => r[i] * y).Sum();
            for (var j = 0; j < right.Length; j++)
            {
                normal[i, j] = wide.Sum(r => r[i] * r[j]);
            }
        }

        var expected = new Dense(normal).Solve(right);
        double[] found = [.. intercept ? [fit.Intercept!.Value.Value] : Array.Empty<double>(), .. fit.Coefficients.Select(c => c.Value)];
        Assert.Equal(0, fit.Ridge);
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-3));
        Assert.All(fit.Coefficients, c => Assert.Equal(0, c.HalfWidth));
        Assert.Equal((intercept ? found[0] : 0) + (found[^1] * 2), fit.At([.. Enumerable.Repeat(0.0, columns - 1), 2]), 1e-9);
    }

    // 400 releases: 95 % falls below 344 with probability below 1e-10 (Chernoff).
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Intervals_cover_what_the_exact_sums_give(bool gaussian)
    {
        const int Rounds = 400;
        var (rows, targets) = Data(4000, 2, 92);
        var regression = new LinearRegression(2, 4, 15);
        var exact = regression.Of(Neighbour.Table(rows, 2), targets);
        var truth = regression.From(exact, new NoiseScale[exact.Length], 0.95)!;
        var noise = regression.Sensitivity.ScalesOf(gaussian ? regression.Sensitivity.Gaussian(0.05) : regression.Sensitivity.Laplace(2));
        var random = RandomSource.Seeded(93);
        var covered = new int[3];
        for (var i = 0; i < Rounds; i++)
        {
            var fit = regression.From(Simulated.Noisy(random, exact, noise), noise, 0.95)!;
            Assert.Equal(0, fit.Ridge);
            covered[0] += Covers(fit.Intercept!.Value, truth.Intercept!.Value);
            covered[1] += Covers(fit.Coefficients[0], truth.Coefficients[0]);
            covered[2] += Covers(fit.Coefficients[1], truth.Coefficients[1]);
        }

        Assert.All(covered, c => Assert.InRange(c, 344, Rounds));
    }

    [Fact]
    public void Noise_beyond_the_data_brings_a_ridge_of_its_width()
    {
        var regression = new LinearRegression(2, 1, 1, intercept: false);
        NoiseScale[] noise = [.. Enumerable.Repeat(new NoiseScale(true, 1e9), 5)];
        var fit = regression.From([0, 0, 0, 1000, 1000], noise, 0.95)!;

        // √(p·ln(2p²/0.05)) = √(2·ln 160), in steps of 2^−16.
        Assert.Equal(Math.Sqrt(2 * Math.Log(160)) * 1e9 / Math.Pow(2, 32), fit.Ridge, 1e-9);
        var known = regression.From([(Int128)1e12, 0, (Int128)1e12, 1000, 1000], noise, 0.95)!;
        Assert.Equal(0, known.Ridge);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        var regression = new LinearRegression(2, 1, 1, intercept: false);
        Assert.Null(regression.From([0, 0, 0, 0, 0], new NoiseScale[5], 0.95));
        Assert.Null(regression.From([100, 100, 100, 5, 5], new NoiseScale[5], 0.95));
        NoiseScale[] noise = [.. Enumerable.Repeat(new NoiseScale(true, 10), 5)];
        Assert.Null(regression.From([-100, 0, -100, 5, 5], noise, 0.95));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<BadInputException>(() => new LinearRegression(0, 1, 1));
        Assert.Throws<BadInputException>(() => new LinearRegression(65, 1, 1));
        Assert.Throws<BadInputException>(() => new LinearRegression(1, 0, 1));
        Assert.Throws<BadInputException>(() => new LinearRegression(1, 1, double.NaN));
        Assert.Throws<BadInputException>(() => new LinearRegression(1, double.PositiveInfinity, 1));
        var regression = new LinearRegression(1, 1, 1);
        Assert.Throws<ArgumentException>(() => regression.Of(new double[2, 2], new double[2]));
        Assert.Throws<ArgumentException>(() => regression.Of(new double[2, 1], new double[3]));
        Assert.Throws<ArgumentException>(() => regression.From([1], new NoiseScale[1], 0.95));
        Assert.Throws<BadInputException>(() => regression.From(new Int128[5], new NoiseScale[5], 1.5));
    }

    internal static (double[][] Rows, double[] Targets) Data(int count, int columns, ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, columns).Select(_ => (4 * Simulated.Uniform(random)) - 2).ToArray())];
        return (rows, [.. rows.Select(r => 3 + r.Select((x, i) => x * (i - 0.5)).Sum() + Simulated.Draw(random, true, 0.5))]);
    }

    private static int Covers(Estimate interval, Estimate truth) => interval.Low <= truth.Value && truth.Value <= interval.High ? 1 : 0;
}

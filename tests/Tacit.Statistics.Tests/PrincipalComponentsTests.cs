using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class PrincipalComponentsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_noise_they_are_eigenvectors_of_the_second_moment(bool centred)
    {
        var rows = Data(500, 96);
        var matrix = Moment(rows, centred);
        var components = new PrincipalComponents(4, 40, centred);
        var exact = components.Of(Neighbour.Table(rows, 4));
        var fit = components.From(exact, new NoiseScale[exact.Length], 0.95)!;
        var trace = Enumerable.Range(0, 4).Sum(i => matrix[i, i]);
        Assert.Equal(trace, fit.Eigenvalues.Sum(e => e.Value), 1e-3 * trace);
        Assert.Equal(1, fit.Explained.Sum(), 1e-12);
        for (var k = 0; k < 4; k++)
        {
            var v = fit.Component(k);
            Assert.True(k == 0 || fit.Eigenvalues[k].Value <= fit.Eigenvalues[k - 1].Value);
            Assert.Equal(fit.Eigenvalues[k].Value / fit.Eigenvalues.Sum(e => e.Value), fit.Explained[k], 1e-9);
            Assert.True(v.MaxBy(Math.Abs) > 0);
            for (var i = 0; i < 4; i++)
            {
                // Av = λv, vᵀw = 0 or 1.
                Assert.Equal(fit.Eigenvalues[k].Value * v[i], Enumerable.Range(0, 4).Sum(j => matrix[i, j] * v[j]), 2e-3 * trace);
                Assert.Equal(i == k ? 1 : 0, v.Zip(fit.Component(i), (a, b) => a * b).Sum(), 1e-12);
            }
        }
    }

    [Fact]
    public void Rows_are_clipped_to_the_bound()
    {
        var components = new PrincipalComponents(2, 1, false);
        var exact = components.Of(new double[,] { { 300, 400 }, { 0, 0.5 }, { double.NaN, 0 } });
        var step = Math.Pow(2, -32);
        Assert.Equal(0.36, (double)exact[0] * step, 1e-4);
        Assert.Equal(0.48, (double)exact[1] * step, 1e-4);
        Assert.Equal(0.64 + 0.25, (double)exact[2] * step, 1e-4);
    }

    // 200 releases: 95 % falls below 164 with probability below 3e-10 (Chernoff). All eigenvalues must be covered at once.
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Intervals_cover_all_eigenvalues_at_once(bool centred, bool gaussian)
    {
        const int Rounds = 200;
        var components = new PrincipalComponents(4, 8, centred);
        var exact = components.Of(Neighbour.Table(Data(2000, 97), 4));
        var truth = components.From(exact, new NoiseScale[exact.Length], 0.95)!;
        var noise = components.Sensitivity.ScalesOf(gaussian ? components.Sensitivity.Gaussian(0.02) : components.Sensitivity.Laplace(1));
        var random = RandomSource.Seeded(98);
        var covered = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var fit = components.From(Simulated.Noisy(random, exact, noise), noise, 0.95)!;
            covered += fit.Eigenvalues.Zip(truth.Eigenvalues).All(p => p.First.Low <= p.Second.Value && p.Second.Value <= p.First.High) ? 1 : 0;
        }

        Assert.InRange(covered, 164, Rounds);
    }

    [Fact]
    public void What_is_not_beyond_the_noise_is_refused()
    {
        var components = new PrincipalComponents(2, 1, false);
        Assert.Null(components.From([0, 0, 0], new NoiseScale[3], 0.95));
        NoiseScale[] noise = [.. Enumerable.Repeat(new NoiseScale(true, 1000), 3)];
        Assert.Null(components.From([900, 100, 500], noise, 0.95));
        Assert.NotNull(components.From([90_000, 100, 500], noise, 0.95));
        Assert.Null(new PrincipalComponents(1, 1).From([2, 0, 1 << 30], [new(true, 1), new(true, 1), new(true, 1)], 0.95));
    }

    [Fact]
    public void Wide_matrices_take_the_larger_norm()
    {
        // 17 columns: the Frobenius norm of the noise, whose square has the mean 17 + 2·136 = 17² in units of its variance.
        var components = new PrincipalComponents(17, 1, false);
        var released = new Int128[17 * 18 / 2];
        released[0] = 1L << 40;
        NoiseScale[] noise = [.. Enumerable.Repeat(new NoiseScale(true, 1 << 20), released.Length)];
        var half = components.From(released, noise, 0.95)!.Eigenvalues[0].HalfWidth * Math.Pow(2, 32 - 20);
        Assert.InRange(half, 17, 20);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<BadInputException>(() => new PrincipalComponents(0, 1));
        Assert.Throws<BadInputException>(() => new PrincipalComponents(65, 1));
        Assert.Throws<BadInputException>(() => new PrincipalComponents(2, 0));
        Assert.Throws<BadInputException>(() => new PrincipalComponents(2, double.NaN));
        var components = new PrincipalComponents(2, 1, false);
        Assert.Throws<ArgumentException>(() => components.Of(new double[1, 3]));
        Assert.Throws<ArgumentException>(() => components.From([1, 2], new NoiseScale[2], 0.9));
        Assert.Throws<BadInputException>(() => components.From([1, 2, 3], new NoiseScale[3], 0));
    }

    private static double[][] Data(int count, ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (a, b) = (Simulated.Draw(random, true, 2), Simulated.Draw(random, true, 1));
            return (double[])[a + b, a - b + 1, 0.3 * Simulated.Draw(random, true, 1), 0.5 * a];
        })];
    }

    private static double[,] Moment(double[][] rows, bool centred)
    {
        var mean = Enumerable.Range(0, 4).Select(i => centred ? rows.Average(r => r[i]) : 0).ToArray();
        var matrix = new double[4, 4];
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                matrix[i, j] = rows.Sum(r => (r[i] - mean[i]) * (r[j] - mean[j])) / (centred ? rows.Length : 1);
            }
        }

        return matrix;
    }
}

using Tacit.Accounting;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class DpSgdTests
{
    private static readonly Population People = new("people", PrivacyUnit.Row());

    [Fact]
    public async Task Without_noise_and_sampling_it_is_least_squares()
    {
        var random = RandomSource.Seeded(41);
        double[][] rows = [.. Enumerable.Range(0, 400).Select(_ => new[] { (2 * Simulated.Uniform(random)) - 1, (2 * Simulated.Uniform(random)) - 1 })];
        double[] labels = [.. rows.Select(r => 0.3 + (0.8 * r[0]) - (0.5 * r[1]))];
        var model = await FitAsync(new DpSgdOptions { Objective = LinearObjective.Squared, FeatureBound = 1.5, SamplingRate = 1, Steps = 3000, ClipNorm = 4, LearningRate = 1, Momentum = 0.9, NoiseMultiplier = 0.05 }, rows, labels, false);
        var coefficients = model.Coefficients();
        Assert.Equal(0.3, coefficients[0, 0], 1e-3);
        Assert.Equal(0.8, coefficients[0, 1], 1e-3);
        Assert.Equal(-0.5, coefficients[0, 2], 1e-3);
    }

    [Theory]
    [InlineData(LinearObjective.Softmax)]
    [InlineData(LinearObjective.Logistic)]
    public async Task With_noise_it_learns_and_repeats_for_a_seed(LinearObjective objective)
    {
        var random = RandomSource.Seeded(42);
        double[][] rows = [.. Enumerable.Range(0, 4000).Select(_ => new[] { (2 * Simulated.Uniform(random)) - 1, (2 * Simulated.Uniform(random)) - 1 })];
        double[] labels = [.. rows.Select(r => r[0] + (0.5 * r[1]) > 0.2 ? 1.0 : 0)];
        var options = new DpSgdOptions { Objective = objective, FeatureBound = 1.5, SamplingRate = 0.05, Steps = 300, LearningRate = 4, NoiseMultiplier = 1 };
        var model = await FitAsync(options, rows, labels, true);
        Assert.Equal(model.Coefficients(), (await FitAsync(options, rows, labels, true)).Coefficients());
        Assert.InRange(rows.Zip(labels).Count(p => model.Predict(p.First) == p.Second), 3700, 4000);
    }

    [Fact]
    public void The_loss_is_what_is_drawn()
    {
        var options = new DpSgdOptions { SamplingRate = 0.25, Steps = 70, NoiseMultiplier = 1.5 };
        var run = new DpSgd(3, options);
        Assert.Equal(PrivacyLoss.Gaussian(1.5).PoissonSampled(0.25).Repeat(70), run.Loss);
        Assert.Equal(run.Loss, DpSgd.LossOf(options, 1.5));
        Assert.Equal(run.Loss.Epsilon(1e-5, Neighbours.AddRemove), PrivacyLoss.Gaussian(1.5).PoissonSampled(0.25).Repeat(70).Epsilon(1e-5, Neighbours.AddRemove));
        Assert.Equal(new Rational(429496730, 4294967296), new DpSgd(3, options with { SamplingRate = 0.1 }).Rate);
        Assert.Equal(Rational.One, new DpSgd(3, options with { SamplingRate = 1 }).Rate);
    }

    [Fact]
    public void No_gradient_is_longer_than_the_clip_whatever_rows_and_coefficients_are()
    {
        var random = RandomSource.Seeded(43);
        double[] strange = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, 0, 1e-300, -1e150];
        foreach (var objective in Enum.GetValues<LinearObjective>())
        {
            var run = new DpSgd(5, new DpSgdOptions { Objective = objective, Classes = 3, ClipNorm = 0.7, NoiseMultiplier = 3 });
            var longest = 0.0;
            for (var i = 0; i < 3000; i++)
            {
                double[][] row = [[.. Enumerable.Range(0, 5).Select(_ => random.NextBelow(6) == 0 ? strange[(int)random.NextBelow(7)] : 40 * (Simulated.Uniform(random) - 0.5))]];
                double[] theta = [.. Enumerable.Range(0, run.Size).Select(_ => Simulated.Draw(random, true, Math.Pow(10, 4 * Simulated.Uniform(random))))];
                double[] label = [objective == LinearObjective.Squared ? 1e6 * (Simulated.Uniform(random) - 0.5) : random.NextBelow(3)];
                var (steps, bound) = run.GradientOf(Neighbour.Table(row, 5), label, theta);
                var square = steps.Aggregate((Int128)0, (a, s) => a + ((Int128)s * s));
                Assert.True(square <= (Int128)bound * bound);
                longest = Math.Max(longest, Math.Sqrt((double)square) / bound);
            }

            // And the bound is used.
            Assert.InRange(longest, 0.99, 1);
        }
    }

    [Fact]
    public void A_row_decides_its_own_gradient_alone()
    {
        var random = RandomSource.Seeded(44);
        var run = new DpSgd(6, new DpSgdOptions { Classes = 4 });
        double[][] rows = [.. Enumerable.Range(0, 900).Select(_ => Enumerable.Range(0, 6).Select(_ => Simulated.Draw(random, true, 1)).ToArray())];
        double[] labels = [.. rows.Select(_ => (double)random.NextBelow(5))];
        double[] theta = [.. Enumerable.Range(0, run.Size).Select(_ => Simulated.Draw(random, true, 2))];
        var together = run.GradientOf(Neighbour.Table(rows, 6), labels, theta).Steps;
        var alone = new long[run.Size];
        for (var r = 0; r < rows.Length; r++)
        {
            var one = run.GradientOf(Neighbour.Table([rows[r]], 6), [labels[r]], theta).Steps;
            for (var i = 0; i < alone.Length; i++)
            {
                alone[i] += one[i];
            }
        }

        Assert.Equal(alone, together);
    }

    [Fact]
    public void Noise_and_sample_are_those_of_the_loss()
    {
        // Two rows whose gradients are C along the constant: a step is C times two coins of q and noise of σC. Mean 2qC and variance σ²C² + 2q(1−q)C².
        var options = new DpSgdOptions { Objective = LinearObjective.Squared, SamplingRate = 0.3, NoiseMultiplier = 0.8, ClipNorm = 1 };
        var run = new DpSgd(1, options);
        var bound = run.GradientOf(new double[1, 1], [1e9], new double[run.Size]).Bound;
        var random = RandomSource.Seeded(45);
        const int Draws = 20_000;
        double sum = 0, square = 0, other = 0;
        for (var i = 0; i < Draws; i++)
        {
            var step = run.DrawStep(new double[2, 1], [1e9, 1e9], random);
            var (x, y) = (-(double)step[1] / bound, (double)step[0] / bound);
            (sum, square, other) = (sum + x, square + (x * x), other + (y * y));
        }

        var (mean, variance) = (sum / Draws, 0.64 + 0.42);

        // 6.5 deviations: of a mean, and of variances of 20,000 draws (1% each).
        Assert.Equal(0.6, mean, 6.5 * Math.Sqrt(variance / Draws));
        Assert.InRange(((square / Draws) - (mean * mean)) / variance, 0.935, 1.065);
        Assert.InRange(other / Draws / 0.64, 0.935, 1.065);
    }

    [Theory]
    [InlineData(Neighbours.AddRemove, 500)]
    [InlineData(Neighbours.Replace, 20)]
    public void Calibrated_noise_keeps_the_budget(Neighbours relation, long steps)
    {
        var options = new DpSgdOptions { SamplingRate = 0.01, Steps = steps };
        var multiplier = Calibration.Noise(sigma => DpSgd.LossOf(options, sigma), 1, 1e-5, relation);
        Assert.InRange(new DpSgd(4, options with { NoiseMultiplier = multiplier }).Loss.Epsilon(1e-5, relation), 0.99, 1);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Refused(new() { SamplingRate = 0 });
        Refused(new() { SamplingRate = double.NaN });
        Refused(new() { Steps = 0 });
        Refused(new() { NoiseMultiplier = 0 });
        Refused(new() { NoiseMultiplier = 1000 });
        Refused(new() { ClipNorm = -1 });
        Refused(new() { FeatureBound = double.PositiveInfinity });
        Refused(new() { LearningRate = 0 });
        Refused(new() { Momentum = 1 });
        Refused(new() { Ridge = -1 });
        Refused(new() { Classes = 1 });
        Refused(new() { Objective = (LinearObjective)9 });
        Assert.Throws<BadInputException>(() => new DpSgd(0, new()));
        Assert.Throws<BadInputException>(() => new DpSgd(10_000, new() { Classes = 10, NoiseMultiplier = 100 }));
        Assert.Throws<ArgumentException>(() => new DpSgd(1, new()).DrawStep(new double[2, 1], [0], RandomSource.Seeded(1)));
        Assert.Throws<ArgumentException>(() => new DpSgd(1, new()).DrawStep(new double[2, 3], [0, 1], RandomSource.Seeded(1)));

        static void Refused(DpSgdOptions options) => Assert.Throws<BadInputException>(() => new DpSgd(2, options));
    }

    private static async Task<LinearModel> FitAsync(DpSgdOptions options, double[][] rows, double[] labels, bool noise)
    {
        await using var ledger = new SimulatedLedger(seed: 47, noise);
        var account = await ledger.AccountAsync(People);
        var run = new DpSgd(rows[0].Length, options);
        var table = new Sensitive<double[,]>(People, _ => ValueTask.FromResult(Neighbour.Table(rows, rows[0].Length)));
        LinearModel? model = null;
        await account.Spend(run.Loss).RunAsync("dp-sgd", run.Loss, async (permit, token) =>
        {
            model = run.Fit(await permit.OpenAsync(table, token), labels, rows.Length, permit, null, token);
            return 0L;
        }, Codec.Integer);
        return model!;
    }
}

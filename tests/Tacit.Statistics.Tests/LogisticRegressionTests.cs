using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class LogisticRegressionTests
{
    private static readonly Population People = new("people", PrivacyUnit.Row());

    [Fact]
    public async Task Without_noise_it_is_the_maximum_likelihood()
    {
        var (rows, labels) = Data(600);
        var fitted = await FitAsync(new LogisticRegression(2, 3, 3000, 1), rows, labels, noise: false);
        var expected = Newton(rows, labels);
        Assert.All(expected.Zip(fitted), p => Assert.Equal(p.First, p.Second, 2e-3));
    }

    [Fact]
    public async Task With_noise_it_is_close_for_many_rows_and_repeats_for_a_seed()
    {
        var (rows, labels) = Data(20_000);
        var regression = new LogisticRegression(2, 3, 50, 0.5);
        var fitted = await FitAsync(regression, rows, labels, noise: true);
        Assert.Equal(fitted, await FitAsync(regression, rows, labels, noise: true));
        var exact = await FitAsync(regression, rows, labels, noise: false);
        Assert.NotEqual(exact, fitted);

        // σ of a step is 7 rows of 20,000, with steps of 4: fifty of them add 0.01, and a tenth is ten deviations, also after unscaling.
        Assert.All(exact.Zip(fitted), p => Assert.Equal(p.First, p.Second, 0.1));
    }

    [Fact]
    public void The_loss_is_that_of_all_steps()
    {
        var regression = new LogisticRegression(4, 1, 50, 0.2, 0.5);
        var price = regression.Loss.Price();
        Assert.InRange(price.Rho!.Value.ToDouble(), 0.199999, 0.2);

        // C in steps of 2^−17, and σ = C·√(T/2ρ).
        Assert.Equal(65536, regression.Sensitivity.L2(Neighbours.AddRemove).ToDouble());
        Assert.Equal(65536 * Math.Sqrt(50 / 0.4), regression.Noise.Scale.ToDouble(), 1e-3);
        Assert.Equal(2 * 65536, regression.Sensitivity.L2(Neighbours.Replace).ToDouble());
    }

    [Fact]
    public void Under_replace_the_noise_is_twice_as_wide_and_costs_what_was_asked()
    {
        var (one, other) = (new LogisticRegression(4, 1, 50, 0.2, 0.5), new LogisticRegression(4, 1, 50, 0.2, 0.5, Neighbours.Replace));
        Assert.Equal(2 * one.Noise.Scale.ToDouble(), other.Noise.Scale.ToDouble(), 1e-3);
        Assert.Equal(Neighbours.Replace, other.Loss.Relation);
        Assert.InRange(other.Loss.Price(Neighbours.Replace).Rho!.Value.ToDouble(), 0.199999, 0.2);

        // Noise of add/remove costs a group of two there: four times as much.
        Assert.InRange(one.Loss.Price(Neighbours.Replace).Rho!.Value.ToDouble(), 0.799999, 0.8);
    }

    [Fact]
    public void The_sum_of_gradients_does_not_depend_on_the_order_of_rows()
    {
        var (rows, labels) = Data(300);
        var regression = new LogisticRegression(2, 3, 10, 1);
        Assert.Equal(
            regression.Gradient([0.1, -0.4, 2], Neighbour.Table(rows, 2), labels),
            regression.Gradient([0.1, -0.4, 2], Neighbour.Table([.. rows.Reverse()], 2), [.. labels.Reverse()]));
    }

    [Fact]
    public async Task Bad_input_is_refused()
    {
        Assert.Throws<BadInputException>(() => new LogisticRegression(0, 1, 1, 1));
        Assert.Throws<BadInputException>(() => new LogisticRegression(1, -1, 1, 1));
        Assert.Throws<BadInputException>(() => new LogisticRegression(1, double.NaN, 1, 1));
        Assert.Throws<BadInputException>(() => new LogisticRegression(1, 1, 0, 1));
        Assert.Throws<BadInputException>(() => new LogisticRegression(1, 1, 1, 0));
        Assert.Throws<BadInputException>(() => new LogisticRegression(1, 1, 1, 1, 1.5));
        Assert.Throws<BadInputException>(() => new LogisticRegression(1, 1, 1, 1, double.NaN));
        var regression = new LogisticRegression(1, 1, 1, 1);
        Assert.Throws<ArgumentException>(() => regression.Gradient([0, 0], new double[2, 1], [true]));
        Assert.Throws<ArgumentException>(() => regression.Gradient([0], new double[1, 1], [true]));
        Assert.Throws<ArgumentException>(() => regression.Gradient([0, 0], new double[1, 2], [true]));

        // One step less than reserved is no answer; so is one more.
        await Assert.ThrowsAsync<MechanismFailedException>(() => FitAsync(regression, [[1], [2]], [true, false], noise: true, new LogisticRegression(1, 1, 2, 2).Loss));
    }

    private static async Task<double[]> FitAsync(LogisticRegression regression, double[][] rows, bool[] labels, bool noise, PrivacyLoss? reserved = null)
    {
        await using var ledger = new SimulatedLedger(seed: 17, noise);
        var account = await ledger.AccountAsync(People);
        var table = new Sensitive<double[,]>(People, _ => ValueTask.FromResult(Neighbour.Table(rows, rows[0].Length)));
        double[] fitted = [];
        await account.SpendZcdp(10).RunAsync(
            "logistic regression", reserved ?? regression.Loss, async (permit, token) =>
            {
                fitted = regression.Fit(await permit.OpenAsync(table, token), labels, rows.Length, permit);
                return 0L;
            }, Codec.Integer);
        return fitted;
    }

    private static (double[][] Rows, bool[] Labels) Data(int count)
    {
        var random = RandomSource.Seeded(95);
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => (double[])[(4 * Simulated.Uniform(random)) - 2, (4 * Simulated.Uniform(random)) - 2])];
        return (rows, [.. rows.Select(r => Simulated.Uniform(random) < 1 / (1 + Math.Exp(-(0.5 + r[0] - (0.7 * r[1])))))]);
    }

    private static double[] Newton(double[][] rows, bool[] labels)
    {
        var theta = new double[3];
        for (var step = 0; step < 30; step++)
        {
            var gradient = new double[3];
            var hessian = new double[3, 3];
            foreach (var (row, label) in rows.Zip(labels))
            {
                double[] z = [1, .. row];
                var p = 1 / (1 + Math.Exp(-z.Zip(theta, (a, b) => a * b).Sum()));
                for (var i = 0; i < 3; i++)
                {
                    gradient[i] += (p - (label ? 1 : 0)) * z[i];
                    for (var j = 0; j < 3; j++)
                    {
                        hessian[i, j] += p * (1 - p) * z[i] * z[j];
                    }
                }
            }

            theta = [.. theta.Zip(new Dense(hessian).Solve(gradient), (t, d) => t - d)];
        }

        return theta;
    }
}

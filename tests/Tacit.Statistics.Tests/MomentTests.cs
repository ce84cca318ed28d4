using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class MomentTests
{
    [Fact]
    public void Without_noise_they_are_those_of_the_clipped_values()
    {
        var random = RandomSource.Seeded(5);
        ValueBounds[] columns = [new(0, 120), new(-3, 5), new(1e6, 1e6 + 1)];
        var moments = new MomentAggregates(columns);
        double[][] rows = [.. Enumerable.Range(0, 500).Select(_ => (double[])[150 * Simulated.Uniform(random), (12 * Simulated.Uniform(random)) - 5, 1e6 + Simulated.Uniform(random)])];
        var matrix = CovarianceMatrix.Of(moments.Of(Neighbour.Table(rows, 3)), new NoiseScale[10], moments, 0.95)!;
        var clipped = rows.Select(r => r.Select((v, i) => Math.Clamp(v, columns[i].Low, columns[i].High)).ToArray()).ToArray();
        Assert.Equal(500, matrix.Count);
        var display = matrix.PositiveSemidefinite();
        for (var i = 0; i < 3; i++)
        {
            var mean = clipped.Average(r => r[i]);
            Assert.Equal(mean, matrix.Mean(i).Value, 1e-4);
            for (var j = 0; j < 3; j++)
            {
                var other = clipped.Average(r => r[j]);
                var exact = clipped.Average(r => (r[i] - mean) * (r[j] - other));
                Assert.Equal(exact, matrix[i, j].Value, 1e-3);
                Assert.Equal(matrix[i, j].Value, display[i, j], 1e-9);
                Assert.Equal(0, matrix[i, j].HalfWidth, 1e-9);
            }
        }
    }

    [Fact]
    public void Means_are_ratios_about_the_middle()
    {
        var bounds = new ValueBounds(10, 26, 5);
        NoiseScale[] noise = [new(false, 4), new(false, 30), new(false, 900)];
        var mean = CovarianceMatrix.Of([200, -500, 3000], noise, new MomentAggregates(bounds), 0.9)!.Mean(0);
        var (value, low, high) = RatioInterval.Of(-500, noise[1], 200, noise[0], bounds.HalfRangeUnits, 0.9)!.Value;
        Assert.Equal((18 + (0.5 * value), 18 + (0.5 * low), 18 + (0.5 * high)), (mean.Value, mean.Low, mean.High));
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0.26, 1, 0.25)]
    [InlineData(0.375, 2, 0.5)]
    [InlineData(7, 28, 7)]
    [InlineData(1e300, 28, 7)]
    [InlineData(double.NaN, 14, 3.5)]
    public void Points_of_the_grid(double value, long point, double back)
    {
        var bounds = new ValueBounds(0, 7, 5);
        Assert.Equal((0, 28), (bounds.LowPoint, bounds.HighPoint));
        Assert.Equal(point, bounds.ToPoint(value));
        Assert.Equal(back, bounds.ToValue(point));
    }

    [Fact]
    public void Rows_in_another_order_give_the_same_integers()
    {
        var moments = new MomentAggregates(new ValueBounds(-1e9, 1e9, 30));
        var values = Enumerable.Range(0, 1000).Select(i => Math.Pow(-1.7, i % 40)).ToArray();
        Assert.Equal(moments.Of(values), moments.Of([.. values.Reverse()]));
    }

    // 400 releases: a coverage of 95 % falls below 344 with probability below 1e-10 (Chernoff).
    [Theory]
    [InlineData(true, 300)]
    [InlineData(false, 300)]
    [InlineData(true, 3000)]
    public void The_interval_of_a_variance_covers(bool gaussian, int rows)
    {
        const int Rounds = 400;
        var random = RandomSource.Seeded(gaussian ? 31UL : 32UL);
        var bounds = new ValueBounds(0, 100);
        var moments = new MomentAggregates(bounds);
        var exact = moments.Of([.. Enumerable.Range(0, rows).Select(_ => 40 + Simulated.Draw(random, true, 15))]);
        var truth = Variance.Of(exact, new NoiseScale[3], bounds, 0.95)!.Value.Value;
        var noise = moments.Sensitivity.ScalesOf(gaussian ? moments.Sensitivity.Gaussian(0.05) : moments.Sensitivity.Laplace(1));
        var covered = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var estimate = Variance.Of(Simulated.Noisy(random, exact, noise), noise, bounds, 0.95)!.Value;
            covered += estimate.Low <= truth && truth <= estimate.High ? 1 : 0;
        }

        Assert.InRange(covered, 344, Rounds);
    }

    // Simulated intervals that believe half of the noise hold about 67 % of the time: above 332 of 400 with probability below 1e-11, as is 95 % below it.
    [Fact]
    public void A_noise_claimed_at_half_its_width_does_not_cover()
    {
        var random = RandomSource.Seeded(34);
        var bounds = new ValueBounds(0, 100);
        var moments = new MomentAggregates(bounds);
        var exact = moments.Of([.. Enumerable.Range(0, 1000).Select(_ => 40 + Simulated.Draw(random, true, 15))]);
        var truth = Variance.Of(exact, new NoiseScale[3], bounds, 0.95)!.Value.Value;
        var noise = moments.Sensitivity.ScalesOf(moments.Sensitivity.Gaussian(0.05));
        NoiseScale[] claimed = [.. noise.Select(n => n with { Scale = n.Scale / 2 })];
        var covered = 0;
        for (var i = 0; i < 400; i++)
        {
            var estimate = Variance.Of(Simulated.Noisy(random, exact, noise), claimed, bounds, 0.95)!.Value;
            covered += estimate.Low <= truth && truth <= estimate.High ? 1 : 0;
        }

        Assert.InRange(covered, 0, 332);
    }

    [Fact]
    public void Variances_stay_within_what_the_bounds_allow()
    {
        var random = RandomSource.Seeded(33);
        var bounds = new ValueBounds(-2, 2);
        NoiseScale[] noise = [new(true, 3), new(true, 3.0 * bounds.HalfRangeUnits), new(true, 6.0 * bounds.HalfRangeUnits * bounds.HalfRangeUnits)];
        var exact = new MomentAggregates(bounds).Of(Enumerable.Repeat(2.0, 20).ToArray());
        for (var i = 0; i < 30; i++)
        {
            if (Variance.Of(Simulated.Noisy(random, exact, noise), noise, bounds, 0.9) is { } v)
            {
                Assert.True(0 <= v.Low && v.Low <= v.Value && v.Value <= v.High && v.High <= 4, $"{v}");
            }
        }
    }

    [Fact]
    public void The_display_has_no_negative_eigenvalue()
    {
        // Sums of squares about the middle with noise that makes |correlation| exceed 1.
        ValueBounds[] columns = [new(-1, 1, 4), new(-1, 1, 4)];
        var matrix = CovarianceMatrix.Of([100, 0, 0, -20000, 9000, -20000], new NoiseScale[6], new MomentAggregates(columns), 0.9)!;
        var raw = matrix.Raw();
        Assert.True(raw[0, 1] > raw[0, 0]);
        var display = matrix.PositiveSemidefinite();
        Assert.Equal(display[0, 0] * display[1, 1], display[0, 1] * display[1, 0], 1e-12);
        Assert.Equal((raw[0, 0] + raw[0, 1]) / 2, display[0, 1], 1e-12);
    }

    [Fact]
    public void Too_few_rows_say_nothing()
    {
        var bounds = new ValueBounds(0, 1);
        Assert.Null(Variance.Of([0, 0, 0], new NoiseScale[3], bounds, 0.95));
        Assert.Null(Variance.Of([29, 0, 0], [new(true, 10), default, default], bounds, 0.95));
        Assert.NotNull(Variance.Of([30, 0, 0], [new(true, 10), default, default], bounds, 0.95));
    }

    [Theory]
    [InlineData(1, 1, 20)]
    [InlineData(2, 1, 20)]
    [InlineData(double.NaN, 1, 20)]
    [InlineData(0, double.PositiveInfinity, 20)]
    [InlineData(double.MinValue, double.MaxValue, 20)]
    [InlineData(1e300, 1.0000001e300, 30)]
    [InlineData(0, 1, 31)]
    [InlineData(0, 1, 1)]
    public void Bounds_that_cannot_be_used_are_refused(double low, double high, int bits) =>
        Assert.Throws<BadInputException>(() => new ValueBounds(low, high, bits));

    [Fact]
    public void Other_bad_input_is_refused()
    {
        var bounds = new ValueBounds(0, 1);
        Assert.Throws<BadInputException>(() => new MomentAggregates());
        Assert.Throws<BadInputException>(() => new MomentAggregates(Enumerable.Repeat(bounds, 65)));
        Assert.Throws<ArgumentException>(() => new MomentAggregates(bounds).Of(new double[3, 2]));
        Assert.Throws<ArgumentException>(() => new MomentAggregates(bounds, bounds).Of([1.0]));
        Assert.Throws<ArgumentException>(() => Variance.Of([1, 2], new NoiseScale[2], bounds, 0.95));
        Assert.Throws<BadInputException>(() => Variance.Of([1, 2, 3], new NoiseScale[3], bounds, 1));
        Assert.Throws<BadInputException>(() => Variance.Of([1, 2, 3], new NoiseScale[3], bounds, double.NaN));
    }
}

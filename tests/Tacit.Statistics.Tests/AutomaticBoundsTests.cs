using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class AutomaticBoundsTests
{
    [Fact]
    public void The_threshold_is_that_of_the_reference_on_the_discrete_law()
    {
        // B = 64 − 1 bins, beta = 1e-9: 24.19 b in the continuous law; the discrete one is at most one more.
        var bounds = new AutomaticBounds(0, 32);
        Assert.Equal(65, bounds.Bins);
        foreach (var b in new[] { 1.0, 5, 100, 1e4 })
        {
            var threshold = bounds.Threshold(new(false, b), 1e-9);
            Assert.InRange(threshold, 24.1 * b, (24.21 * b) + 1.5);

            // The smallest with P(Z ≥ t) ≤ 1 − (1 − β)^(1/B), about β/B.
            Assert.True(Tail(b, threshold) <= 1.0000001e-9 / 65);
            Assert.True(Tail(b, threshold - 1) > 0.9999999e-9 / 65);
        }

        // Gaussian: the asymptotic series of the tail half a step below, to a percent; a step of it is worth seven.
        var z = (bounds.Threshold(new(true, 100), 1e-9) - 0.5) / 100;
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) / z * (1 - (1 / (z * z)) + (3 / (z * z * z * z)));
        Assert.InRange(tail / (1e-9 / 65), 0.92, 1.01);
        static double Tail(double b, double t) => Math.Exp(-t / b) / (1 + Math.Exp(-1 / b));
    }

    [Theory]
    [InlineData(new[] { 3.0, 5, 100 }, 2, 128)]
    [InlineData(new[] { -3.0, 5 }, -4, 8)]
    [InlineData(new[] { -3.0, -9 }, -16, -2)]
    [InlineData(new[] { 0.0 }, -0.25, 0.25)]
    [InlineData(new[] { 0.0, 1 }, -0.25, 2)]
    [InlineData(new[] { 0.0, -1 }, -2, 0.25)]
    [InlineData(new[] { 0.25 }, 0.25, 0.5)]
    [InlineData(new[] { 0.2499 }, -0.25, 0.25)]
    [InlineData(new[] { 4.0, 4 }, 4, 8)]
    [InlineData(new[] { 1e300, double.NegativeInfinity, double.NaN }, -1024, 1024)]
    public void Without_noise_they_are_the_outer_edges_of_the_occupied_bins(double[] values, double low, double high)
    {
        var bounds = new AutomaticBounds(-2, 10);
        Assert.Equal((low, high), bounds.From(bounds.Of(values), default));
    }

    [Fact]
    public void Nothing_that_is_kept_is_refused()
    {
        var bounds = new AutomaticBounds(-2, 10);
        Assert.Null(bounds.From(new Int128[bounds.Bins], default));
        Assert.Null(bounds.From(bounds.Of([double.NaN]), default));
        var threshold = (Int128)bounds.Threshold(new(false, 10), 1e-9);
        var counts = new Int128[bounds.Bins];
        counts[15] = threshold - 1;
        Assert.Null(bounds.From(counts, new(false, 10)));
        counts[15] = threshold;
        Assert.NotNull(bounds.From(counts, new(false, 10)));
    }

    // Each of 20,000 releases of empty bins is kept with probability 1e-6 at most: five of them with probability below 1e-9.
    [Fact]
    public void Empty_bins_are_not_kept()
    {
        var bounds = new AutomaticBounds(-10, 10);
        var random = RandomSource.Seeded(71);
        var noise = Enumerable.Repeat(new NoiseScale(false, 3), bounds.Bins).ToArray();
        var kept = 0;
        for (var i = 0; i < 20_000; i++)
        {
            kept += bounds.From(Simulated.Noisy(random, new Int128[bounds.Bins], noise), noise[0], 1e-6) is null ? 0 : 1;
        }

        Assert.InRange(kept, 0, 4);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(-1001, 0)]
    [InlineData(0, 1001)]
    public void Bins_that_cannot_be_used_are_refused(int smallest, int largest) => Assert.Throws<BadInputException>(() => new AutomaticBounds(smallest, largest));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_beta_outside_of_zero_to_one_is_refused(double beta)
    {
        var bounds = new AutomaticBounds(0, 1);
        Assert.Throws<BadInputException>(() => bounds.Threshold(new(false, 1), beta));
        Assert.Throws<ArgumentException>(() => bounds.From(new Int128[2], new(false, 1)));
    }
}

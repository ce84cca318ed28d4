using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class NoiseScaleTests
{
    private const double Z95 = 1.959963984540054;

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(3, 4, 1)]
    [InlineData(2, 5, -0.7)]
    public void Gaussian_sums_have_the_normal_quantile(double x, double y, double factor)
    {
        var t = new NoiseScale(true, x).QuantileOfSum(new(true, y), factor, 0.95);
        Assert.Equal(Z95 * Math.Sqrt((x * x) + (factor * factor * y * y)), t, 1e-9);
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(0.5001)]
    [InlineData(0.999)]
    public void A_lone_Laplace_has_its_own_quantile(double confidence)
    {
        Assert.Equal(3 * Math.Log(1 / (1 - confidence)), new NoiseScale(false, 3).QuantileOfSum(new(false, 7), 0, confidence), 1e-9);
        Assert.Equal(14 * Math.Log(1 / (1 - confidence)), new NoiseScale(false, 0).QuantileOfSum(new(false, 7), -2, confidence), 1e-9);
    }

    [Theory]
    [InlineData(2, 1, 0.95)]
    [InlineData(1, 2, 0.95)]
    [InlineData(5, 4.9, 0.9)]
    [InlineData(1, 300, 0.99)]
    public void Two_Laplaces_leave_alpha_in_their_exact_tail(double x, double y, double confidence)
    {
        var t = new NoiseScale(false, x).QuantileOfSum(new(false, y), 1, confidence);
        var tail = ((x * x * Math.Exp(-t / x)) - (y * y * Math.Exp(-t / y))) / ((x * x) - (y * y));
        Assert.Equal(1 - confidence, tail, 1e-9);
    }

    [Fact]
    public void Two_equal_Laplaces_leave_alpha_in_their_exact_tail()
    {
        var t = new NoiseScale(false, 2).QuantileOfSum(new(false, 2), 1, 0.95);
        Assert.Equal(0.05, (1 + (t / 4)) * Math.Exp(-t / 2), 1e-9);
    }

    [Fact]
    public void Almost_equal_scales_are_no_worse_than_equal_ones()
    {
        var equal = new NoiseScale(false, 1).QuantileOfSum(new(false, 1), 1, 0.95);
        foreach (var difference in new[] { 1e-12, 1e-9, 4.9e-7, 5.1e-7, 1e-5 })
        {
            Assert.Equal(equal, new NoiseScale(false, 1).QuantileOfSum(new(false, 1 + difference), 1, 0.95), 1e-4);
        }
    }

    [Fact]
    public void The_sign_of_the_factor_does_not_matter()
    {
        foreach (var gaussian in new[] { true, false })
        {
            var x = new NoiseScale(gaussian, 2);
            var y = new NoiseScale(gaussian, 3);
            Assert.Equal(x.QuantileOfSum(y, 0.4, 0.9), x.QuantileOfSum(y, -0.4, 0.9));
        }
    }

    [Theory]
    [InlineData(false, 1, 1, 1, 0.95)]
    [InlineData(false, 10, 3, -2, 0.9)]
    [InlineData(false, 1, 50, 0.1, 0.95)]
    [InlineData(true, 4, 3, 1.5, 0.95)]
    public void Simulated_noise_stays_inside_as_often_as_promised(bool gaussian, double x, double y, double factor, double confidence)
    {
        const int Draws = 50_000;
        var random = RandomSource.Seeded(41);
        var t = new NoiseScale(gaussian, x).QuantileOfSum(new(gaussian, y), factor, confidence);
        var inside = 0;
        for (var i = 0; i < Draws; i++)
        {
            inside += Math.Abs(Simulated.Draw(random, gaussian, x) + (factor * Simulated.Draw(random, gaussian, y))) <= t ? 1 : 0;
        }

        var deviation = Math.Sqrt(Draws * confidence * (1 - confidence));
        Assert.InRange(inside, (Draws * confidence) - (5 * deviation), (Draws * confidence) + (5 * deviation));
    }

    [Fact]
    public void Standard_deviations_are_those_of_the_laws()
    {
        Assert.Equal(3, new NoiseScale(true, 3).StandardDeviation);
        Assert.Equal(3 * Math.Sqrt(2), new NoiseScale(false, 3).StandardDeviation, 1e-12);
    }
}

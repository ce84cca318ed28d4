using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class RatioIntervalTests
{
    private const double Z95 = 1.959963984540054;

    // 1,000 draws: a true 95 % leaves this range with probability below 2e-5.
    [Theory]
    [InlineData(true, 500, 40, 1000, 6)]
    [InlineData(true, -300, 200, 400, 20)]
    [InlineData(false, 500, 40, 1000, 6)]
    [InlineData(false, -20, 60, 200, 4)]
    [InlineData(false, 0, 3, 100, 8)]
    public void Covers_the_ratio_as_often_as_promised(bool gaussian, double sum, double sumScale, double count, double countScale)
    {
        const int Draws = 1_000;
        var random = RandomSource.Seeded(97);
        var covered = 0;
        for (var i = 0; i < Draws; i++)
        {
            var interval = RatioInterval.Of(
                sum + Simulated.Draw(random, gaussian, sumScale), new(gaussian, sumScale),
                count + Simulated.Draw(random, gaussian, countScale), new(gaussian, countScale), 50, 0.95)!.Value;
            covered += interval.Low <= sum / count && sum / count <= interval.High ? 1 : 0;
        }

        Assert.InRange((double)covered / Draws, 0.92, 0.98);
    }

    [Fact]
    public void A_noise_claimed_at_half_its_width_does_not_cover()
    {
        var random = RandomSource.Seeded(98);
        var covered = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var interval = RatioInterval.Of(
                500 + Simulated.Draw(random, true, 40), new(true, 20), 1000 + Simulated.Draw(random, true, 6), new(true, 3), 50, 0.95)!.Value;
            covered += interval.Low <= 0.5 && 0.5 <= interval.High ? 1 : 0;
        }

        Assert.InRange(covered / 2_000.0, 0, 0.75);
    }

    [Theory]
    [InlineData(120, 30, 50, 8)]
    [InlineData(-40, 100, 90, 25)]
    public void Gaussian_ends_are_the_roots_of_Fieller(double s, double sigmaS, double c, double sigmaC)
    {
        var interval = RatioInterval.Of(s, new(true, sigmaS), c, new(true, sigmaC), 1000, 0.95)!.Value;
        var a = (c * c) - (Z95 * Z95 * sigmaC * sigmaC);
        var b = -2 * s * c;
        var d = (s * s) - (Z95 * Z95 * sigmaS * sigmaS);
        var root = Math.Sqrt((b * b) - (4 * a * d));
        Assert.Equal((-b - root) / (2 * a), interval.Low, 1e-6);
        Assert.Equal((-b + root) / (2 * a), interval.High, 1e-6);
        Assert.Equal(s / c, interval.Value, 1e-12);
    }

    [Theory]
    [InlineData(true, 10, 2.9, false)]
    [InlineData(true, 10, 3.4, true)]
    [InlineData(false, 0.99, 0, true)]
    [InlineData(false, 1, 0, false)]
    [InlineData(false, -5, 1, true)]
    [InlineData(false, double.NaN, 1, true)]
    public void Too_few_rows_say_nothing(bool gaussian, double count, double countScale, bool nothing) =>
        Assert.Equal(nothing, RatioInterval.Of(1, new(gaussian, 1), count, new(gaussian, countScale), 5, 0.95) is null);

    [Fact]
    public void Value_and_interval_stay_within_the_public_bound()
    {
        var random = RandomSource.Seeded(3);
        for (var i = 0; i < 300; i++)
        {
            var gaussian = random.NextBit();
            var count = 10 + (100 * Simulated.Uniform(random));
            var sum = 2000 * (Simulated.Uniform(random) - 0.5);
            var ratio = RatioInterval.Of(sum, new(gaussian, 30 * Simulated.Uniform(random)), count, new(gaussian, 2 * Simulated.Uniform(random)), 5, 0.95);
            if (ratio is { } r)
            {
                Assert.True(-5 <= r.Low && r.Low <= r.Value && r.Value <= r.High && r.High <= 5, $"{r}");
            }
        }
    }
}

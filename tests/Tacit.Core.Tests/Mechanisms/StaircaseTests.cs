using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Staircase noise on integers: its law written out here, its error, its width.</summary>
public sealed class StaircaseTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData("1", 2)]
    [InlineData("3", 10)]
    [InlineData("1/4", 7)]
    [InlineData("5/2", 1)]
    [InlineData("8", 4)]
    public void Draws_have_the_law(string epsilon, long sensitivity)
    {
        var (noise, source) = (new Staircase(Rational.Parse(epsilon), sensitivity), RandomSource.Seeded(651));
        var e = Rational.Parse(epsilon).ToDouble();
        var step = Math.Clamp((long)Math.Round(sensitivity / (1 + Math.Exp(e / 2))), 1, sensitivity);
        Assert.Equal(step, noise.Step);

        // Level 0 on |k| < step, level j on the j-th stretch of Δ after it.
        double Weight(long k) => Math.Exp(-e * (Math.Abs(k) < step ? 0 : 1 + ((Math.Abs(k) - step) / sensitivity)));
        var reach = (long)((60 / e) + 2) * sensitivity;
        var total = 0.0;
        var (error, cumulative) = (0.0, new List<double>());
        for (var k = -reach; k <= reach; k++)
        {
            total += Weight(k);
            error += Math.Abs(k) * Weight(k);
        }

        Assert.Equal(error / total, noise.ExpectedError, 1e-9 * (error / total));
        Assert.Equal(Weight(3) / total, noise.Probability(-3), 1e-13);
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => (long)noise.Sample(0, source)), k => Weight(k) / total, -reach, reach, $"staircase {epsilon}, {sensitivity}");
        foreach (var confidence in new[] { 0.5, 0.9, 0.99 })
        {
            double Outside(double t) => Enumerable.Range(0, (int)reach).Where(k => k > t).Sum(k => 2 * Weight(k)) / total;
            var width = noise.HalfWidth(confidence);
            Assert.True(Outside(width) <= 1 - confidence + 1e-12);
            Assert.True(width == 0 || Outside(width - 1) > 1 - confidence - 1e-12);
        }

        if (sensitivity == 1)
        {
            Assert.All(Enumerable.Range(-5, 11), k => Assert.Equal(new DiscreteLaplace(1 / Rational.Parse(epsilon)).Probability(k), noise.Probability(k), 1e-14));
        }
    }

    [Fact]
    public void It_errs_less_than_Laplace_noise_where_epsilon_is_large()
    {
        double Laplace(Rational b) => 1 / Math.Sinh(1 / b.ToDouble());
        Assert.True(new Staircase(5, 100).ExpectedError < 0.6 * Laplace(20));
        Assert.InRange(new Staircase(new Rational(1, 10), 100).ExpectedError / Laplace(1000), 0.98, 1.0001);
    }

    [Theory]
    [InlineData("60")]
    [InlineData("100000")]
    [InlineData("1e-12")]
    public async Task Extreme_parameters_are_drawn_in_time(string epsilon)
    {
        // A step of one in 2^40 places: proposing places and rejecting them would not end.
        var work = Task.Run(() =>
        {
            var noise = new Staircase(Rational.Parse(epsilon), 1L << 40);
            var source = RandomSource.Seeded(653);
            var width = noise.HalfWidth(0.5);
            Assert.InRange(Enumerable.Range(0, 200).Count(_ => Math.Abs((double)noise.Sample(0, source)) <= width), 50, 200);
        }, TestContext.Current.CancellationToken);
        Assert.Same(work, await Task.WhenAny(work, Task.Delay(5000, TestContext.Current.CancellationToken)));
        await work;
    }

    [Fact]
    public void Loss_and_refusals()
    {
        Assert.Equal(PrivacyLoss.Pure(2, Neighbours.Replace), new Staircase(2, 5, Neighbours.Replace).Loss);
        Assert.Equal(-4, new Staircase(2, 5).Noiseless(-4));
        Assert.Throws<BadInputException>(() => new Staircase(0, 5));
        Assert.Throws<BadInputException>(() => new Staircase(1, 0));
        Assert.Throws<BadInputException>(() => new Staircase(1, long.MaxValue));
        var source = RandomSource.Seeded(652);
        Assert.True(new Staircase(new Rational(1, 1000), 1L << 40).Sample(long.MaxValue, source) != 0);
        Assert.Equal(0, Math.Sign(new Staircase(1000, 2).HalfWidth(0.95)));
    }
}

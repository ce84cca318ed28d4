using Tacit.Accounting;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>The smallest σ for one (ε, δ): the table of independent values, the curve, the law.</summary>
public sealed class AnalyticGaussianTests
{
    [Theory]
    [InlineData("0.1", "1e-5", 30.749566132)]
    [InlineData("0.5", "1e-6", 8.057618481)]
    [InlineData("1", "1e-5", 3.730631635)]
    [InlineData("1", "1e-6", 4.224678889)]
    [InlineData("3", "1e-6", 1.543861418)]
    [InlineData("8", "1e-5", .600229072)]
    [InlineData("10", "1e-10", .683043967)]
    public void Sigma_is_the_smallest(string epsilon, string delta, double expected)
    {
        var noise = new AnalyticGaussian(Rational.Parse(epsilon), Rational.Parse(delta), 1);
        Assert.InRange(noise.Sigma.ToDouble(), expected - 6e-10, expected * (1 + 3e-7));
        Assert.True(Accountant.GaussianDp.Epsilon(noise.Loss, Rational.Parse(delta), Neighbours.AddRemove).Upper <= Rational.Parse(epsilon).ToDouble());
        Assert.Equal(noise.Sigma * 40, new AnalyticGaussian(Rational.Parse(epsilon), Rational.Parse(delta), 40).Sigma);
    }

    [Fact]
    public void Classical_formula_breaks_at_ten()
    {
        var classical = Math.Sqrt(2 * Math.Log(1.25 / 1e-10)) / 10;
        Assert.Equal(.681894, classical, 1e-6);
        Assert.True(Accountant.GaussianDp.Delta(PrivacyLoss.Gaussian(classical), 10, Neighbours.AddRemove).Lower > 1e-10);
        Assert.True(new AnalyticGaussian(10, 1e-10, 1).Sigma.ToDouble() > classical);
    }

    [Fact]
    public void Draws_are_a_rounded_Gaussian()
    {
        var (noise, source) = (new AnalyticGaussian(1, 1e-6, 2), RandomSource.Seeded(671));
        var sigma = noise.Sigma.ToDouble();
        var drawn = noise.Sample(new long[200_000], source);
        var counts = drawn.GroupBy(v => v).ToDictionary(g => g.Key, g => (long)g.Count());
        GoodnessOfFit.Check(counts, k => Normal.UpperTail((Math.Abs(k) - 0.5) / sigma) - Normal.UpperTail((Math.Abs(k) + 0.5) / sigma), -80, 80, "rounded Gaussian");
        Assert.Equal(noise.ExpectedError, drawn.Average(v => Math.Abs((double)v)), 0.1);
        Assert.True(drawn.Count(v => Math.Abs(v) > noise.HalfWidth(0.95)) <= 0.05 * drawn.Length);
    }

    [Fact]
    public void Loss_is_that_of_the_noise_and_composes()
    {
        var noise = new AnalyticGaussian(1, 1e-6, 3, Neighbours.Replace);
        Assert.Equal(PrivacyLoss.Gaussian(noise.Sigma / 3, Neighbours.Replace), noise.Loss);
        Assert.True(noise.Loss.Repeat(10).Epsilon(1e-6, Neighbours.Replace) < 5);
        Assert.Equal([1, -2], noise.Noiseless([1, -2]));
        Assert.Throws<BadInputException>(() => new AnalyticGaussian(1, 0, 1));
        Assert.Throws<BadInputException>(() => new AnalyticGaussian(0, 1e-6, 1));
        Assert.Throws<BadInputException>(() => new AnalyticGaussian(1, 1e-6, 0));
    }
}

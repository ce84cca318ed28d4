using Tacit.Mechanisms;

namespace Tacit.Audit.Tests;

/// <summary>The exact check against closed forms.</summary>
public sealed class ExactLawTests
{
    private static ExactLaw Response(double truth) => new([new("yes", truth), new("no", 1 - truth)]);

    [Fact]
    public void Randomised_response_has_its_closed_forms()
    {
        var (p, q) = (Response(0.75), Response(0.25));
        Assert.Equal(Math.Log(3), p.Epsilon(q), 1e-12);
        Assert.Equal(0.5, p.Delta(q, 0), 1e-12);
        Assert.Equal(0.75 - (0.25 * Math.E), p.Delta(q, 1), 1e-12);
        Assert.Equal(0, p.Delta(q, Math.Log(3)), 1e-12);
        Assert.Equal(Math.Log((0.75 * 0.75 / 0.25) + (0.25 * 0.25 / 0.75)), p.Renyi(q, 2), 1e-12);
    }

    [Fact]
    public void An_output_that_only_one_input_has_costs_everything()
    {
        var (p, q) = (Response(0.5), Response(0));
        Assert.Equal(double.PositiveInfinity, p.Epsilon(q));
        Assert.Equal(0.5, p.Delta(q, 20), 1e-12);
        Assert.Equal(double.PositiveInfinity, p.Renyi(q, 2));
    }

    [Fact]
    public void Discrete_Laplace_spends_its_price_and_no_more()
    {
        var noise = new DiscreteLaplace(1);
        var (zero, one) = (ExactLaw.OfIntegers(-40, 41, noise.Probability), ExactLaw.OfIntegers(-40, 41, k => noise.Probability(k - 1)));
        Assert.Equal(1, zero.Epsilon(one), 1e-12);
        Assert.Null(PriceCheck.FirstBreak(PrivacyLoss.DiscreteLaplace(1, 1), zero, one));
        Assert.NotNull(PriceCheck.FirstBreak(PrivacyLoss.DiscreteLaplace(2, 1), zero, one));
    }

    [Fact]
    public void Discrete_Gaussian_keeps_its_certified_curve()
    {
        var noise = new DiscreteGaussian(2);
        var (zero, one) = (ExactLaw.OfIntegers(-60, 61, noise.Probability), ExactLaw.OfIntegers(-60, 61, k => noise.Probability(k - 1)));
        Assert.Null(PriceCheck.FirstBreak(PrivacyLoss.DiscreteGaussian(2, 1), zero, one));
        Assert.NotNull(PriceCheck.FirstBreak(PrivacyLoss.DiscreteGaussian(3, 1), zero, one));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(20)]
    public void A_large_claim_that_is_a_little_short_breaks(double epsilon)
    {
        // A rare output has the largest loss, so the curve of the claim is far above that of the laws everywhere but at its end.
        var (p, q) = (Response(1e-3), Response(1e-3 * Math.Exp(-epsilon)));
        Assert.Null(PriceCheck.FirstBreak(PrivacyLoss.Pure(epsilon), p, q));
        Assert.NotNull(PriceCheck.FirstBreak(PrivacyLoss.Pure(epsilon * 0.9999), p, q));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<BadInputException>(() => new ExactLaw([new("a", 0.6), new("b", 0.6)]));
        Assert.Throws<BadInputException>(() => new ExactLaw([new("a", -0.1)]));
        Assert.Throws<BadInputException>(() => new ExactLaw([new("a", double.NaN)]));
    }
}

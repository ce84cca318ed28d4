using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Exact prices under the loss's own relation.</summary>
public sealed class PriceTests
{
    private static readonly Rational Tenth = new(1, 10);

    [Fact]
    public void Leaf_prices_are_exact_rationals()
    {
        Is(PrivacyLoss.Gaussian(2), null, "1/8", "0", "1/4");
        Is(PrivacyLoss.Gaussian(1.1), null, "50/121", "0", "100/121");
        Is(PrivacyLoss.Matrix(2, "tree(8)", "once"), null, "1/8", "0", "1/4");
        Is(PrivacyLoss.Laplace(3), "1/3", "1/18", "0", null);
        Is(PrivacyLoss.DiscreteLaplace(10, 3), "3/10", "9/200", "0", null);
        Is(PrivacyLoss.DiscreteGaussian(3, 2), null, "2/9", "0", null);
        Is(PrivacyLoss.Pure(0.1), "1/10", "1/200", "0", null);
        Is(PrivacyLoss.Exponential(0.1), "1/10", "1/800", "0", null);
        Is(PrivacyLoss.Zcdp(0.25, 1e-6), null, "1/4", "1/1000000", null);
        Is(PrivacyLoss.Approximate(0.5, 1e-6), "1/2", "1/8", "1/1000000", null);
        Is(PrivacyLoss.RandomizedResponse(0.5, 8), "1/2", "1/8", "0", null);
        Is(PrivacyLoss.Pure(0), "0", "0", "0", "0");
    }

    [Fact]
    public void Composition_adds_and_lacks_what_a_part_lacks()
    {
        Is(PrivacyLoss.Composed(PrivacyLoss.Pure(0.1), PrivacyLoss.Approximate(0.2, 1e-6)), "3/10", "1/40", "1/1000000", null);
        Is(PrivacyLoss.Composed(PrivacyLoss.Pure(0.1), PrivacyLoss.Gaussian(1)), null, "101/200", "0", null);
        Is(PrivacyLoss.Composed(PrivacyLoss.Gaussian(1), PrivacyLoss.Gaussian(0.5)), null, "5/2", "0", "5");
        Is(PrivacyLoss.Pure(0.1).Repeat(10), "1", "1/20", "0", null);
        Assert.Equal(PrivacyLoss.Pure(0.1).Repeat(10).Price(), PrivacyLoss.Composed(Enumerable.Repeat(PrivacyLoss.Pure(0.1), 10)).Price());
    }

    [Fact]
    public void Parallel_is_the_largest_part()
    {
        Is(PrivacyLoss.Parallel(PrivacyLoss.Pure(0.1), PrivacyLoss.Exponential(0.2)), "1/5", "1/200", "0", null);
        Is(PrivacyLoss.Parallel(PrivacyLoss.Pure(1), PrivacyLoss.Gaussian(1)), null, "1/2", "0", null);
        Is(PrivacyLoss.Parallel(PrivacyLoss.Approximate(1, 1e-7), PrivacyLoss.Approximate(0.5, 1e-6)), "1", "1/2", "1/1000000", null);
    }

    [Fact]
    public void Composition_is_the_sum_in_every_currency() => Losses.Priced(Neighbours.AddRemove).Array[1, 5].Sample(parts =>
        Assert.Equal(parts.Select(p => p.Price()).Aggregate(Price.Free, (a, b) => a + b), PrivacyLoss.Composed(parts).Price()));

    [Fact]
    public void No_price_is_below_zero_and_parallel_never_above_composed() => Losses.Priced(Neighbours.AddRemove).Array[1, 4].Sample(parts =>
    {
        var parallel = PrivacyLoss.Parallel(parts).Price();
        var composed = PrivacyLoss.Composed(parts).Price();
        foreach (var (small, large) in new[] { (parallel.Epsilon, composed.Epsilon), (parallel.Rho, composed.Rho), (parallel.Delta, composed.Delta) })
        {
            Assert.True(small is null || (small.Value.Sign >= 0 && small <= large));
        }
    });

    [Fact]
    public void What_has_no_exact_price_is_refused_by_name()
    {
        (PrivacyLoss Loss, string Name)[] losses =
        [
            (PrivacyLoss.Gaussian(1).PoissonSampled(0.01), "poissonSampled"),
            (PrivacyLoss.Shuffled(1, 1000), "shuffled"),
            (PrivacyLoss.Renyi([2], [1]), "renyi"),
            (PrivacyLoss.Pure(1, Neighbours.Replace).SampledWithoutReplacement(1, 10), "sampledWithoutReplacement"),
            (PrivacyLoss.NonPrivate(), "nonPrivate"),
        ];
        foreach (var (loss, name) in losses)
        {
            foreach (var whole in new[] { loss, loss.Repeat(3), PrivacyLoss.Composed(loss), PrivacyLoss.Parallel(loss) })
            {
                Assert.Contains($"'{name}'", Assert.Throws<UnpricedLossException>(() => whole.Price()).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Ten_tenths_cost_one()
    {
        var ten = PrivacyLoss.Composed(Enumerable.Repeat(PrivacyLoss.Pure(0.1), 10)).Price();
        Assert.Equal(Rational.One, ten.Epsilon);
        Assert.Equal(1.0, PrivacyLoss.Pure(0.1).Repeat(10).Epsilon(0, Neighbours.AddRemove));
        Assert.Equal(Tenth, PrivacyLoss.Pure(0.1).Price().Epsilon);
    }

    [Fact]
    public void Text_shows_what_is_charged()
    {
        Assert.Equal("ε = 0.2", PrivacyLoss.Pure(0.2).Price().ToString());
        Assert.Equal("ρ = 0.5", PrivacyLoss.Gaussian(1).Price().ToString());
        Assert.Equal("ε = 0.1, δ = 1e-6", PrivacyLoss.Approximate(0.1, 1e-6).Price().ToString());
    }

    private static void Is(PrivacyLoss loss, string? epsilon, string? rho, string delta, string? mu2) =>
        Assert.Equal(new Price(Read(epsilon), Read(rho), Rational.Parse(delta), Read(mu2)), loss.Price());

    private static Rational? Read(string? text) => text is null ? null : Rational.Parse(text);
}

using System.Globalization;
using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;

namespace Tacit.Audit.Tests;

/// <summary>Noise and thresholds by enumeration: the recorded price holds at every shift that the sensitivity allows, and breaks for one more.</summary>
public sealed class NoiseLawTests
{
    private const int Shown = 60;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Staircase_keeps_epsilon_up_to_its_sensitivity(long sensitivity)
    {
        var noise = new Staircase(1, sensitivity);
        ExactLaw At(long x) => ExactLaw.OfIntegers(-250, 250, k => noise.Probability(k - x));
        for (var shift = 1; shift <= sensitivity; shift++)
        {
            Assert.Equal(1, At(0).Epsilon(At(shift)), 1e-9);
        }

        Assert.Null(PriceCheck.FirstBreak(noise.Loss, At(0), At(sensitivity)));
        Assert.NotNull(PriceCheck.FirstBreak(noise.Loss, At(0), At(sensitivity + 1)));
    }

    [Fact]
    public void L_infinity_noise_keeps_epsilon_when_all_coordinates_move()
    {
        // P(z) ∝ e^(−‖z‖∞/2) in the plane; Δ = 2.
        var noise = new LInfinityNoise(1, 2, 2);
        var total = 1 + Enumerable.Range(1, 100).Sum(r => 8 * r * Math.Exp(-r / 2.0));
        ExactLaw At(int x, int y) => new(
            from i in Enumerable.Range(-30, 61)
            from j in Enumerable.Range(-30, 61)
            select new KeyValuePair<string, double>($"{i} {j}", Math.Exp(-Math.Max(Math.Abs(i - x), Math.Abs(j - y)) / 2.0) / total));
        foreach (var (x, y) in new[] { (2, 2), (2, -2), (2, 0), (1, 2) })
        {
            Assert.Equal(1, At(0, 0).Epsilon(At(x, y)), 1e-9);
            Assert.Null(PriceCheck.FirstBreak(noise.Loss, At(0, 0), At(x, y)));
        }

        Assert.NotNull(PriceCheck.FirstBreak(noise.Loss, At(0, 0), At(3, 0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Stability_histogram_keeps_its_price_at_every_count(long preThreshold)
    {
        foreach (var rule in new[] { StabilityHistogram.Laplace(1, 0.01, 1, preThreshold: preThreshold), StabilityHistogram.Gaussian(0.5, 0.01, 1, preThreshold: preThreshold) })
        {
            var price = new Certified(rule.Loss);
            for (var n = 0; n < 12; n++)
            {
                Assert.True(price.Covers(Key(rule, n, 0, preThreshold), Key(rule, n + 1, 0, preThreshold)), $"{rule.Loss}: {n} and {n + 1}");
            }

            // One less, and one unit is seen more often than δ.
            Assert.False(price.Covers(Key(rule, preThreshold - 1, -1, preThreshold), Key(rule, preThreshold, -1, preThreshold)));
        }
    }

    [Fact]
    public void Stability_histogram_keeps_its_price_over_two_keys()
    {
        // A unit that adds to a known key and brings a new one; under replace, one that takes its key along.
        var rule = StabilityHistogram.Laplace(1, 0.02, 2);
        var price = new Certified(rule.Loss);
        Assert.True(price.Covers(Both(rule, 5, 0), Both(rule, 6, 1)));
        Assert.True(price.Covers(Both(rule, 0, 0), Both(rule, 1, 1)));
        var replace = StabilityHistogram.Laplace(1, 0.02, 1, relation: Neighbours.Replace);
        var priceOfReplacing = new Certified(replace.Loss);
        Assert.True(priceOfReplacing.Covers(Both(replace, 1, 0), Both(replace, 0, 1)));
        Assert.True(priceOfReplacing.Covers(Both(replace, 7, 5), Both(replace, 6, 6)));
    }

    [Fact]
    public void Analytic_Gaussian_keeps_its_delta_and_comes_near_it()
    {
        foreach (var (epsilon, delta) in new[] { (1.0, 1e-3), (0.5, 1e-5) })
        {
            var noise = new AnalyticGaussian(epsilon, delta, 3);
            Assert.InRange(Rounded(noise.Sigma, 0).Delta(Rounded(noise.Sigma, 3), epsilon), 0.8 * delta, delta);
            Assert.True(Rounded(noise.Sigma, 0).Delta(Rounded(noise.Sigma, 4), epsilon) > delta);
            Assert.Null(PriceCheck.FirstBreak(noise.Loss, Rounded(noise.Sigma, 0), Rounded(noise.Sigma, 3)));
        }
    }

    [Fact]
    public void Bulk_noise_keeps_its_price_at_its_sensitivity_and_breaks_beyond()
    {
        var (laplace, gaussian) = (new DiscreteLaplace(5), new DiscreteGaussian(5));
        ExactLaw Laplace(long x) => ExactLaw.OfIntegers(-250, 250, k => laplace.Probability(k - x));
        ExactLaw Gaussian(long x) => ExactLaw.OfIntegers(-60, 60, k => gaussian.Probability(k - x));
        Holds(LatticeNoise.DiscreteLaplace(5).Loss(2), Laplace);
        Holds(LatticeNoise.DiscreteGaussian(5).Loss(2), Gaussian);
        Holds(LatticeNoise.RoundedGaussian(5).Loss(2), x => Rounded(5, x));

        static void Holds(PrivacyLoss loss, Func<long, ExactLaw> law)
        {
            Assert.Null(PriceCheck.FirstBreak(loss, law(0), law(2)));
            Assert.NotNull(PriceCheck.FirstBreak(loss, law(0), law(3)));
        }
    }

    [Fact]
    public void Key_selection_keeps_its_price_with_a_pre_threshold()
    {
        var rule = new PartitionSelection(1, 0.01, 1, preThreshold: 4);
        ExactLaw At(long n) => new([new("kept", rule.Probability(n)), new("not", 1 - rule.Probability(n))]);
        for (var n = 0; n < 20; n++)
        {
            Assert.Null(PriceCheck.FirstBreak(rule.Loss, At(n), At(n + 1)));
        }
    }

    private static ExactLaw Rounded(Rational sigma, long x) => ExactLaw.OfIntegers(-200, 200, k =>
        Normal.UpperTail((Math.Abs(k - x) - 0.5) / sigma.ToDouble()) - Normal.UpperTail((Math.Abs(k - x) + 0.5) / sigma.ToDouble()));

    // The noisy count where it is shown; hidden else. The law of the noise is written out.
    private static ExactLaw Key(StabilityHistogram rule, long count, long lower, long preThreshold)
    {
        if (count < preThreshold)
        {
            return new([new("hidden", 1)]);
        }

        var noise = rule.Loss.ToJson().Contains("Gaussian", StringComparison.Ordinal)
            ? (Func<long, double>)new DiscreteGaussian(rule.Scale).Probability
            : new DiscreteLaplace(rule.Scale).Probability;
        var least = rule.Threshold + lower + preThreshold - 1;
        var shown = Enumerable.Range(0, Shown).Select(i => least + i).Select(v => new KeyValuePair<string, double>(v.ToString(CultureInfo.InvariantCulture), noise(v - count))).ToList();
        return new([.. shown, new("hidden", Math.Max(0, 1 - shown.Sum(p => p.Value)))]);
    }

    private static ExactLaw Both(StabilityHistogram rule, long first, long second)
    {
        var (one, two) = (Key(rule, first, 0, 1), Key(rule, second, 0, 1));
        string[] outputs = ["hidden", .. Enumerable.Range(0, Shown).Select(i => (rule.Threshold + i).ToString(CultureInfo.InvariantCulture))];
        return new(from a in outputs from b in outputs select new KeyValuePair<string, double>($"{a} {b}", one[a] * two[b]));
    }

    /// <summary>The curve that a loss certifies, once, for many pairs.</summary>
    private sealed class Certified(PrivacyLoss loss)
    {
        private readonly (double Epsilon, double Delta)[] _curve = [.. new[] { 0, 0.1, 0.3, 0.6, 0.9, 1, 1.2, 2 }.Select(e => (e, loss.Delta(e, loss.Relation)))];

        // Laws are cut off beyond the last shown value, where less than 1e-12 is left.
        public bool Covers(ExactLaw first, ExactLaw second) => _curve.All(c => first.Delta(second, c.Epsilon) <= c.Delta + 1e-12);
    }
}

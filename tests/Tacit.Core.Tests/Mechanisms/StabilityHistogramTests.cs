using Tacit.Auditing;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Noise and threshold: the exact integer threshold, its probabilities, pre-thresholds, relations.</summary>
public sealed class StabilityHistogramTests
{
    [Theory]
    [InlineData(1, 13)]
    [InlineData(4, 51)]
    public void Laplace_thresholds_are_those_of_integer_noise(long keys, long expected)
    {
        // The continuous threshold 1 − b·ln 2δ' (11.8197783 and 49.8242756) rounds up to one less, whose tail is above δ'.
        var rule = StabilityHistogram.Laplace(1, 1e-5, keys);
        Assert.Equal(expected, rule.Threshold);
        double b = keys, perKey = 1e-5 / keys;
        Assert.True(Tail(b, expected - 1) <= perKey);
        Assert.True(Tail(b, expected - 2) > perKey);
        var continuous = 1 - (b * Math.Log(-2 * (Math.Exp(Math.Log(1 - 1e-5) / keys) - 1)));
        Assert.Equal(keys == 1 ? 11.8197783 : 49.8242756, continuous, 1e-6);
        Assert.Equal(expected - 1, (long)Math.Ceiling(continuous));
        Assert.True(Tail(b, (long)Math.Ceiling(continuous) - 1) > perKey, "The wrong threshold would do.");
    }

    [Theory]
    [InlineData("1/2", "1e-6", 3, 2, 1)]
    [InlineData("3", "1/100", 1, 1, 5)]
    [InlineData("1/100", "1e-300", 2, 10, 1)]
    [InlineData("700", "1/3", 1, 1, 1)]
    public void Laplace_threshold_is_the_smallest(string epsilon, string delta, long keys, long perKey, long pre)
    {
        var rule = StabilityHistogram.Laplace(Rational.Parse(epsilon), Rational.Parse(delta), keys, perKey, pre);
        var b = rule.Scale.ToDouble();
        Assert.Equal(keys * perKey / Rational.Parse(epsilon), rule.Scale);
        var logDelta = (Rational.Parse(delta) / keys).ToDouble();
        Assert.True(Tail(b, rule.Threshold - perKey) <= logDelta);
        Assert.True(rule.Threshold - perKey == 1 || Tail(b, rule.Threshold - perKey - 1) > logDelta);
    }

    [Theory]
    [InlineData("1/18", "1e-5", 1)]
    [InlineData("1/2", "1e-9", 1)]
    [InlineData("1/50", "1/1000", 4)]
    [InlineData("50", "1/10", 1)]
    public void Gaussian_threshold_is_the_smallest_by_exact_sums(string rho, string delta, long keys)
    {
        var rule = StabilityHistogram.Gaussian(Rational.Parse(rho), Rational.Parse(delta), keys);
        var (sigma, perKey) = (rule.Scale.ToDouble(), Rational.Parse(delta).ToDouble() / keys);
        Assert.Equal(Math.Sqrt(keys / (2 * Rational.Parse(rho).ToDouble())), sigma, 2e-7);
        Assert.True(GaussianTail(sigma, rule.Threshold - 1) <= perKey);
        Assert.True(rule.Threshold == 2 || GaussianTail(sigma, rule.Threshold - 2) > perKey);
        Assert.True(rule.Loss.Price().Rho <= Rational.Parse(rho));
        Assert.Equal(Rational.Parse(delta), rule.Loss.Price().Delta);
    }

    [Fact]
    public void Wide_Gaussian_threshold_is_on_the_safe_side_by_at_most_one()
    {
        var rule = StabilityHistogram.Gaussian(Rational.Parse("1e-8"), 1e-6, 1);
        var z = Normal.UpperQuantile(1e-6) * rule.Scale.ToDouble();
        Assert.InRange(rule.Threshold, 1 + z, 4 + z);
        Assert.InRange(rule.Probability(1), 9.9e-7, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(9)]
    public void Keys_are_shown_at_their_probability(long count)
    {
        const int Draws = 100_000;
        var source = RandomSource.Seeded(641);
        foreach (var rule in new[] { StabilityHistogram.Laplace(1, 0.01, 1), StabilityHistogram.Gaussian(0.5, 0.01, 1), StabilityHistogram.Laplace(1, 0.01, 1, preThreshold: 3) })
        {
            var shown = Enumerable.Range(0, Draws).Select(_ => rule.Sample([count], source)[0]).Where(v => v is not null).ToList();
            GoodnessOfFit.CheckRate(shown.Count, Draws, rule.Probability(count), $"n = {count}, T = {rule.Threshold}");
            Assert.All(shown, v => Assert.True(v >= rule.Threshold));
        }
    }

    [Fact]
    public void Key_of_one_unit_is_shown_at_most_at_rate_delta()
    {
        // Trap 8 of the peers: inclusive in the code, exclusive in δ. Here b = 1, so one less is e times as likely.
        const int Draws = 200_000;
        var (rule, source) = (StabilityHistogram.Laplace(1, 0.01, 1), RandomSource.Seeded(642));
        Assert.Equal(6, rule.Threshold);
        var shown = Enumerable.Range(0, Draws).Count(_ => rule.Sample([1], source)[0] is not null);
        Assert.True(ClopperPearson.Upper(shown, Draws, 1e-9) <= 0.01);
        Assert.Equal(Math.Exp(-5) / (1 + Math.Exp(-1)), rule.Probability(1), 1e-15);
    }

    [Fact]
    public void Pre_threshold_hides_and_lowers()
    {
        var (plain, pre, source) = (StabilityHistogram.Laplace(1, 0.01, 1), StabilityHistogram.Laplace(1, 0.01, 1, preThreshold: 10), RandomSource.Seeded(643));
        Assert.Equal(plain.Threshold, pre.Threshold);
        for (var n = 1; n < 30; n++)
        {
            Assert.Equal(plain.Probability(n), pre.Probability(n + 9));
        }

        Assert.Equal(0, pre.Probability(9));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(pre.Sample([9], source)[0]));
        Assert.Equal(new Int128?[] { null, 10, 11 }, pre.Noiseless([9, 10, 11]));

        var (rule, lifted) = (new PartitionSelection(1, 0.01, 1), new PartitionSelection(1, 0.01, 1, preThreshold: 10));
        for (var n = 0; n < 30; n++)
        {
            Assert.Equal(rule.Probability(n), lifted.Probability(n + 9));
        }

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(lifted.Keeps(9, source)));
        Assert.True(lifted.Keeps(1000, source));
    }

    [Fact]
    public void Replace_moves_the_keys_of_two_units()
    {
        var (twice, replace) = (StabilityHistogram.Laplace(1, 1e-5, 4), StabilityHistogram.Laplace(1, 1e-5, 2, relation: Neighbours.Replace));
        Assert.Equal((twice.Threshold, twice.Scale), (replace.Threshold, replace.Scale));
        Assert.Equal(PrivacyLoss.Composed(PrivacyLoss.DiscreteLaplace(4, 4, Neighbours.Replace), PrivacyLoss.Approximate(0, 1e-5, Neighbours.Replace)), replace.Loss);
        Assert.Equal(1, replace.Loss.Price(Neighbours.Replace).Epsilon);
        Assert.Equal(new PartitionSelection(1, 1e-5, 4).Probability(12), new PartitionSelection(1, 1e-5, 2, relation: Neighbours.Replace).Probability(12));
        Assert.Equal(PrivacyLoss.Approximate(1, 1e-5, Neighbours.Replace), new PartitionSelection(1, 1e-5, 2, relation: Neighbours.Replace).Loss);
    }

    [Theory]
    [InlineData("1", "1e-290")]
    [InlineData("3e-8", "1e-290")]
    [InlineData("1e-20", "1e-290")]
    [InlineData("1000000", "1e-290")]
    public async Task Extreme_parameters_are_decided_in_time(string amount, string delta)
    {
        // An analyst chooses the budget: no choice may keep a server busy.
        var work = Task.Run(() =>
        {
            Assert.True(StabilityHistogram.Gaussian(Rational.Parse(amount), Rational.Parse(delta), 1).Threshold > 1);
            if (Rational.Parse(amount) > Rational.Parse("1e-9"))
            {
                Assert.True(StabilityHistogram.Laplace(Rational.Parse(amount), Rational.Parse(delta), 1).Threshold > 1);
            }
        }, TestContext.Current.CancellationToken);
        Assert.Same(work, await Task.WhenAny(work, Task.Delay(120_000, TestContext.Current.CancellationToken)));
        await work;
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        Assert.Throws<BadInputException>(() => StabilityHistogram.Laplace(0, 1e-5, 1));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Laplace(1, 0, 1));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Laplace(1, 1, 1));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Laplace(1, 1e-5, 0));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Laplace(1, 1e-5, 1, 0));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Gaussian(1, 1e-5, 1, 1, 0));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Gaussian(double.NaN, 1e-5, 1));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Laplace(Rational.Parse("1e-30"), 1e-5, 1));
        Assert.Throws<BadInputException>(() => StabilityHistogram.Gaussian(1, Rational.Parse("1e-301"), 1));
        Assert.Throws<BadInputException>(() => new PartitionSelection(1, 1e-5, 1, 0));
        Assert.Equal(new DiscreteLaplace(1).HalfWidth(0.95), StabilityHistogram.Laplace(1, 1e-5, 1).HalfWidth(0.95));
    }

    private static double Tail(double b, long t) => Math.Exp(-t / b) / (1 + Math.Exp(-1 / b));

    private static double GaussianTail(double sigma, long t)
    {
        double Sum(long from) => Enumerable.Range(0, (int)(40 * sigma) + 2).Select(i => Math.Exp(-(from + i) / sigma * ((from + i) / sigma) / 2)).Reverse().Sum();
        return Sum(t) / (1 + (2 * Sum(1)));
    }
}

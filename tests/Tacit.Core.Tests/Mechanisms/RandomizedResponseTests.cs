using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Randomized response over K values: law, estimate, interval.</summary>
public sealed class RandomizedResponseTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData("1", 2, 0)]
    [InlineData("1/2", 5, 4)]
    [InlineData("3", 4, 1)]
    [InlineData("1e-9", 3, 2)]
    public void Reports_have_the_law(string epsilon, long values, long truth)
    {
        var (mechanism, source) = (new RandomizedResponse(Rational.Parse(epsilon), values), RandomSource.Seeded(631));
        var e = Math.Exp(Rational.Parse(epsilon).ToDouble());
        Assert.Equal(e / (e + values - 1), mechanism.KeepProbability, 1e-15);
        Assert.Equal(1, mechanism.KeepProbability + ((values - 1) * mechanism.OtherProbability), 1e-14);

        // Trap 5 of the peers: the truth is kept with its own probability, not with that of a value drawn afresh.
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => mechanism.Sample(truth, source)), v => (v == truth ? e : 1) / (e + values - 1), 0, values - 1, $"K = {values}");
    }

    [Fact]
    public void Extremes_are_decided()
    {
        var source = RandomSource.Seeded(632);
        Assert.Equal(3, new RandomizedResponse(100_000, 10).Sample(3, source));
        var wide = new RandomizedResponse(Rational.Parse("1e-300"), long.MaxValue);
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(wide.Sample(long.MaxValue - 1, source), 0, long.MaxValue - 1);
        }
    }

    [Fact]
    public void Estimate_is_unbiased_and_its_interval_covers()
    {
        var (mechanism, source) = (new RandomizedResponse(1, 4), RandomSource.Seeded(633));
        var (misses, sum) = (0, 0.0);
        const int Rounds = 2_000, Units = 200, Having = 60;
        for (var round = 0; round < Rounds; round++)
        {
            var reports = Enumerable.Range(0, Units).Count(i => mechanism.Sample(i < Having ? 2 : 0, source) == 2);
            var estimate = mechanism.EstimateCount(reports, Units);
            sum += estimate;
            misses += Math.Abs(estimate - Having) > mechanism.HalfWidth(Units, 0.95) ? 1 : 0;
        }

        // Six standard errors, of at most half a report each.
        Assert.Equal(Having, sum / Rounds, 6.2 * 0.5 * Math.Sqrt((double)Units / Rounds) / (mechanism.KeepProbability - mechanism.OtherProbability));
        Assert.True(misses <= 0.05 * Rounds);
        Assert.True(mechanism.StandardDeviation(Units) < mechanism.HalfWidth(Units, 0.95));
    }

    [Fact]
    public void Loss_is_local_and_under_replace()
    {
        var mechanism = new RandomizedResponse(0.5, 7);
        Assert.Equal(PrivacyLoss.RandomizedResponse(0.5, 7), mechanism.Loss);
        Assert.Equal(6, mechanism.Noiseless(6));
        Assert.Throws<BadInputException>(() => mechanism.Sample(7, RandomSource.Seeded(1)));
        Assert.Throws<BadInputException>(() => mechanism.Noiseless(-1));
        Assert.Throws<BadInputException>(() => new RandomizedResponse(0, 2));
        Assert.Throws<BadInputException>(() => new RandomizedResponse(1, 1));
    }
}

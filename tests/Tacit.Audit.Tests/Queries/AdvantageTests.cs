using Tacit.Accounting;
using Tacit.Audit.Queries;
using Tacit.Audit.Queries.Games;
using Tacit.Auditing;
using Tacit.Numerics;

namespace Tacit.Audit.Tests.Queries;

/// <summary>How an advantage is counted and judged.</summary>
public sealed class AdvantageTests
{
    private static readonly QueryAttackInfo Attack = new("a", "b", "c");

    [Fact]
    public void An_interval_is_that_of_two_proportions()
    {
        var advantage = new Advantage(180, 200, 20, 200, 0.04);
        Assert.Equal(0.8, advantage.Value, 12);
        Assert.Equal(ClopperPearson.Lower(180, 200, 0.01) - ClopperPearson.Upper(20, 200, 0.01), advantage.Low);
        Assert.Equal(ClopperPearson.Upper(180, 200, 0.01) - ClopperPearson.Lower(20, 200, 0.01), advantage.High);
    }

    [Theory]
    [InlineData(180, 20, 0.462, QueryAttackVerdict.Exceeded)]
    [InlineData(20, 180, 0.462, QueryAttackVerdict.Exceeded)] // Always wrong is as good as always right.
    [InlineData(150, 58, 0.462, QueryAttackVerdict.Within)] // What the bound allows.
    [InlineData(160, 50, 0.462, QueryAttackVerdict.Within)] // A little more, which chance gives.
    [InlineData(100, 100, 0.0, QueryAttackVerdict.Within)]
    [InlineData(140, 60, 0.0, QueryAttackVerdict.Exceeded)] // Nothing was spent, and something was learned.
    public void A_verdict_is_sure_of_itself(int saidIn, int saidInOfOut, double bound, QueryAttackVerdict verdict) =>
        Assert.Equal(verdict, new QueryAttackResult(Attack) { Tacit = new(saidIn, 200, saidInOfOut, 200, 0.001), Bound = bound }.Verdict);

    // (e^ε − 1 + 2δ)/(e^ε + 1): randomised response that shows everything with probability δ reaches it.
    [Fact]
    public void A_bound_is_reached_by_the_worst_mechanism_of_that_price()
    {
        var price = new Price(Rational.Parse("0.5"), null, Rational.Parse("0.1"), null);
        Assert.Equal((Math.Exp(0.5) - 1 + 0.2) / (Math.Exp(0.5) + 1), AdvantageBound.Of(price), 12);
        Assert.Equal(0.1 + Math.Sqrt(0.01 / 2), AdvantageBound.Of(price with { Epsilon = null, Rho = Rational.Parse("0.01") }), 12);
        Assert.Equal(1, AdvantageBound.Of(price with { Epsilon = null }));
        Assert.Equal(price, AdvantageBound.Larger(Price.Free, price));
    }

    // Who looks for the threshold among the plays that are judged finds one that chance made good.
    [Fact]
    public void A_threshold_is_learned_from_plays_that_are_not_judged()
    {
        Play[] plays = [.. Enumerable.Range(0, 40).Select(i => new Play(i % 2 == 0, i < 20 ? (i % 2 == 0 ? 5 : 3) : (i % 2 == 0 ? 1 : 2), Price.Free, 1, 1))];
        var tally = Tally.Of(plays, learnsThreshold: true, 0.01);
        Assert.Equal((0, 10, 0, 10), (tally.Advantage.SaidIn, tally.Advantage.PlaysIn, tally.Advantage.SaidInOfOut, tally.Advantage.PlaysOut));
    }

    [Fact]
    public void Tables_with_and_without_the_target_are_neighbours()
    {
        Assert.Equal([1, 2], Match.Without(Neighbours.AddRemove, [1, 2], 3));
        Assert.Equal([1, 2, 4], Match.Without(Neighbours.Replace, [1, 2], 3));
    }

    [Fact]
    public void What_has_no_bound_is_measured_and_what_was_not_played_is_skipped()
    {
        Assert.Equal(QueryAttackVerdict.Measured, new QueryAttackResult(Attack) { Tacit = new(200, 200, 0, 200, 0.01) }.Verdict);
        Assert.Equal(QueryAttackVerdict.Skipped, new QueryAttackResult(Attack) { Skipped = "no table" }.Verdict);
    }
}

using Tacit.Audit.Queries;
using Tacit.Auditing;

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

    [Fact]
    public void What_has_no_bound_is_measured_and_what_was_not_played_is_skipped()
    {
        Assert.Equal(QueryAttackVerdict.Measured, new QueryAttackResult(Attack) { Tacit = new(200, 200, 0, 200, 0.01) }.Verdict);
        Assert.Equal(QueryAttackVerdict.Skipped, new QueryAttackResult(Attack) { Skipped = "no table" }.Verdict);
    }
}

namespace Tacit.Studies.Tests;

/// <summary>Verdicts from fabricated numbers, on both sides of every predicate.</summary>
public sealed class JudgementTests
{
    private static readonly StudyPredicate[] Predicates =
    [
        new("grows", "slope", PredicateSide.AtLeast, 1, true),
        new("stays small", "error", PredicateSide.AtMost, 0.5, false),
    ];

    [Theory]
    [InlineData(1.2, 0.1, 3, StudyVerdict.Reproduced)]
    [InlineData(1.2, 0.1, 2, StudyVerdict.DirectionOnly)]
    [InlineData(1.2, 0.1, 1, StudyVerdict.DirectionOnly)]
    [InlineData(1.2, 0.6, 3, StudyVerdict.DirectionOnly)]
    [InlineData(0.9, 0.1, 3, StudyVerdict.NotReproduced)]
    [InlineData(0.9, 0.6, 3, StudyVerdict.NotReproduced)]
    [InlineData(double.NaN, 0.1, 3, StudyVerdict.NotReproduced)]
    [InlineData(1.2, double.NaN, 3, StudyVerdict.DirectionOnly)]
    [InlineData(1, 0.5, 4, StudyVerdict.Reproduced)]
    public void A_verdict_follows_from_what_was_measured(double slope, double error, int seeds, StudyVerdict verdict)
    {
        var outcomes = StudyJudgement.Outcomes(Predicates, [.. Enumerable.Repeat(Values(slope, error), seeds)]);
        Assert.Equal(verdict, StudyJudgement.VerdictOf(outcomes, seeds));
    }

    [Fact]
    public void A_mean_on_the_right_side_is_not_enough_where_seeds_disagree()
    {
        IReadOnlyDictionary<string, double>[] runs = [Values(0.4, 0.1), Values(2.2, 0.1), Values(1.6, 0.1)];
        var outcomes = StudyJudgement.Outcomes(Predicates, runs);
        Assert.Equal(1.4, outcomes[0].Measured, 1e-12);

        // Mean 1.4, deviation 0.9165 of three values: 4.303 · 0.9165/√3.
        Assert.Equal(1.4 - 2.277, outcomes[0].Low, 2e-3);
        Assert.Equal(1.4 + 2.277, outcomes[0].High, 2e-3);
        Assert.False(outcomes[0].Met);
        Assert.Equal(StudyVerdict.NotReproduced, StudyJudgement.VerdictOf(outcomes, 3));
        Assert.False(StudyJudgement.Outcomes(Predicates, runs[..2])[0].Met);
        Assert.True(StudyJudgement.Outcomes(Predicates, runs[1..])[0].Met);
    }

    [Fact]
    public void Nothing_is_said_without_a_direction_or_without_the_number()
    {
        var outcomes = StudyJudgement.Outcomes([Predicates[1]], [Values(1, 0.1), Values(1, 0.1), Values(1, 0.1)]);
        Assert.Equal(StudyVerdict.NotReproduced, StudyJudgement.VerdictOf(outcomes, 3));
        Assert.Contains("did not measure 'other'", Assert.Throws<BadInputException>(() => StudyJudgement.Outcomes([new("x", "other", PredicateSide.AtLeast, 0, true)], [Values(1, 1)])).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, double> Values(double slope, double error) => new(StringComparer.Ordinal) { ["slope"] = slope, ["error"] = error };
}

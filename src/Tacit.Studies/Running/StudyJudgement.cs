namespace Tacit.Studies;

/// <summary>From measured numbers to a verdict. Nobody types it in.</summary>
public static class StudyJudgement
{
    /// <summary>Seeds without which nothing counts as reproduced.</summary>
    public const int FewestSeeds = 3;

    // The 97.5% quantile of Student's t with 1, 2, … degrees of freedom; beyond, 1.96 and a little.
    private static readonly double[] Student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>What came of each predicate.</summary>
    /// <param name="predicates">The predicates.</param>
    /// <param name="runs">The numbers of each seed.</param>
    /// <exception cref="BadInputException">A run did not measure what a predicate reads.</exception>
    public static IReadOnlyList<PredicateOutcome> Outcomes(IReadOnlyList<StudyPredicate> predicates, IReadOnlyList<IReadOnlyDictionary<string, double>> runs)
    {
        ArgumentNullException.ThrowIfNull(predicates);
        ArgumentNullException.ThrowIfNull(runs);
        return [.. predicates.Select(p => Outcome(p, [.. runs.Select(r => r.TryGetValue(p.Measured, out var value)
            ? value
            : throw new BadInputException($"The experiment did not measure '{p.Measured}', which '{p.Name}' reads."))]))];
    }

    /// <summary>The verdict.</summary>
    /// <param name="outcomes">What came of all predicates, at least one of which is about the direction.</param>
    /// <param name="seeds">How many seeds were run.</param>
    public static StudyVerdict VerdictOf(IReadOnlyList<PredicateOutcome> outcomes, int seeds)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return !outcomes.Any(o => o.Predicate.IsDirection) || outcomes.Any(o => o.Predicate.IsDirection && !o.Met) ? StudyVerdict.NotReproduced
            : outcomes.All(o => o.Met) && seeds >= FewestSeeds ? StudyVerdict.Reproduced
            : StudyVerdict.DirectionOnly;
    }

    private static PredicateOutcome Outcome(StudyPredicate predicate, double[] values)
    {
        if (values.Length == 0)
        {
            return new(predicate, double.NaN, double.NaN, double.NaN, false);
        }

        var mean = values.Average();
        if (values.Length < FewestSeeds)
        {
            return new(predicate, mean, values.Min(), values.Max(), values.All(predicate.Holds));
        }

        var freedom = values.Length - 1;
        var half = (freedom <= Student.Length ? Student[freedom - 1] : 1.96 + (2.5 / freedom)) * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / freedom / values.Length);
        return new(predicate, mean, mean - half, mean + half, predicate.Holds(mean - half) && predicate.Holds(mean + half));
    }
}

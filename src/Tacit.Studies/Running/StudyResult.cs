namespace Tacit.Studies;

/// <summary>What running a study gave.</summary>
public sealed record StudyResult
{
    /// <summary>The paper, its room and its claim.</summary>
    public required StudyEntry Entry { get; init; }

    /// <summary>What was done, in words.</summary>
    public required string Experiment { get; init; }

    /// <summary>The scale.</summary>
    public required StudyScale Scale { get; init; }

    /// <summary>What came of each predicate.</summary>
    public required IReadOnlyList<PredicateOutcome> Outcomes { get; init; }

    /// <summary>What each seed gave.</summary>
    public required IReadOnlyList<StudyRun> Runs { get; init; }

    /// <summary>Processor cores and runtime, in words.</summary>
    public required string Machine { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>The verdict, computed.</summary>
    public StudyVerdict Verdict => StudyJudgement.VerdictOf(Outcomes, Runs.Count);

    /// <summary>How long all seeds took.</summary>
    public double Seconds => Runs.Sum(r => r.Seconds);

    /// <summary>The curves, each the mean over seeds.</summary>
    public IReadOnlyList<StudyCurve> Curves => Runs.Count == 0 ? [] :
    [
        .. Runs[0].Measurements.Curves.Select((curve, i) => curve with
        {
            Y = [.. Enumerable.Range(0, curve.Y.Count).Select(k => Runs.Average(r => r.Measurements.Curves[i].Y[k]))],
        }),
    ];
}

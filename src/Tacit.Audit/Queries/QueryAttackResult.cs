namespace Tacit.Audit.Queries;

/// <summary>What one attack achieved.</summary>
/// <param name="Attack">The attack in words.</param>
public sealed record QueryAttackResult(QueryAttackInfo Attack)
{
    /// <summary>Against the naive endpoint; null where it was not played.</summary>
    public Advantage? Naive { get; init; }

    /// <summary>Against Tacit; null where it was not played.</summary>
    public Advantage? Tacit { get; init; }

    /// <summary>The most that the advantage may be, by the most that any play spent; null for an attack of time, for which there is none.</summary>
    public double? Bound { get; init; }

    /// <summary>The most that any play spent, in words; null where it was not played.</summary>
    public string? Spent { get; init; }

    /// <summary>Questions that Tacit was asked in all plays.</summary>
    public long Asked { get; init; }

    /// <summary>Questions that Tacit answered; the others were refused, for what they ask or by the budget.</summary>
    public long Answered { get; init; }

    /// <summary>Why it was not played, or null.</summary>
    public string? Skipped { get; init; }

    /// <summary>The verdict.</summary>
    public QueryAttackVerdict Verdict => (Tacit, Bound) switch
    {
        (null, _) => QueryAttackVerdict.Skipped,
        (_, null) => QueryAttackVerdict.Measured,
        ({ } advantage, { } bound) => advantage.Exceeds(bound) ? QueryAttackVerdict.Exceeded : QueryAttackVerdict.Within,
    };
}

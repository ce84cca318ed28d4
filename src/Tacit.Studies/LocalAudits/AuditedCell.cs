using Tacit.Audit;
using Tacit.Audit.Local;

namespace Tacit.Studies.LocalAudits;

/// <summary>One audit of a correct protocol or of a broken one, beside what its counts are expected to be.</summary>
internal sealed record AuditedCell(string Protocol, int Domain, double Epsilon, LocalAuditResult Result, AttackRates Law)
{
    // Hash functions in use are not quite independent: that moves what a guess shows by so much.
    private const double HashSlack = 0.013;

    // The event that is fixed is counted on all trials; one that was searched for is not.
    private JudgedEvent Fixed => Result.Events.First(e => e.Draws == Result.Trials);

    /// <summary>ln(TP/FP).</summary>
    public double Shown => Math.Log((double)Fixed.Hits / Fixed.NeighbourHits);

    public double Deviation => Law.Deviation(Result.Trials);

    public bool IsExceeded => Result.Verdict == LocalVerdict.Exceeded;

    /// <summary>How far ln(TP/FP) is from its limit, in standard deviations.</summary>
    public double Astray => Math.Max(0, Math.Abs(Shown - Law.Epsilon) - (Protocol is "olh" or "blh" or "hash-only" ? HashSlack : 0)) / Deviation;

    /// <summary>How far the bound is above the one at the expected counts, in standard deviations; below it where negative.</summary>
    public double BoundAstray => (Result.EpsilonLower - Law.ExpectedBound(Result.Trials, Result.AlphaOfEvent)) / Deviation;

    /// <summary>How much of ε the bound shows.</summary>
    public double Share => Result.EpsilonLower / Result.Claim.TightEpsilon;
}

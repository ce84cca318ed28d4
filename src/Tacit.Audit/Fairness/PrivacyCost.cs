namespace Tacit.Audit.Fairness;

/// <summary>What privacy costs a group: M(∞) − M(ε), with the sign turned for measures that are better low, so that positive is worse.</summary>
/// <param name="Cost">Δ of the group. All intervals of groups hold at once (Bonferroni).</param>
/// <param name="Excess">Δ of the group − Δ of all, likewise.</param>
/// <param name="P">One-sided, for the hypothesis that the excess is at most the margin: (1 + resamples at or below the margin)/(B + 1).</param>
/// <param name="AdjustedP">P over all groups of this model, by Holm (1979).</param>
/// <param name="IsHarm">True where the adjusted P is at most α: privacy harms this group.</param>
public sealed record PrivacyCost(Estimate Cost, Estimate Excess, double P, double AdjustedP, bool IsHarm);

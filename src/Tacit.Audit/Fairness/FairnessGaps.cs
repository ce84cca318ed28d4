namespace Tacit.Audit.Fairness;

/// <summary>Differences between the sufficient groups of one partition; null where fewer than two groups have the measure. A largest difference is biased upward, the more so the smaller the groups are.</summary>
/// <param name="Partition">The attribute, or the combination of attributes.</param>
/// <param name="DemographicParity">Largest − smallest P(ŷ = 1).</param>
/// <param name="EqualisedOdds">The larger of the ranges of TPR and of FPR (Hardt, Price and Srebro 2016).</param>
/// <param name="AccuracyParity">Smallest over largest of the compared measure.</param>
/// <param name="Disparity">PID, privacy-induced disparity: largest − smallest cost; null for the reference.</param>
/// <param name="DifferentialCost">Cost of the worst group − cost of all; null for the reference.</param>
/// <param name="WorstGroup">The group that the reference serves worst, fixed before any private model is looked at.</param>
public sealed record FairnessGaps(
    string Partition, Estimate? DemographicParity, Estimate? EqualisedOdds, Estimate? AccuracyParity, Estimate? Disparity, Estimate? DifferentialCost, string? WorstGroup);

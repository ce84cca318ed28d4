namespace Tacit.Audit.Fairness;

/// <summary>The scores of one trained model: one seed.</summary>
/// <param name="Scores">A probability of the positive label for each test row, in [0, 1].</param>
/// <param name="ValidationScores">The same for each validation row; null where a threshold is given.</param>
public sealed record ScoredRun(IReadOnlyList<double> Scores, IReadOnlyList<double>? ValidationScores = null);

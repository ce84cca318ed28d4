namespace Tacit.Audit.Fairness;

/// <summary>Private test rows, as they stand behind the wall.</summary>
/// <param name="Labels">The truth of each row.</param>
/// <param name="Attributes">The attributes of the table, in its order.</param>
/// <param name="Reference">The reference's score of each row.</param>
/// <param name="Candidates">For each column of the table the score of each row.</param>
public sealed record ScoredRows(IReadOnlyList<bool> Labels, IReadOnlyList<GroupColumn> Attributes, IReadOnlyList<double> Reference, IReadOnlyList<IReadOnlyList<double>> Candidates)
{
    /// <summary>Whose each row is; empty where every row is a unit of its own. The order among the rows of a unit must not depend on other units: the first ones are counted.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];
}

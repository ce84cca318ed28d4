namespace Tacit.Audit.Fairness;

/// <summary>What was found of one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Epsilon">Its ε; infinite for the reference.</param>
/// <param name="Runs">How many seeds.</param>
/// <param name="Thresholds">The threshold of each run.</param>
/// <param name="Groups">All groups, <c>all</c> first.</param>
/// <param name="Gaps">Differences between groups, for each attribute and combination of attributes.</param>
public sealed record ModelFairness(string Name, double Epsilon, int Runs, IReadOnlyList<double> Thresholds, IReadOnlyList<GroupFairness> Groups, IReadOnlyList<FairnessGaps> Gaps)
{
    /// <summary>The group of a name.</summary>
    /// <param name="name">For example <c>sex=female</c>.</param>
    /// <exception cref="BadInputException">There is none.</exception>
    public GroupFairness Group(string name) => Groups.FirstOrDefault(g => g.Group == name) ?? throw new BadInputException($"There is no group '{name}'. There are: {string.Join("; ", Groups.Select(g => g.Group))}.");

    /// <summary>The groups as a table, for the statement of a model in a privacy report: rows, measures, and the cost of privacy. An insufficient group has its rows and no more.</summary>
    public Table ToTable()
    {
        (string Name, FairnessMetric Metric)[] measures =
        [
            ("prevalence", FairnessMetric.Prevalence), ("AUROC", FairnessMetric.Auroc), ("TPR", FairnessMetric.TruePositiveRate), ("FPR", FairnessMetric.FalsePositiveRate),
            ("PPV", FairnessMetric.PositivePredictiveValue), ("Brier", FairnessMetric.Brier), ("ECE", FairnessMetric.CalibrationError),
        ];
        return new(
            ["group"], ["rows", .. measures.Select(m => m.Name), "cost", "cost beyond all"],
            [.. Groups.Select(g => new TableRow([g.Group], [g.Count, .. measures.Select(m => g[m.Metric]), g.Cost?.Cost, g.Cost?.Excess]))]);
    }
}

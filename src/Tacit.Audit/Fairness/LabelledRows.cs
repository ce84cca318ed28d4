namespace Tacit.Audit.Fairness;

/// <summary>The rows that models are tested on.</summary>
/// <param name="Labels">The truth of each row.</param>
/// <param name="Attributes">One to four attributes; groups are their values and all combinations.</param>
public sealed record LabelledRows(IReadOnlyList<bool> Labels, IReadOnlyList<GroupColumn> Attributes)
{
    /// <summary>The truth of the validation rows, on which thresholds are chosen; needed where no threshold is given.</summary>
    public IReadOnlyList<bool> ValidationLabels { get; init; } = [];
}

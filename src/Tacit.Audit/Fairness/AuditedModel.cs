namespace Tacit.Audit.Fairness;

/// <summary>A way of training at one ε, with a run for each seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Epsilon">ε of one run; infinite for the reference.</param>
/// <param name="Runs">One for each seed; five or more are wanted. The reference has one, or as many as each candidate: then runs are paired by their place.</param>
public sealed record AuditedModel(string Name, double Epsilon, IReadOnlyList<ScoredRun> Runs)
{
    /// <summary>What training itself can tell of groups, where the caller measured it.</summary>
    public IReadOnlyList<GroupDiagnostics> Diagnostics { get; init; } = [];
}

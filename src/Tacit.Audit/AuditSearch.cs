namespace Tacit.Audit;

/// <summary>What a search for bad neighbours did before the judged runs. None of its runs was judged.</summary>
/// <param name="Proposed">Pairs that were screened.</param>
/// <param name="ScreeningRuns">Runs on each input of each of them.</param>
public sealed record AuditSearch(int Proposed, int ScreeningRuns);

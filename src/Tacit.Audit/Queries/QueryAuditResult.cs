namespace Tacit.Audit.Queries;

/// <summary>What a run of attacks found.</summary>
/// <param name="Population">The population whose shape was played with.</param>
/// <param name="Budget">The budget of each game.</param>
/// <param name="Trials">Plays of each attack against each endpoint.</param>
/// <param name="Alpha">The probability of a false alarm, over all attacks, at most.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Results">The attacks in order.</param>
public sealed record QueryAuditResult(string Population, PrivacyBudget Budget, int Trials, double Alpha, ulong Seed, IReadOnlyList<QueryAttackResult> Results)
{
    /// <summary>Whether any attack learned more than its budget allows.</summary>
    public bool IsExceeded => Results.Any(r => r.Verdict == QueryAttackVerdict.Exceeded);
}

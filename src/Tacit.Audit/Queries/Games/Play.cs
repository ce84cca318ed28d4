using Tacit.Accounting;

namespace Tacit.Audit.Queries.Games;

/// <summary>One play as it is counted.</summary>
/// <param name="IsIn">Whether the target was in the data.</param>
/// <param name="Score">The attacker's score.</param>
/// <param name="Spent">What the endpoint says it spent.</param>
/// <param name="Asked">Questions.</param>
/// <param name="Answered">Questions that were not refused.</param>
internal sealed record Play(bool IsIn, double Score, Price Spent, long Asked, long Answered);

namespace Tacit.Audit.Queries;

/// <summary>An attack in words.</summary>
/// <param name="Name">For example <c>averaging</c>.</param>
/// <param name="Game">What the attacker does, and how he guesses.</param>
/// <param name="Source">Who did it first, or described it.</param>
public sealed record QueryAttackInfo(string Name, string Game, string Source);

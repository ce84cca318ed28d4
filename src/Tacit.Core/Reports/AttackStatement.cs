namespace Tacit.Reports;

/// <summary>What an attack proved of a model: a lower bound on its ε.</summary>
/// <param name="Name">The attack.</param>
/// <param name="EpsilonAtLeast">The bound at the claimed δ.</param>
/// <param name="Confidence">How sure it is.</param>
/// <param name="Relation">The relation of the neighbours that it told apart. A bound under another relation than the claim's is converted before it is compared.</param>
public sealed record AttackStatement(string Name, double EpsilonAtLeast, double Confidence, Neighbours Relation);

namespace Tacit.Local;

/// <summary>The protocol that was chosen, what it will show, and why.</summary>
/// <param name="Oracle">The protocol, ready to use.</param>
/// <param name="Candidates">All that were compared, the least error first.</param>
/// <param name="HalfWidth">Half of a 95 % interval of a value that nobody has, with the expected number of reports.</param>
/// <param name="SmallestVisible">The smallest frequency that stands out from absent values; one of them all reaches it with probability 5 % at most.</param>
/// <param name="Explanation">The choice in words.</param>
public sealed record OraclePlan(FrequencyOracle Oracle, IReadOnlyList<OracleCandidate> Candidates, double HalfWidth, double SmallestVisible, string Explanation);

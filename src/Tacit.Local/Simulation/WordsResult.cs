namespace Tacit.Local;

/// <summary>What a simulated search for frequent words found, beside the truth.</summary>
/// <param name="Found">The words that were found.</param>
/// <param name="Truth">How frequent each of them is among the simulated users; 0 where nobody has it.</param>
/// <param name="Missed">Words that are at least as frequent as the plan says will be found, and were not; the most frequent first.</param>
/// <param name="Plan">What so many users would show.</param>
/// <param name="ReportsPerSecond">Randomized, packed and counted.</param>
public sealed record WordsResult(FrequentWords Found, IReadOnlyList<double> Truth, IReadOnlyList<string> Missed, HeavyHitterPlan Plan, double ReportsPerSecond);

using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What a simulated collection over several rounds found, beside the truth.</summary>
/// <param name="Rounds">The estimates of each round.</param>
/// <param name="MostKept">Answers that the simulated installation with most of them kept.</param>
/// <param name="SamePatternEpsilon">What all reports of that installation gave away at most, against histories that use kept answers in the same pattern. Against any others, <see cref="LongitudinalPrivacy.ArbitraryChange"/>.</param>
/// <param name="ReportsPerSecond">Randomized, packed and counted.</param>
public sealed record RoundsResult(IReadOnlyList<SimulatedEstimates> Rounds, int MostKept, Rational SamePatternEpsilon, double ReportsPerSecond);

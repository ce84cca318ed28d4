using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What a simulated collection of tuples over several rounds found, beside the truth.</summary>
/// <param name="Rounds">Of each round the estimates of each attribute.</param>
/// <param name="MostKept">Answers that the simulated installation with most of them kept.</param>
/// <param name="SamePatternEpsilon">What all reports of that installation gave away at most, against histories that use kept answers in the same pattern. Against any others, <see cref="LongitudinalPrivacy.ArbitraryChange"/>.</param>
/// <param name="ReportsPerSecond">Randomized, packed and counted.</param>
public sealed record TupleRoundsResult(IReadOnlyList<IReadOnlyList<SimulatedEstimates>> Rounds, int MostKept, Rational SamePatternEpsilon, double ReportsPerSecond);

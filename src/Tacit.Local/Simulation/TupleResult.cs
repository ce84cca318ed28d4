namespace Tacit.Local;

/// <summary>What a simulated collection of tuples found, beside the truth.</summary>
/// <param name="Attributes">The estimates of each attribute.</param>
/// <param name="ReportsPerSecond">Randomized, packed and counted.</param>
public sealed record TupleResult(IReadOnlyList<SimulatedEstimates> Attributes, double ReportsPerSecond);

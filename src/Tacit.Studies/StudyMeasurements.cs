namespace Tacit.Studies;

/// <summary>What one run of an experiment measured.</summary>
/// <param name="Values">Numbers by name: those that predicates read, and whatever else is worth knowing.</param>
/// <param name="Curves">Curves, for the figures.</param>
public sealed record StudyMeasurements(IReadOnlyDictionary<string, double> Values, IReadOnlyList<StudyCurve> Curves);

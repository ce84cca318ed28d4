namespace Tacit.Studies;

/// <summary>What one seed gave.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Measurements">What was measured.</param>
public sealed record StudyRun(ulong Seed, double Seconds, StudyMeasurements Measurements);

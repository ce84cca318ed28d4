namespace Tacit.Local;

/// <summary>One protocol as the planner saw it.</summary>
/// <param name="Kind">The protocol.</param>
/// <param name="Size">Its size: g, ω or K; 0 where it has none.</param>
/// <param name="Variance">n·Var at a value that nobody has.</param>
/// <param name="ReportBytes">Bytes of a report.</param>
/// <param name="CountingSteps">Steps of counting a report.</param>
/// <param name="TooMuch">Which limit it is beyond, in words; null when within all.</param>
public sealed record OracleCandidate(OracleKind Kind, int Size, double Variance, int ReportBytes, double CountingSteps, string? TooMuch);

namespace Tacit.Reports;

/// <summary>How an ε was computed.</summary>
/// <param name="Name">The accountant, as <c>tacit account</c> names it: <c>pld</c>, <c>renyi</c>, <c>zcdp</c>, <c>tightest</c>.</param>
/// <param name="Version">The software and its version.</param>
/// <param name="Precision">Orders, or the step of the grid; <c>exact</c> for closed forms.</param>
public sealed record AccountantStatement(string Name, string Version, string Precision);

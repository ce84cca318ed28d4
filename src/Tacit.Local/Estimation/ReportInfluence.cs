using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>What one report adds to an unbiased estimate, times the number of reports: the most and the least that any well-formed one can add, also one that is made up.</summary>
/// <param name="Largest">The most; by so much, divided by the number of reports, one report raises a value that nobody has.</param>
/// <param name="Smallest">The least, below zero.</param>
/// <remarks>An unbiased estimate is the mean of what reports add, so μ of them among n move it by at most μ·<see cref="Most"/>/n, whether they are more or take the place of honest ones. What is done to estimates afterwards is not in it.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReportInfluence(double Largest, double Smallest)
{
    /// <summary>By how much, divided by the number of reports, one of them moves an estimate at most.</summary>
    public double Most => Largest - Smallest;
}

using Tacit.Accounting.LossDistributions;

namespace Tacit.Accounting;

/// <summary>What an accountant knows of an ε or a δ: the smallest value that holds lies between the ends.</summary>
/// <param name="Lower">No smaller value holds; zero where the accountant has no lower bound.</param>
/// <param name="Upper">This value holds: numerical error is inside it. Infinite where the accountant finds none.</param>
/// <param name="Accountant">Name of the accountant.</param>
public readonly record struct Bracket(double Lower, double Upper, string Accountant)
{
    /// <summary>The grid and the errors of the upper end, where it comes from loss distributions on a grid; else null.</summary>
    public LossDistributionReport? Report { get; init; }
}

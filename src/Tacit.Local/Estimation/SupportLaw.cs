using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>A report supports the true value with probability p and any other with probability q: all that an estimate needs to know of a protocol.</summary>
/// <param name="Truth">p.</param>
/// <param name="Other">q, below p.</param>
/// <remarks>
/// C of n reports support a value: f = (C/n − q)/(p − q) is unbiased, with n·Var = σ(1 − σ)/(p − q)² at σ = q + f(p − q).
/// Source: Wang, Blocki, Li and Jha, "Locally differentially private protocols for frequency estimation" (2017).
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SupportLaw(double Truth, double Other)
{
    /// <summary>What one report adds to the estimate of a value: it supports it or not.</summary>
    public ReportInfluence Influence => new((1 - Other) / (Truth - Other), -Other / (Truth - Other));

    /// <summary>The unbiased estimate of the frequency of a value that so many of the reports support. May be negative, or above one.</summary>
    public double Frequency(double supports, long reports) => ((supports / reports) - Other) / (Truth - Other);

    /// <summary>n times the variance of the estimate at a value of frequency f, where the users' values are drawn independently. Divide by the number of reports.</summary>
    public double Variance(double frequency)
    {
        var gap = Truth - Other;
        var support = Other + (frequency * gap);
        return support * (1 - support) / (gap * gap);
    }

    /// <summary>The same variance for the frequency among these very users: less by f(1 − f).</summary>
    public double FixedVariance(double frequency) => Variance(frequency) - (frequency * (1 - frequency));
}

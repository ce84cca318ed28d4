using System.Runtime.InteropServices;
using Tacit.Auditing;

namespace Tacit.Audit.Local;

/// <summary>How often an event happens with each of two inputs, exactly: what an audit would find without end.</summary>
/// <param name="Hit">a: with the input that it speaks for.</param>
/// <param name="FalseHit">b: with the other.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AttackRates(double Hit, double FalseHit)
{
    /// <summary>ln(a/b): ε that the event shows in the limit.</summary>
    public double Epsilon => Math.Log(Hit / FalseHit);

    /// <summary>The standard deviation of ln(TP/FP) over so many trials of each input, to first order.</summary>
    public double Deviation(long trials) => Math.Sqrt(((1 - Hit) / (Hit * trials)) + ((1 - FalseHit) / (FalseHit * trials)));

    /// <summary>The bound at the expected counts.</summary>
    /// <param name="trials">Trials of each input.</param>
    /// <param name="alpha">α of this event: both bounds are taken at half of it.</param>
    public double ExpectedBound(long trials, double alpha) => EmpiricalLoss.EpsilonAtLeast((long)Math.Round(Hit * trials), trials, (long)Math.Round(FalseHit * trials), trials, alpha);
}

using System.Runtime.InteropServices;

namespace Tacit.Accounting.LossDistributions;

/// <summary>Where the curve is wanted: at a δ or at an ε. It decides the tilt and how much mass a range may leave out.</summary>
/// <param name="LogDelta">ln of the δ, or of the smallest δ that matters.</param>
/// <param name="Epsilon">The ε that the tilt aims at; null while it is unknown.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Goal(double LogDelta, double? Epsilon)
{
    public static Goal AtDelta(double delta) => new(Math.Log(delta), null);

    public static Goal AtEpsilon(double epsilon) => new(-44, epsilon);

    /// <summary>The same δ, tilted for an ε near the answer.</summary>
    public Goal Near(double epsilon) => this with { Epsilon = epsilon };

    /// <summary>What the tilt minimises: the Chernoff bound on ε, or on ln δ.</summary>
    public double Bound(double logMoment, double theta) => Epsilon is { } epsilon ? logMoment - (theta * epsilon) : (logMoment - LogDelta) / theta;
}

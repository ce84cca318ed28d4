using System.Runtime.InteropServices;

namespace Tacit.Statistics;

/// <summary>How far a similarity index is expected to be from the exact sum over all rows, before anything is spent.</summary>
/// <param name="Noise">Standard deviation of the noise in one query, over noise and typical queries.</param>
/// <param name="Approximation">Error without noise: a bound for L1 and squared distances, the root mean square over public vectors for kernels (at most) and for L2 distances of √2 times the radius.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SimilarityError(double Noise, double Approximation)
{
    /// <summary>Both together: √(noise² + approximation²).</summary>
    public double Total => Math.Sqrt((Noise * Noise) + (Approximation * Approximation));
}

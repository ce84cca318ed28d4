using Tacit.Randomness;

namespace Tacit.Studies;

/// <summary>Numbers for generated data, in floating point: they protect nobody.</summary>
internal static class Generated
{
    /// <summary>A number in (0, 1).</summary>
    public static double Uniform(RandomSource random) => ((random.NextUInt64() >> 11) + 0.5) * Math.ScaleB(1, -53);

    /// <summary>A number of the normal law about zero (Box and Muller 1958).</summary>
    public static double Normal(RandomSource random, double variance = 1) => Math.Sqrt(-2 * variance * Math.Log(Uniform(random))) * Math.Cos(2 * Math.PI * Uniform(random));
}

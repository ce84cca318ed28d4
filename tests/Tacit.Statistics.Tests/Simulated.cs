using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

/// <summary>Textbook noise in floating point: an oracle that shares no code with the exact samplers.</summary>
internal static class Simulated
{
    public static double Uniform(RandomSource random) => ((random.NextUInt64() >> 11) + 0.5) / (1L << 53);

    public static double Draw(RandomSource random, bool gaussian, double scale)
    {
        var u = Uniform(random);
        return scale * (gaussian
            ? Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * Uniform(random))
            : u < 0.5 ? Math.Log(2 * u) : -Math.Log(2 * (1 - u)));
    }

    /// <summary>Integers with rounded noise.</summary>
    public static Int128[] Noisy(RandomSource random, Int128[] exact, NoiseScale[] noise) =>
        [.. exact.Select((x, i) => x + (Int128)Math.Round(Draw(random, noise[i].IsGaussian, noise[i].Scale)))];
}

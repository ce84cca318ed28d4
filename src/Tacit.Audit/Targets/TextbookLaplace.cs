using Tacit.Randomness;

namespace Tacit.Audit.Targets;

/// <summary>Broken on purpose: Laplace noise as textbooks draw it, a logarithm of a uniform number on a grid, in floating point. Its low bits tell inputs apart (Mironov 2012).</summary>
internal static class TextbookLaplace
{
    public static double Sample(double scale, RandomSource random) =>
        (random.NextBit() ? scale : -scale) * Math.Log((random.NextBelow(1UL << 53) + 1) * Math.ScaleB(1, -53));
}

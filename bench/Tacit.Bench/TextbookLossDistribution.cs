using System.Numerics;

namespace Tacit.Bench;

/// <summary>The usual way to compose privacy losses, as a baseline: losses rounded up to a fixed grid, one complex transform, a power, the inverse. No lower end, no error terms.</summary>
internal static class TextbookLossDistribution
{
    /// <summary>ε of <paramref name="steps"/> Poisson-subsampled Gaussians, "remove" direction.</summary>
    public static double Epsilon(double sigma, double rate, long steps, double delta, double grid)
    {
        const int Length = 1 << 19;
        var law = new Complex[Length];
        var last = (int)(Length * grid / 2 / grid);
        double previous = 0;
        for (var i = -last; i < last; i++)
        {
            var ratio = Math.Exp(i * grid) - 1 + rate;
            var x = ratio <= 0 ? double.NegativeInfinity : (sigma * sigma * Math.Log(ratio / rate)) + 0.5;
            var cdf = ((1 - rate) * Tacit.Numerics.Normal.Cdf(Math.Clamp(x / sigma, -37, 37))) + (rate * Tacit.Numerics.Normal.Cdf(Math.Clamp((x - 1) / sigma, -37, 37)));
            law[(i + Length) % Length] = cdf - previous;
            previous = cdf;
        }

        Transform(law, inverse: false);
        for (var k = 0; k < Length; k++)
        {
            law[k] = Complex.Pow(law[k], steps);
        }

        Transform(law, inverse: true);
        var (low, high) = (0.0, last * grid);
        for (var i = 0; i < 40; i++)
        {
            var epsilon = (low + high) / 2;
            double sum = 0;
            for (var k = (int)(epsilon / grid) + 1; k < last; k++)
            {
                sum += law[k].Real / Length * (1 - Math.Exp(epsilon - (k * grid)));
            }

            (low, high) = sum > delta ? (epsilon, high) : (low, epsilon);
        }

        return high;
    }

    // Radix two, in place.
    private static void Transform(Complex[] x, bool inverse)
    {
        var n = x.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            var bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (x[i], x[j]) = (x[j], x[i]);
            }
        }

        for (var length = 2; length <= n; length <<= 1)
        {
            var root = Complex.FromPolarCoordinates(1, (inverse ? 2 : -2) * Math.PI / length);
            for (var i = 0; i < n; i += length)
            {
                var w = Complex.One;
                for (var j = 0; j < length / 2; j++)
                {
                    var (a, b) = (x[i + j], x[i + j + (length / 2)] * w);
                    x[i + j] = a + b;
                    x[i + j + (length / 2)] = a - b;
                    w *= root;
                }
            }
        }
    }
}

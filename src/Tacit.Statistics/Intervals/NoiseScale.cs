using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>The noise of one released number, as intervals need it.</summary>
/// <param name="IsGaussian">Gaussian or Laplace.</param>
/// <param name="Scale">σ or b, in units of the number.</param>
public readonly record struct NoiseScale(bool IsGaussian, double Scale)
{
    /// <summary>Standard deviation.</summary>
    public double StandardDeviation => IsGaussian ? Scale : Math.Sqrt(2) * Scale;

    /// <summary>The t with P(|X + m·Y| > t) = 1 − <paramref name="confidence"/> for this noise X and an independent <paramref name="other"/> Y of the same kind.</summary>
    /// <remarks>Gaussian: a normal quantile. Laplace: the exact law of the sum of two Laplace variables, solved by bisection.</remarks>
    public double QuantileOfSum(NoiseScale other, double factor, double confidence)
    {
        var alpha = 1 - confidence;
        var second = Math.Abs(factor) * other.Scale;
        if (IsGaussian)
        {
            return Normal.UpperQuantile(alpha / 2) * Math.Sqrt((Scale * Scale) + (second * second));
        }

        var large = Math.Max(Scale, second);
        var small = Math.Min(Scale, second);
        if (small <= 1e-12 * large)
        {
            return large * Math.Log(1 / alpha);
        }

        double low = 0;
        var high = large * (Math.Log(2 / alpha) + 2);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (TailOfTwo(large, small, middle) > alpha)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }

    /// <summary>
    /// The t with P(|Σ cᵢXᵢ| > t) = <paramref name="alpha"/> for many noises of this law, nearly. Gaussian: exact. Laplace: the larger of the expansion of Cornish
    /// and Fisher (1938) with the exact fourth cumulant, which is good where many count, and the line between one Laplace and the normal law, which is good where few do.
    /// </summary>
    /// <param name="alpha">The probability outside.</param>
    /// <param name="z">The normal quantile of <paramref name="alpha"/>/2.</param>
    /// <param name="second">Σ cᵢ².</param>
    /// <param name="fourth">Σ cᵢ⁴.</param>
    internal double HalfWidthOfSum(double alpha, double z, double second, double fourth)
    {
        if (IsGaussian || second <= 0)
        {
            return z * StandardDeviation * Math.Sqrt(second);
        }

        var share = fourth / (second * second);
        var expansion = z + (((z * z * z) - (3 * z)) / 8 * share);
        var line = z + (share * ((-Math.Log(alpha) / Math.Sqrt(2)) - z));
        return Math.Max(expansion, line) * StandardDeviation * Math.Sqrt(second);
    }

    // P(|X+Y| > t) for Laplace X, Y of scales a ≥ b: (a² e^{−t/a} − b² e^{−t/b})/(a² − b²), and (1 + t/2a) e^{−t/a} where they are equal.
    private static double TailOfTwo(double a, double b, double t)
    {
        var difference = (a * a) - (b * b);
        return difference < 1e-6 * a * a
            ? (1 + (t / (2 * a))) * Math.Exp(-t / a)
            : ((a * a * Math.Exp(-t / a)) - (b * b * Math.Exp(-t / b))) / difference;
    }
}

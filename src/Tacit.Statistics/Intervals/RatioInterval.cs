namespace Tacit.Statistics;

/// <summary>A ratio of two noisy numbers S/C, clamped to [−bound, bound], with the interval of all ratios that the noise does not rule out.</summary>
/// <remarks>
/// The interval is {m : |S − mC| ≤ q(m)} with q(m) the quantile of the noise of S − mC (Fieller 1954): its coverage is the confidence whatever C is.
/// It covers the noise alone, for the ratio after clipping and bounding.
/// </remarks>
public static class RatioInterval
{
    /// <summary>Value and interval, or null where C is below max(1, 3 standard deviations of its noise): too few to say.</summary>
    /// <param name="sum">S, taken about a public centre.</param>
    /// <param name="sumNoise">The noise of S.</param>
    /// <param name="count">C.</param>
    /// <param name="countNoise">The noise of C.</param>
    /// <param name="bound">The public bound on |S/C|.</param>
    /// <param name="confidence">The probability that the interval covers.</param>
    public static (double Value, double Low, double High)? Of(
        double sum, NoiseScale sumNoise, double count, NoiseScale countNoise, double bound, double confidence)
    {
        if (!(count >= Math.Max(1, 3 * countNoise.StandardDeviation)))
        {
            return null;
        }

        bool Ruled(double m) => Math.Abs(sum - (m * count)) > sumNoise.QuantileOfSum(countNoise, m, confidence);
        var value = Math.Clamp(sum / count, -bound, bound);
        return (value, End(Ruled, value, -bound), End(Ruled, value, bound));
    }

    // The set is an interval about the value as far as the bound: the end is where it is first ruled out.
    private static double End(Func<double, bool> ruledOut, double value, double end)
    {
        if (!ruledOut(end))
        {
            return end;
        }

        double inside = value, outside = end;
        for (var i = 0; i < 80; i++)
        {
            var middle = (inside + outside) / 2;
            if (ruledOut(middle))
            {
                outside = middle;
            }
            else
            {
                inside = middle;
            }
        }

        return outside;
    }
}

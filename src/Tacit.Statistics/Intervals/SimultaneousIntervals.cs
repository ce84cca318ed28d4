using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Intervals of the cells of a histogram, or of any released integers, that hold all at once.</summary>
/// <remarks>Each of k cells holds at 1 − (1 − confidence)/k, so all hold at the confidence (Bonferroni 1936), whatever the joint law of the noise is.</remarks>
public static class SimultaneousIntervals
{
    /// <summary>One interval for each cell.</summary>
    /// <param name="released">The cells with noise.</param>
    /// <param name="weights">The weight of each cell.</param>
    /// <param name="noise">The noise of the vector.</param>
    /// <param name="confidence">The probability that all intervals cover.</param>
    public static Estimate[] Of(ReadOnlySpan<Int128> released, ReadOnlySpan<Rational> weights, IntegerNoise noise, double confidence)
    {
        ArgumentNullException.ThrowIfNull(noise);
        NoiseSimulation.CheckConfidence(confidence);
        if (released.Length != weights.Length)
        {
            throw new ArgumentException("Every cell needs a weight.", nameof(weights));
        }

        var widths = new Dictionary<Rational, double>();
        var result = new Estimate[released.Length];
        for (var i = 0; i < result.Length; i++)
        {
            if (!widths.TryGetValue(weights[i], out var half))
            {
                widths[weights[i]] = half = noise.HalfWidth(weights[i], 1 - ((1 - confidence) / result.Length));
            }

            var value = (double)released[i];
            result[i] = new(value, value - half, value + half, confidence, Covers);
        }

        return result;
    }

    /// <summary>The wording of these intervals.</summary>
    public const string Covers = "noise only, for all cells at once, after the declared clipping and bounding";
}

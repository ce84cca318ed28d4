namespace Tacit.Statistics;

/// <summary>The interval of a smooth function of released numbers, by drawing their noise again at the released values.</summary>
/// <remarks>The basic bootstrap (Davison and Hinkley 1997): post-processing, so it costs nothing; coverage is approximate. Equal input gives an equal answer.</remarks>
public static class SimulatedInterval
{
    /// <summary>The value of the function at the released numbers with its interval, kept within [<paramref name="low"/>, <paramref name="high"/>].</summary>
    /// <param name="released">The released numbers.</param>
    /// <param name="noise">The noise of each.</param>
    /// <param name="estimator">The function.</param>
    /// <param name="confidence">The probability that the interval covers.</param>
    /// <param name="low">The least that the function can be.</param>
    /// <param name="high">The most that it can be.</param>
    /// <exception cref="ArgumentException">There are not as many noise scales as numbers.</exception>
    /// <exception cref="BadInputException">The confidence is not strictly between zero and one.</exception>
    public static Estimate Of(
        ReadOnlySpan<double> released, ReadOnlySpan<NoiseScale> noise, Func<double[], double> estimator, double confidence,
        double low = double.NegativeInfinity, double high = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        NoiseSimulation.CheckConfidence(confidence);
        if (released.Length != noise.Length)
        {
            throw new ArgumentException("Every released number needs its noise.", nameof(noise));
        }

        var errors = NoiseSimulation.Errors(released, noise, v => [estimator(v)]);
        return NoiseSimulation.Interval(estimator(released.ToArray()), errors[0], confidence, low, high);
    }
}

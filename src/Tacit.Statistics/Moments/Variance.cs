namespace Tacit.Statistics;

/// <summary>The variance of one column from three noisy integers: the covariance matrix of one column.</summary>
public static class Variance
{
    /// <summary>The variance, divided by the number of rows and clamped to [0, h²] for h half the range; null where the rows are too few to say.</summary>
    /// <param name="released">The integers of <see cref="MomentAggregates.Of(ReadOnlySpan{double})"/> with noise.</param>
    /// <param name="noise">The noise of each.</param>
    /// <param name="bounds">The public bounds.</param>
    /// <param name="confidence">The probability that the interval covers.</param>
    public static Estimate? Of(ReadOnlySpan<Int128> released, ReadOnlySpan<NoiseScale> noise, ValueBounds bounds, double confidence) =>
        CovarianceMatrix.Of(released, noise, new MomentAggregates(bounds), confidence)?[0, 0];
}

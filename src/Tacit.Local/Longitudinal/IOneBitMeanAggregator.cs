namespace Tacit.Local;

/// <summary>Counts the bits of <see cref="OneBitMean"/>. Not thread-safe.</summary>
public interface IOneBitMeanAggregator : IReportAggregator
{
    /// <summary>The unbiased mean, which may lie outside the range by noise, with an exact binomial interval.</summary>
    /// <exception cref="BadInputException">There are no reports yet, or the confidence is not between 0 and 1.</exception>
    Estimate Estimate(double confidence = 0.95);
}

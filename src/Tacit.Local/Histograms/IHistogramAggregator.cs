namespace Tacit.Local;

/// <summary>Sums the packed reports of noisy histograms. Not thread-safe. A batch whose length is that of whole reports is never malformed: all bytes are noise that could be.</summary>
public interface IHistogramAggregator : IReportAggregator
{
    /// <summary>The unbiased frequency of each value among these very users, with a normal interval of the known noise.</summary>
    /// <exception cref="BadInputException">There are no reports yet, or the confidence is not between 0 and 1.</exception>
    IReadOnlyList<Estimate> Estimate(double confidence = 0.95);
}

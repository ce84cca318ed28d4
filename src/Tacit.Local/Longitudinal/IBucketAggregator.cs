namespace Tacit.Local;

/// <summary>Counts the packed reports of <see cref="BucketProtocol"/>. Not thread-safe.</summary>
/// <remarks>What is kept is for each bucket how many installations report it, and how many of them with a one.</remarks>
public interface IBucketAggregator : IReportAggregator
{
    /// <summary>The unbiased frequency of each bucket, from the installations that report it, with an exact binomial interval for each by itself.</summary>
    /// <exception cref="BadInputException">A bucket is reported by nobody yet, or the confidence is not between 0 and 1.</exception>
    IReadOnlyList<Estimate> Estimate(double confidence = 0.95);
}

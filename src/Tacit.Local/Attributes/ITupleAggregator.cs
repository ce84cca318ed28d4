namespace Tacit.Local;

/// <summary>Counts the packed reports of tuples. Not thread-safe.</summary>
public interface ITupleAggregator : IReportAggregator
{
    /// <summary>What the reports say about one attribute, with intervals. Its number of reports is that of the reports that speak of it.</summary>
    /// <param name="attribute">0 … d − 1.</param>
    /// <param name="postProcess">What is done to the estimates.</param>
    /// <param name="confidence">Of the intervals.</param>
    /// <exception cref="BadInputException">There is no such attribute, there are no reports of it yet, or the confidence is not between 0 and 1.</exception>
    FrequencyEstimate Estimate(int attribute, PostProcess postProcess = PostProcess.None, double confidence = 0.95);
}

namespace Tacit.Local;

/// <summary>Counts the packed reports of one collection of values. Not thread-safe.</summary>
/// <remarks>What is kept is for each value how many reports support it, and for Hadamard response the sum of signs of each column.</remarks>
public interface IFrequencyAggregator : IReportAggregator
{
    /// <summary>What the reports say about the values, with intervals.</summary>
    /// <exception cref="BadInputException">There are no reports yet, or the confidence is not between 0 and 1.</exception>
    FrequencyEstimate Estimate(PostProcess postProcess = PostProcess.None, double confidence = 0.95);
}

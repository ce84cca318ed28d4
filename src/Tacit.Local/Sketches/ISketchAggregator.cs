namespace Tacit.Local;

/// <summary>Counts the packed reports of a sketch, in time that does not depend on its size. Not thread-safe.</summary>
public interface ISketchAggregator : IReportAggregator
{
    /// <summary>What the reports say about these words, in their order, each interval by itself and with the error of shared cells inside it.</summary>
    /// <remarks>Unbiased; a word that nobody has comes out near zero. Name all words that may be frequent in one call: the error of shared cells is taken from their estimates, and what they leave of one as if it were one more word.</remarks>
    /// <exception cref="BadInputException">There are no reports or no words, or the confidence is not between 0 and 1.</exception>
    FrequencyEstimate Estimate(IReadOnlyList<string> words, double confidence = 0.95);

    /// <summary>The same about values that were reported as numbers.</summary>
    /// <exception cref="BadInputException">There are no reports or no values, or the confidence is not between 0 and 1.</exception>
    FrequencyEstimate Estimate(IReadOnlyList<int> values, double confidence = 0.95);
}

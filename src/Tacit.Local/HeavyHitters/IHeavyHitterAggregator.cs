namespace Tacit.Local;

/// <summary>Counts the packed reports of prefixes. Not thread-safe.</summary>
public interface IHeavyHitterAggregator : IReportAggregator
{
    /// <summary>The frequent words, the most frequent first.</summary>
    /// <param name="most">K: prefixes that are kept at each stage, and words at the end.</param>
    /// <param name="alpha">With which probability any absent word is found at the last stage, and any interval fails.</param>
    /// <exception cref="BadInputException">A group has no reports yet, or a parameter is out of range.</exception>
    FrequentWords Find(int most = 20, double alpha = 0.05);
}

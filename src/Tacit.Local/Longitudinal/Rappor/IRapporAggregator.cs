namespace Tacit.Local;

/// <summary>Counts the packed reports of <see cref="RapporProtocol"/>. Not thread-safe.</summary>
/// <remarks>What is kept is for each cohort how many reports it sent, and of each bit how many were ones.</remarks>
public interface IRapporAggregator : IReportAggregator
{
    /// <summary>How frequent each candidate is, by non-negative least squares over the unbiased bits of all cohorts.</summary>
    /// <param name="candidates">Words that may have been reported. A word that is not among them is not found. What rare ones set is taken to lie on all bits alike; a frequent one stays noise to the others, which intervals see only in so far as it scatters bits.</param>
    /// <param name="penalty">LASSO: standard errors of a bit that a word has to be worth; 0 for none. Drops words that explain little, and biases the others downward; not their intervals.</param>
    /// <param name="confidence">Of each interval.</param>
    /// <returns>In the order of the candidates.</returns>
    /// <exception cref="BadInputException">There are no reports yet, no or equal candidates, the penalty is negative, or the confidence is not between 0 and 1.</exception>
    IReadOnlyList<RapporWord> Decode(IReadOnlyList<string> candidates, double penalty = 0, double confidence = 0.95);
}

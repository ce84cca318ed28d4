namespace Tacit.Local;

/// <summary>Counts the packed reports of numbers. Not thread-safe.</summary>
public interface INumberAggregator : IReportAggregator
{
    /// <summary>The unbiased estimate of the mean, with a normal interval from the spread of the reports, never less than users who all have this mean would give; with an exact binomial one where a report says one of two ends. May lie beyond the range.</summary>
    /// <exception cref="BadInputException">There are fewer than two reports, or the confidence is not between 0 and 1.</exception>
    Estimate Mean(double confidence = 0.95);

    /// <summary>The distribution over the places of the grid, with intervals for shares of users and for quantiles.</summary>
    /// <param name="smooth">Whether neighbours are averaged at each step, which keeps noise out of the shape and blurs sharp ones.</param>
    /// <exception cref="BadInputException">There are no reports, or the kind has reports of the ends of the range.</exception>
    NumberDistribution Distribution(bool smooth = true);
}

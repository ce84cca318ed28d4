using System.Globalization;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>What is released for every group.</summary>
internal enum AggregateFunction
{
    /// <summary>Number of rows.</summary>
    Count = 0,

    /// <summary>Number of rows where the argument is not NULL.</summary>
    CountValues = 1,

    /// <summary>Number of units.</summary>
    CountUnits = 2,

    /// <summary>Number of different values.</summary>
    CountDistinct = 3,

    /// <summary>Sum.</summary>
    Sum = 4,

    /// <summary>Mean.</summary>
    Mean = 5,

    /// <summary>Variance, divided by n.</summary>
    VariancePopulation = 6,

    /// <summary>Variance, divided by n − 1.</summary>
    VarianceSample = 7,

    /// <summary>Standard deviation, divided by n.</summary>
    DeviationPopulation = 8,

    /// <summary>Standard deviation, divided by n − 1.</summary>
    DeviationSample = 9,

    /// <summary>A low order statistic: the smallest value that enough rows stand at.</summary>
    Min = 10,

    /// <summary>A high order statistic.</summary>
    Max = 11,

    /// <summary>A quantile.</summary>
    Quantile = 12,

    /// <summary>Counts in bins, which become rows.</summary>
    Histogram = 13,

    /// <summary>Covariance, divided by n.</summary>
    CovariancePopulation = 14,

    /// <summary>Covariance, divided by n − 1.</summary>
    CovarianceSample = 15,

    /// <summary>Pearson's correlation.</summary>
    Correlation = 16,

    /// <summary>Slope of the least squares line of the first on the second argument.</summary>
    Slope = 17,

    /// <summary>Intercept of that line.</summary>
    Intercept = 18,
}

/// <summary>An aggregate of every group.</summary>
/// <param name="Function">What is computed.</param>
/// <param name="X">Its argument, or null.</param>
/// <param name="Y">Its second argument, or null.</param>
/// <param name="Q">The quantile.</param>
/// <param name="Edges">The edges of a histogram.</param>
internal sealed record AggregateCall(AggregateFunction Function, Scalar? X = null, Scalar? Y = null, double Q = 0, IReadOnlyList<double>? Edges = null)
{
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"({Function.ToString().ToLowerInvariant()} {X?.Text ?? "*"}{(Y is null ? string.Empty : " " + Y.Text)}{(Function == AggregateFunction.Quantile ? $" {Q:R}" : string.Empty)}{(Edges is null ? string.Empty : " " + string.Join(" ", Edges.Select(e => e.ToString("R", CultureInfo.InvariantCulture))))})");

    public bool Equals(AggregateCall? other) => other is not null && other.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

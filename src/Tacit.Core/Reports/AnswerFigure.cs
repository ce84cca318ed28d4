namespace Tacit.Reports;

/// <summary>How an answer is drawn.</summary>
public enum AnswerFigure
{
    /// <summary>A bar with its interval for every row.</summary>
    Bars = 0,

    /// <summary>A point with its interval for every row.</summary>
    Points = 1,

    /// <summary>For every row a box from the quantile columns, in increasing order.</summary>
    Quantiles = 2,

    /// <summary>No figure.</summary>
    None = 3,
}

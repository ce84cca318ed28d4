namespace Tacit.Reports;

/// <summary>How a value column is drawn.</summary>
public enum AnswerFigure
{
    /// <summary>A bar with its interval for every row.</summary>
    Bars = 0,

    /// <summary>A point with its interval for every row.</summary>
    Points = 1,

    /// <summary>For every row one box of this column and its neighbours that are quantiles in the same unit, in increasing order.</summary>
    Quantiles = 2,

    /// <summary>No figure.</summary>
    None = 3,
}

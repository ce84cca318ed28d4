namespace Tacit.Statistics;

/// <summary>An estimator of one number of which is known how far changes of rows can move it.</summary>
/// <remarks>
/// What <see cref="RobustToPrivate"/> rests on: whatever k changes reach from some rows, k + 1 reach from rows that differ in one. Bounds that are wider than
/// the true ones keep the guarantee where they keep that. Rows are sets: their order says nothing.
/// </remarks>
public interface IRobustEstimator
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Whether it knows what changes under this relation can do.</summary>
    /// <param name="relation">The relation.</param>
    bool Knows(Neighbours relation);

    /// <summary>Between which values the estimate lies, whatever the rows are.</summary>
    /// <param name="low">The lowest point that a row may be.</param>
    /// <param name="high">The highest.</param>
    (long Low, long High) Values(long low, long high);

    /// <summary>The least and the largest value that so many changes can give, rounded outward to integers; with none, the estimate itself between two of them.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="changes">How many rows change: are replaced, or are added or removed.</param>
    /// <param name="relation">What a change is.</param>
    (long Low, long High) Reach(SortedRows rows, int changes, Neighbours relation);
}

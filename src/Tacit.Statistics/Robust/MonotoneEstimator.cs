using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>An estimator that no row lowers by growing: among all rows that k changes give, the extremes come from moving the k rows of one end to the other.</summary>
/// <remarks>Whoever writes one sees to it that the value lies between the least and the largest row, and that it never falls when a row grows, for each number of rows.</remarks>
public abstract class MonotoneEstimator : IRobustEstimator
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool Knows(Neighbours relation) => relation is Neighbours.AddRemove or Neighbours.Replace;

    /// <inheritdoc/>
    public (long Low, long High) Values(long low, long high) => (low, high);

    /// <inheritdoc/>
    public (long Low, long High) Reach(SortedRows rows, int changes, Neighbours relation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(changes);
        if (relation == Neighbours.Replace)
        {
            var moved = Math.Min(changes, rows.Count);
            return (Least(rows, moved, moved), Largest(rows, moved, moved));
        }

        // Some of the changes remove rows of one end, the others add rows at the other end.
        var (low, high) = (rows.High, rows.Low);
        for (var removed = 0; removed <= Math.Min(changes, rows.Count); removed++)
        {
            low = Math.Min(low, Least(rows, removed, changes - removed));
            high = Math.Max(high, Largest(rows, removed, changes - removed));
        }

        return (low, high);
    }

    /// <summary>The estimate.</summary>
    /// <param name="rows">At least one row.</param>
    protected abstract Rational Of(ChangedRows rows);

    // Of no rows nothing is known: any point may come.
    private long Least(SortedRows rows, int removed, int added) => rows.Count - removed + added == 0
        ? rows.Low
        : (long)BigInteger.Max(rows.Low, Of(rows.Lowered(removed, added)).Floor());

    private long Largest(SortedRows rows, int removed, int added) => rows.Count - removed + added == 0
        ? rows.High
        : (long)BigInteger.Min(rows.High, Of(rows.Raised(removed, added)).Ceiling());
}

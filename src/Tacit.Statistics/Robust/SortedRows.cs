namespace Tacit.Statistics;

/// <summary>Rows in order, clipped to public points, with sums of their beginnings.</summary>
public sealed class SortedRows
{
    private readonly long[] _sorted;
    private readonly Int128[] _sums;

    /// <summary>The rows.</summary>
    /// <param name="values">The rows, in any order.</param>
    /// <param name="low">The lowest point.</param>
    /// <param name="high">The highest point.</param>
    public SortedRows(ReadOnlySpan<long> values, long low, long high)
    {
        (Low, High) = (low, high);
        _sorted = new long[values.Length];
        for (var i = 0; i < _sorted.Length; i++)
        {
            _sorted[i] = Math.Clamp(values[i], low, high);
        }

        Array.Sort(_sorted);
        _sums = new Int128[_sorted.Length + 1];
        for (var i = 0; i < _sorted.Length; i++)
        {
            _sums[i + 1] = _sums[i] + _sorted[i];
        }
    }

    /// <summary>The lowest point.</summary>
    public long Low { get; }

    /// <summary>The highest point.</summary>
    public long High { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _sorted.Length;

    /// <summary>The row at a place in the order; what lies before the first is the lowest point, behind the last the highest.</summary>
    /// <param name="index">The place, from 0.</param>
    public long this[int index] => index < 0 ? Low : index >= _sorted.Length ? High : _sorted[index];

    /// <summary>The sum of the first rows.</summary>
    /// <param name="count">How many, at most all.</param>
    public Int128 SumOfFirst(int count) => _sums[count];

    /// <summary>The rows as they are.</summary>
    public ChangedRows Unchanged => new(this, 0, 0, true);

    /// <summary>The rows without the smallest, and with rows at the highest point: of all rows that so many removals and additions give, place for place the largest.</summary>
    /// <param name="removed">How many of the smallest go, at most all.</param>
    /// <param name="added">How many rows come.</param>
    public ChangedRows Raised(int removed, int added) => new(this, removed, added, true);

    /// <summary>The rows without the largest, and with rows at the lowest point: place for place the smallest.</summary>
    /// <param name="removed">How many of the largest go, at most all.</param>
    /// <param name="added">How many rows come.</param>
    public ChangedRows Lowered(int removed, int added) => new(this, removed, added, false);
}

namespace Tacit.Statistics;

/// <summary>Rows after the worst changes, in order. A view: nothing is copied.</summary>
public readonly struct ChangedRows
{
    private readonly SortedRows _rows;
    private readonly int _removed;
    private readonly int _added;
    private readonly bool _isRaised;

    internal ChangedRows(SortedRows rows, int removed, int added, bool isRaised)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(removed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(removed, rows.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(added);
        (_rows, _removed, _added, _isRaised) = (rows, removed, added, isRaised);
    }

    /// <summary>The number of rows.</summary>
    public int Count => Kept + _added;

    private int Kept => _rows.Count - _removed;

    /// <summary>The row at a place in the order.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public long this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _isRaised ? (index < Kept ? _rows[_removed + index] : _rows.High) : index < _added ? _rows.Low : _rows[index - _added];
        }
    }

    /// <summary>The sum of the first rows.</summary>
    /// <param name="count">How many, at most all.</param>
    public Int128 SumOfFirst(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (_isRaised)
        {
            var kept = Math.Min(count, Kept);
            return _rows.SumOfFirst(_removed + kept) - _rows.SumOfFirst(_removed) + ((Int128)(count - kept) * _rows.High);
        }

        var added = Math.Min(count, _added);
        return ((Int128)added * _rows.Low) + _rows.SumOfFirst(count - added);
    }
}

namespace Tacit.Statistics;

/// <summary>Points that need equally many changes of rows: two runs of them, each perhaps empty.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="From">The first point of the run below what fewer changes reach.</param>
/// <param name="To">Its last point; below the first where it is empty.</param>
/// <param name="SecondFrom">The first point of the run above.</param>
/// <param name="SecondTo">Its last point.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RobustRing(int Changes, long From, long To, long SecondFrom, long SecondTo)
{
    /// <summary>How many points there are.</summary>
    public long Points => (To - From + 1) + (SecondTo - SecondFrom + 1);

    /// <summary>Whether a point is one of them.</summary>
    /// <param name="point">The point.</param>
    public bool Contains(long point) => (point >= From && point <= To) || (point >= SecondFrom && point <= SecondTo);

    internal long At(long index) => index <= To - From ? From + index : SecondFrom + (index - (To - From + 1));
}

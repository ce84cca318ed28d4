using Tacit.Auditing;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Intervals of frequencies from counts of supporting reports: exact binomial bounds, mapped through the line from supports to frequencies.</summary>
internal static class SupportIntervals
{
    /// <summary>An interval for each value that fails with probability at most <paramref name="alpha"/>.</summary>
    public static (double Low, double High)[] Raw(ValueLaws laws, long reports, long[] supports, double alpha, IntervalKind kind = IntervalKind.ClopperPearson)
    {
        var known = new Dictionary<long, (double Low, double High)>();
        return [.. supports.Select((count, v) =>
        {
            if (!known.TryGetValue(count, out var share))
            {
                known[count] = share = kind == IntervalKind.Wilson
                    ? Wilson(count, reports, alpha)
                    : (ClopperPearson.Lower(count, reports, alpha / 2), ClopperPearson.Upper(count, reports, alpha / 2));
            }

            var law = laws[v];
            var gap = law.Truth - law.Other;
            return ((share.Low - law.Other) / gap, (share.High - law.Other) / gap);
        })];
    }

    /// <summary>Where the observed share is as far from the true one as a normal variable is from zero with probability <paramref name="alpha"/>.</summary>
    public static (double Low, double High) Wilson(long count, long reports, double alpha)
    {
        var z = Normal.UpperQuantile(alpha / 2);
        var (share, square) = ((double)count / reports, z * z / reports);
        var middle = (share + (square / 2)) / (1 + square);
        var half = Math.Sqrt((share * (1 - share) * square) + (square * square / 4)) / (1 + square);
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>What bounds that hold all at once leave of each frequency when all are at least zero and sum to one.</summary>
    public static (double Low, double High)[] InSimplex((double Low, double High)[] bounds)
    {
        var (lows, highs) = (bounds.Sum(b => b.Low), bounds.Sum(b => b.High));
        return [.. bounds.Select(b =>
        {
            var low = Math.Max(Math.Max(0, b.Low), 1 - (highs - b.High));
            var high = Math.Min(Math.Min(1, b.High), 1 - (lows - b.Low));

            // No frequencies fit, which happens with probability α at most: what is left of the bounds alone.
            return low <= high ? (low, high) : (Math.Clamp(b.Low, 0, 1), Math.Clamp(b.High, 0, 1));
        })];
    }
}

using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>One quantile by the exponential mechanism, on a public grid of integers.</summary>
/// <remarks>
/// Guarantee: ε-differential privacy of bounded range ε (so ε²/8-zCDP), for add/remove or replace of one row as stated at construction. The score of a point t
/// is minus the number of rows by which its rank misses qn: max(0, #{x &lt; t} − qn, qn − #{x ≤ t}); one row moves it by at most Δ = max(q, 1−q) under
/// add/remove and 1 under replace, and a point is drawn with weight e^(−ε·miss/2Δ) (McSherry and Talwar 2007; Smith 2011). Ties count as all ranks that they
/// hold, so a value that fills the quantile is its own best answer. Points of equal score form rings, and a ring is drawn exactly.
/// There is no interval: use <see cref="QuantileTree"/> where one is needed.
/// </remarks>
public sealed class ExponentialQuantile
{
    private readonly long _numerator;
    private readonly long _denominator;
    private readonly long _low;
    private readonly long _high;
    private readonly Rational _perMiss;

    /// <summary>The quantile numerator/denominator on the integers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="numerator">With the denominator q, from 0 to 1.</param>
    /// <param name="denominator">Positive, at most 10⁶.</param>
    /// <param name="low">The lowest point. Public.</param>
    /// <param name="high">The highest point. Public.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <exception cref="BadInputException">The quantile, the points or ε cannot be used.</exception>
    public ExponentialQuantile(long numerator, long denominator, long low, long high, Quantity epsilon, Neighbours relation = Neighbours.AddRemove)
    {
        if (denominator is <= 0 or > 1_000_000 || numerator < 0 || numerator > denominator)
        {
            throw new BadInputException($"A quantile is a fraction from 0 to 1 with a denominator up to 1,000,000, but {numerator}/{denominator} was asked for.");
        }

        if (low >= high || low < -(1L << 60) || high > 1L << 60)
        {
            throw new BadInputException($"The points go from a lower to a higher integer, both within 2^60, but were {low} and {high}.");
        }

        (_numerator, _denominator, _low, _high) = (numerator, denominator, low, high);
        var price = epsilon.Positive("Epsilon");

        // Misses are counted in units of 1/denominator.
        var sensitivity = relation == Neighbours.Replace ? denominator : Math.Max(numerator, denominator - numerator);
        _perMiss = price / (2 * (Rational)sensitivity);
        Loss = PrivacyLoss.Exponential(price, relation);
    }

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>A point drawn from the mechanism.</summary>
    /// <param name="values">The rows, clipped to the points.</param>
    /// <param name="random">The permit's source; see <see cref="Permit.Draw{T}(PrivacyLoss, Func{RandomSource, T}, Func{T})"/>.</param>
    public long Draw(ReadOnlySpan<long> values, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var rings = Rings(values);
        var law = new RingLaw([.. rings.Select(r => (r.Last - r.First + 1, r.Miss))], _perMiss);
        var ring = rings[law.Draw(random)];
        return ring.First + (long)random.NextBelow((ulong)(ring.Last - ring.First + 1));
    }

    /// <summary>The first of the points with the best score: what the mechanism draws without noise, which is the exact lower quantile.</summary>
    public long Best(ReadOnlySpan<long> values) => Rings(values).MinBy(r => r.Miss).First;

    /// <summary>The points in runs of equal score: first and last point, and denominator × the miss.</summary>
    internal List<(long First, long Last, long Miss)> Rings(ReadOnlySpan<long> values)
    {
        var sorted = Sorted(values);

        // Below 10⁶·2³¹, so longs.
        var target = _numerator * sorted.Length;
        long Miss(long below, long upTo) => Math.Max(0, Math.Max((_denominator * below) - target, target - (_denominator * upTo)));

        var rings = new List<(long, long, long)>();
        var next = _low;
        for (var i = 0; i < sorted.Length;)
        {
            var value = sorted[i];
            var end = i;
            while (end < sorted.Length && sorted[end] == value)
            {
                end++;
            }

            if (next < value)
            {
                rings.Add((next, value - 1, Miss(i, i)));
            }

            rings.Add((value, value, Miss(i, end)));
            next = value + 1;
            i = end;
        }

        if (next <= _high)
        {
            rings.Add((next, _high, Miss(sorted.Length, sorted.Length)));
        }

        return rings;
    }

    // By counting where points are few, in memory and time of the points.
    private long[] Sorted(ReadOnlySpan<long> values)
    {
        var sorted = new long[values.Length];
        if (_high - _low >= Math.Min(2L * values.Length, 1 << 26))
        {
            for (var i = 0; i < sorted.Length; i++)
            {
                sorted[i] = Math.Clamp(values[i], _low, _high);
            }

            Array.Sort(sorted);
            return sorted;
        }

        var counts = new int[(int)(_high - _low) + 1];
        foreach (var value in values)
        {
            counts[Math.Clamp(value, _low, _high) - _low]++;
        }

        var at = 0;
        for (var point = 0; point < counts.Length; point++)
        {
            sorted.AsSpan(at, counts[point]).Fill(_low + point);
            at += counts[point];
        }

        return sorted;
    }
}

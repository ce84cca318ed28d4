using System.Collections.Concurrent;
using System.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms.Tables;

/// <summary>
/// The lazy-precision draw: U is uniform with as many bits as it takes, and the outcome is the number of cumulative probabilities F(j) ≤ U.
/// The first 63 bits are compared with ⌊2^63·F(j)⌋. They decide unless they equal one of these; then bits are added and the enclosures of F
/// narrowed. So the law is exact, and the rare undecided word costs time only.
/// </summary>
internal sealed class ThresholdTable
{
    private const int Kept = 64;
    private static readonly ConcurrentDictionary<MagnitudeLaw, ThresholdTable> Cache = new();
    private readonly MagnitudeLaw _law;
    private readonly ulong[] _thresholds;
    private readonly int[] _guide;
    private readonly int _shift;
    private readonly ConcurrentDictionary<int, Enclosure[]> _narrower = new();

    private ThresholdTable(MagnitudeLaw law)
    {
        _law = law;
        _thresholds = Floors(law);
        var bits = Math.Clamp(BitOperations.Log2((uint)_thresholds.Length) + 2, 4, 14);
        _shift = 63 - bits;
        _guide = new int[1 << bits];
        for (int cell = 0, j = 0; cell < _guide.Length; cell++)
        {
            while (_thresholds[j] < (ulong)cell << _shift)
            {
                j++;
            }

            _guide[cell] = j;
        }
    }

    /// <summary>⌊2^63·F(j)⌋, ascending; the last is at least 2^63 − 1, so that a search always ends.</summary>
    public ReadOnlySpan<ulong> Thresholds => _thresholds;

    /// <summary>The table of a law. Tables are kept: the route depends on the law alone, so what is kept changes no draw.</summary>
    public static ThresholdTable For(MagnitudeLaw law)
    {
        if (Cache.TryGetValue(law, out var table))
        {
            return table;
        }

        if (Cache.Count >= Kept)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd(law, static l => new ThresholdTable(l));
    }

    /// <summary>An outcome, and one more fair bit.</summary>
    public int Draw(RandomSource random, out bool bit)
    {
        var word = random.NextUInt64();
        bit = (word & 1) == 1;
        var u = word >> 1;
        var thresholds = _thresholds;
        var j = _guide[(int)(u >> _shift)];
        while (thresholds[j] < u)
        {
            j++;
        }

        return thresholds[j] == u ? Decide(u, 63, random.NextUInt64, 64) : j;
    }

    /// <summary>The same law by enclosures alone, eight bits at a time.</summary>
    public int DrawPrecisely(RandomSource random, out bool bit)
    {
        bit = random.NextBit();
        return Decide(BigInteger.Zero, 0, () => random.NextUInt64() >> 56, 8);
    }

    /// <summary>Whether the first 63 bits decide, and the outcome; <paramref name="u"/> is below 2^63.</summary>
    public bool TryDecide(ulong u, out int outcome)
    {
        outcome = Array.BinarySearch(_thresholds, u);
        outcome = outcome < 0 ? ~outcome : outcome;
        return _thresholds[outcome] != u;
    }

    /// <summary>Continues the number u·2^−bits by words of <paramref name="width"/> bits until it decides.</summary>
    public int Decide(BigInteger u, int bits, Func<ulong> next, int width)
    {
        while (true)
        {
            u = (u << width) + next();
            bits += width;
            var f = _narrower.GetOrAdd(bits, static (b, law) => law.Cumulative(b + 24), _law);

            // The first F(j) that is certainly above U, and F(j−1) certainly not.
            var (low, high) = (0, f.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = (u + 1) << (f[middle].Bits - bits) <= f[middle].Low ? (low, middle) : (middle + 1, high);
            }

            var found = low < f.Length || low + 1 == _law.Outcomes;
            if (found && (low == 0 || u << (f[low - 1].Bits - bits) >= f[low - 1].High))
            {
                return low;
            }
        }
    }

    private static ulong[] Floors(MagnitudeLaw law)
    {
        for (var bits = 128; ; bits += 64)
        {
            var list = new List<ulong>();
            var certain = true;
            foreach (var f in law.Cumulative(bits))
            {
                var floor = f.Low >> (f.Bits - 63);
                certain &= floor == f.High >> (f.Bits - 63) || (floor == long.MaxValue && f.High >> f.Bits == BigInteger.One);
                list.Add((ulong)floor);
                if (floor == long.MaxValue)
                {
                    break;
                }
            }

            if (law.Outcomes is not null)
            {
                list.Add(ulong.MaxValue);
            }

            if (certain && list[^1] >= long.MaxValue)
            {
                return [.. list];
            }
        }
    }
}

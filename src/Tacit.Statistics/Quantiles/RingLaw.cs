using System.Numerics;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Chooses a ring with probability proportional to (points of it) × e^(−miss × price of a miss), exactly.</summary>
/// <remarks>
/// Bits of a uniform number are compared with enclosures of the cumulative weights in integers; precision grows while they do not decide. No floating
/// point is involved: weights that are normalised in doubles would not have the law that is priced.
/// </remarks>
internal sealed class RingLaw
{
    private readonly (long Points, long Miss)[] _rings;
    private readonly Rational _perMiss;
    private readonly long _least;

    public RingLaw((long Points, long Miss)[] rings, Rational perMiss)
    {
        _rings = rings;
        _perMiss = perMiss;
        _least = rings.Min(r => r.Miss);
    }

    public int Draw(RandomSource random)
    {
        var uniform = BigInteger.Zero;
        for (var bits = 64; ; bits += 64)
        {
            uniform = (uniform << 64) + random.NextUInt64();
            if (Decide(uniform, bits) is { } ring)
            {
                return ring;
            }
        }
    }

    // The ring whose part of [0, 1) holds [uniform, uniform + 1)·2^−bits for certain, or null.
    private int? Decide(BigInteger uniform, int bits)
    {
        var precision = bits + 64;
        var (low, high) = Cumulative(precision);
        var (allLow, allHigh) = (low[^1], high[^1]);
        for (var k = 0; k < _rings.Length; k++)
        {
            // F/W is at least low/(low + rest high) and at most high/(high + rest low).
            if (Below(uniform + 1, bits, low[k], low[k] + allHigh - high[k]))
            {
                return k == 0 || AtLeast(uniform, bits, high[k - 1], high[k - 1] + allLow - low[k - 1]) ? k : null;
            }
        }

        return null;
    }

    private static bool Below(BigInteger uniform, int bits, BigInteger part, BigInteger whole) => uniform * whole <= part << bits;

    private static bool AtLeast(BigInteger uniform, int bits, BigInteger part, BigInteger whole) => uniform * whole >= part << bits;

    private (BigInteger[] Low, BigInteger[] High) Cumulative(int precision)
    {
        var powers = new Dictionary<long, (BigInteger Low, BigInteger High)>();
        var low = new BigInteger[_rings.Length];
        var high = new BigInteger[_rings.Length];
        BigInteger sumLow = 0, sumHigh = 0;
        for (var k = 0; k < _rings.Length; k++)
        {
            var miss = _rings[k].Miss - _least;
            if (!powers.TryGetValue(miss, out var power))
            {
                powers[miss] = power = ExpMinus(_perMiss * miss, precision);
            }

            low[k] = sumLow += _rings[k].Points * power.Low;
            high[k] = sumHigh += _rings[k].Points * power.High;
        }

        return (low, high);
    }

    /// <summary>Integers around e^−x · 2^bits for x ≥ 0: the alternating series of x/2^k, which lies between its partial sums, squared k times.</summary>
    internal static (BigInteger Low, BigInteger High) ExpMinus(Rational x, int bits)
    {
        if (x.Sign == 0)
        {
            return (BigInteger.One << bits, BigInteger.One << bits);
        }

        // e^−x < 2^−x: nothing is left of it at this precision.
        if (x >= bits + 1)
        {
            return (BigInteger.Zero, BigInteger.One);
        }

        var halvings = (int)x.Ceiling().GetBitLength() + 4;
        var work = bits + halvings + 16;
        var one = BigInteger.One << work;

        // ⌊x·2^(work−halvings)⌋ and one more enclose the small exponent.
        var numerator = x.Numerator << (work - halvings);
        var step = BigInteger.Divide(numerator, x.Denominator);
        BigInteger low = Series(step + 1, one, work, upper: false), high = Series(step, one, work, upper: true);
        for (var i = 0; i < halvings; i++)
        {
            low = low * low >> work;
            high = (high * high >> work) + 1;
        }

        return (low >> (work - bits), (high >> (work - bits)) + 1);
    }

    // 1 − y + y²/2 − …: terms are cut down or up so that the sum stays on its side; what is left is below one unit each way.
    private static BigInteger Series(BigInteger y, BigInteger one, int work, bool upper)
    {
        BigInteger sum = one, termLow = one, termHigh = one;
        for (var k = 1; termHigh > 1; k++)
        {
            termLow = (termLow * y >> work) / k;
            termHigh = ((((termHigh * y) >> work) + 1) / k) + 1;
            var negative = (k & 1) == 1;
            sum += negative ? (upper ? -termLow : -termHigh) : (upper ? termHigh : termLow);
        }

        return BigInteger.Max(0, sum + (upper ? 2 : -2));
    }
}

using System.Numerics;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>A real number between two multiples of 2^−bits: arithmetic in integers whose rounding is counted, never guessed.</summary>
internal readonly record struct Enclosure(BigInteger Low, BigInteger High, int Bits)
{
    public static Enclosure Of(Rational value, int bits)
    {
        var scaled = value * new Rational(BigInteger.One << bits, BigInteger.One);
        return new(scaled.Floor(), scaled.Ceiling(), bits);
    }

    /// <summary>e^x for a rational x of either sign: Taylor series of x/2^k with its remainder, squared k times.</summary>
    public static Enclosure Exp(Rational x, int bits)
    {
        var guard = bits + 64 + (int)Math.Min(4096, Math.Abs(x.ToDouble()) * 1.5 + 1);
        var halvings = Math.Max(0, (int)(BigInteger.Abs(x.Numerator).GetBitLength() - x.Denominator.GetBitLength()) + 8);
        var work = guard + (2 * halvings);
        var small = x / new Rational(BigInteger.One << halvings, BigInteger.One);
        var step = Of(Rational.Max(small, -small), work);
        var one = BigInteger.One << work;
        BigInteger low = one, high = one, termLow = one, termHigh = one;
        var sign = small.Sign < 0 ? -1 : 1;
        for (var k = 1; termHigh > 0; k++)
        {
            termLow = (termLow * step.Low >> work) / k;
            termHigh = CeilingDivide((termHigh * step.High >> work) + 1, k);
            var negative = sign < 0 && (k & 1) == 1;
            low += negative ? -termHigh : termLow;
            high += negative ? -termLow : termHigh;
            if (termHigh <= 1)
            {
                break;
            }
        }

        // |small| ≤ 1/128, so what is left of the series is below the last term, which is at most one unit; two units cover it.
        low -= 2;
        high += 2;
        for (var i = 0; i < halvings; i++)
        {
            low = low * low >> work;
            high = (high * high >> work) + 1;
        }

        return new(low >> (work - bits), (high >> (work - bits)) + 1, bits);
    }

    /// <summary>1/(1 + factor·e^−x) for a factor and x of at least zero.</summary>
    public static Enclosure Logistic(Rational factor, Rational x, int bits)
    {
        var extra = 128 + (int)Math.Max(0, factor.Numerator.GetBitLength() - factor.Denominator.GetBitLength());
        var work = bits + extra;
        var power = Exp(-x, work);
        var one = Of(Rational.One, work);
        var result = one.Over(one + Of(factor, work).Times(power with { Low = BigInteger.Max(power.Low, BigInteger.Zero) }));
        return new(result.Low >> extra, (result.High >> extra) + 1, bits);
    }

    public Enclosure Times(Enclosure other) => Low.Sign >= 0 && other.Low.Sign >= 0
        ? new(Low * other.Low >> Bits, (High * other.High >> Bits) + 1, Bits)
        : throw new InvalidOperationException("Enclosures are multiplied for non-negative values only.");

    public Enclosure Over(Enclosure other) => Low.Sign >= 0 && other.Low.Sign > 0
        ? new((Low << Bits) / other.High, ((High << Bits) / other.Low) + 1, Bits)
        : throw new InvalidOperationException("Enclosures are divided for non-negative values by positive ones only.");

    public static Enclosure operator +(Enclosure left, Enclosure right) => new(left.Low + right.Low, left.High + right.High, left.Bits);

    public static Enclosure operator -(Enclosure left, Enclosure right) => new(left.Low - right.High, left.High - right.Low, left.Bits);

    /// <summary>True with exactly the enclosed probability: bits of a uniform number are compared, and precision grows while they do not decide.</summary>
    public static bool Draw(RandomSource random, Func<int, Enclosure> probability)
    {
        var uniform = BigInteger.Zero;
        for (var bits = 64; ; bits += 64)
        {
            uniform = (uniform << 64) + random.NextUInt64();
            var p = probability(bits);
            if (uniform + 1 <= p.Low)
            {
                return true;
            }

            if (uniform >= p.High)
            {
                return false;
            }
        }
    }

    private static BigInteger CeilingDivide(BigInteger value, int divisor) => (value + divisor - 1) / divisor;
}

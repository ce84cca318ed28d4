using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Probabilities as integers over 2^64, exactly: the truthful event rounded down, the untruthful one up, so that ε can only fall.</summary>
internal static class Thresholds
{
    public static readonly BigInteger Whole = BigInteger.One << 64;

    /// <summary>T_p and, where zeros are raised on their own, T_q; zero elsewhere.</summary>
    public static (ulong Keep, ulong Noise) Of(OracleKind kind, int domain, int size, Rational epsilon)
    {
        var half = epsilon / 2;
        switch (kind)
        {
            case OracleKind.Sue:
                return (Down(half, e => e / (e + 1)), Up(half, e => Rational.One / (e + 1)));
            case OracleKind.Oue:
                return (1UL << 63, Up(epsilon, e => Rational.One / (e + 1)));
            case OracleKind.The:
                var theta = HistogramThreshold.Of(epsilon);
                return (Down(half * (theta - 1), e => Rational.One - (e / 2)), Up(-half * theta, e => e / 2));
            case OracleKind.Subset:
                return (Down(epsilon, e => size * e / ((size * e) + (domain - size))), 0);
            default:
                var others = Values(kind, domain, size) - 1;
                return (Down(epsilon, e => e / (e + others)), 0);
        }
    }

    /// <summary>e^<paramref name="exponent"/> of a negative exponent over 2^64, rounded up.</summary>
    public static ulong PowerUp(Rational exponent) => Up(exponent, e => e);

    /// <summary>How many values the randomized response inside has: k, g, or the two signs of a coefficient.</summary>
    public static int Values(OracleKind kind, int domain, int size) => kind switch
    {
        OracleKind.Grr => domain,
        OracleKind.Blh or OracleKind.Olh => size,
        _ => 2,
    };

    // e^x is irrational for a rational x other than zero, so both ends of a narrow enough bracket have the same floor.
    private static ulong Down(Rational exponent, Func<Rational, Rational> probability)
    {
        for (var bits = 192; ; bits *= 2)
        {
            var (low, high) = ExponentialBounds.Of(exponent, bits);
            var (a, b) = ((probability(low) * Whole).Floor(), (probability(high) * Whole).Floor());
            if (a == b)
            {
                return (ulong)a;
            }
        }
    }

    private static ulong Up(Rational exponent, Func<Rational, Rational> probability) => Down(exponent, probability) + 1;
}

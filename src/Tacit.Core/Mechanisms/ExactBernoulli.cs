using System.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Coins whose probability is exact: a rational, or e^−x for a rational x ≥ 0.</summary>
/// <remarks>Source: Canonne, Kamath and Steinke (2020), Algorithm 1. No floating point is involved.</remarks>
public static class ExactBernoulli
{
    /// <summary>True with probability <paramref name="numerator"/> / <paramref name="denominator"/>, which lies in [0, 1].</summary>
    public static bool Draw(RandomSource random, BigInteger numerator, BigInteger denominator)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (denominator.Sign <= 0 || numerator.Sign < 0 || numerator > denominator)
        {
            throw new ArgumentOutOfRangeException(nameof(numerator), "A probability lies in [0, 1].");
        }

        return random.NextBelow(denominator) < numerator;
    }

    /// <summary>True with probability e^−(<paramref name="numerator"/> / <paramref name="denominator"/>).</summary>
    public static bool DrawExpMinus(RandomSource random, BigInteger numerator, BigInteger denominator)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (denominator.Sign <= 0 || numerator.Sign < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(numerator), "The exponent is a rational of at least zero.");
        }

        while (numerator > denominator)
        {
            if (!ExpMinusFraction(random, BigInteger.One, BigInteger.One))
            {
                return false;
            }

            numerator -= denominator;
        }

        return ExpMinusFraction(random, numerator, denominator);
    }

    /// <summary>The same for machine integers with <paramref name="numerator"/> ≤ <paramref name="denominator"/> &lt; 2^56: one law, fewer bytes moved.</summary>
    internal static bool ExpMinusFraction(RandomSource random, ulong numerator, ulong denominator)
    {
        ulong k = 1;
        while (random.NextBelow(denominator * k) < numerator)
        {
            k++;
            if (k == 256)
            {
                return ExpMinusFraction(random, numerator, denominator, k);
            }
        }

        return (k & 1) == 1;
    }

    /// <summary>The same as <see cref="DrawExpMinus"/>, coin for coin, for a <paramref name="denominator"/> of at most 2^112: nothing is allocated.</summary>
    internal static bool ExpMinus(RandomSource random, UInt128 numerator, UInt128 denominator)
    {
        while (numerator > denominator)
        {
            if (!ExpMinusFraction(random, 1UL, 1UL))
            {
                return false;
            }

            numerator -= denominator;
        }

        for (ulong k = 1; k < 1 << 16; k++)
        {
            if (random.NextBelow128(denominator * k) >= numerator)
            {
                return (k & 1) == 1;
            }
        }

        return ExpMinusFraction(random, (BigInteger)numerator, denominator, 1 << 16);
    }

    private static bool ExpMinusFraction(RandomSource random, BigInteger numerator, BigInteger denominator, ulong k = 1)
    {
        // K counts up while Bernoulli(x/K) succeeds; P(K odd at the end) = Σ (−x)^j/j! = e^−x.
        while (random.NextBelow(denominator * k) < numerator)
        {
            k++;
        }

        return (k & 1) == 1;
    }
}

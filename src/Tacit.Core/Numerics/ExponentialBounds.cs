using System.Numerics;
using Tacit.Mechanisms;

namespace Tacit.Numerics;

/// <summary>e^x between two rationals, in integers: what a check of a privacy claim compares with instead of a rounded number.</summary>
public static class ExponentialBounds
{
    /// <summary>Two multiples of 2^−<paramref name="bits"/> of which the first is not above and the second not below e^<paramref name="exponent"/>; a few such steps apart.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 1 to 4096, or the exponent is beyond ±1000.</exception>
    public static (Rational Low, Rational High) Of(Rational exponent, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 4096);
        if (exponent > 1000 || exponent < -1000)
        {
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "The exponent lies in -1000 to 1000.");
        }

        var power = Enclosure.Exp(exponent, bits);
        var one = BigInteger.One << bits;
        return (new(BigInteger.Max(power.Low, BigInteger.Zero), one), new(power.High, one));
    }
}

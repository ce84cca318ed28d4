using System.Numerics;
using Tacit.Mechanisms.Tables;
using Tacit.Numerics;

namespace Tacit.Mechanisms;

/// <summary>The smallest integer t ≥ 1 that integer noise reaches with probability at most a given one: P(Z ≥ t) ≤ p, decided on enclosures.</summary>
internal static class TailThreshold
{
    /// <summary>For the discrete Laplace of scale b: P(Z ≥ t) = a^t/(1+a), a = e^(−1/b).</summary>
    public static long Laplace(Rational scale, Rational p)
    {
        var logs = (BigInteger.Log(p.Denominator) - BigInteger.Log(p.Numerator)) - Math.Log(1 + Math.Exp(-1 / scale.ToDouble()));
        var t = Math.Max(1, (long)Math.Ceiling(scale.ToDouble() * logs));
        while (!Holds(t))
        {
            t++;
        }

        while (t > 1 && Holds(t - 1))
        {
            t--;
        }

        return t;

        // Both sides are never equal: e^(−1/b) is transcendental.
        bool Holds(long at)
        {
            for (var bits = Bits(p); ; bits += 64)
            {
                var left = Enclosure.Exp(-(Rational)at / scale, bits);
                var right = Enclosure.Of(p, bits).Times(Enclosure.Of(Rational.One, bits) + Enclosure.Exp(-Rational.One / scale, bits));
                if (left.High <= right.Low || left.Low > right.High)
                {
                    return left.High <= right.Low;
                }
            }
        }
    }

    /// <summary>For the discrete Gaussian: by sums that are enclosed for σ up to 4096, beyond by P(Y ≥ t) ≤ P(N ≥ t−1), which may be one too large.</summary>
    public static long Gaussian(Rational sigma, Rational p)
    {
        var least = p.ToDoubleDown();
        if (!(least > 1e-300))
        {
            throw new BadInputException("The threshold of Gaussian noise takes a delta of at least 1e-300 for each key.");
        }

        if (sigma > Routes.LargestTable)
        {
            return 1 + (long)Math.Ceiling(sigma.ToDoubleUp() * Normal.UpperQuantile(Math.Min(least, 0.5)) * (1 + 1e-9));
        }

        // P(Y ≥ t) = (1 − P(|Y| ≤ t−1))/2; the list ends where what is left is below its last bit, far below p.
        var bits = Bits(p);
        var inside = new GaussianLaw(sigma).Cumulative(bits);
        for (var t = 1; t <= inside.Length; t++)
        {
            var f = inside[t - 1];
            if ((BigInteger.One << f.Bits) - f.Low <= (2 * Enclosure.Of(p, f.Bits).Low))
            {
                return t;
            }
        }

        return inside.Length + 1;
    }

    // Below p, and 64 bits more.
    private static int Bits(Rational p) => (int)Math.Max(0, p.Denominator.GetBitLength() - p.Numerator.GetBitLength()) + 66;
}

using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>ε′ = ln(d(e^ε − 1) + 1), never above: what the one secret attribute may spend, and what the whole tuple then pays.</summary>
internal static class FakeEpsilon
{
    private const int Bits = 256;

    // Decimals that are kept: far more than thresholds of 64 bits can tell apart.
    private static readonly BigInteger Unit = BigInteger.Pow(10, 24);

    /// <summary>The largest decimal of 24 places that is certified to be at most ε′.</summary>
    public static Rational Of(Rational epsilon, int attributes)
    {
        var target = Target(epsilon, attributes);
        Rational y = Math.Log(target.ToDouble());
        for (var i = 0; i < 2; i++)
        {
            // One step of a series in the rest: an error of 1e-16 becomes one of 1e-48. Kept to 60 decimals, which is plenty.
            var rest = (target / ExponentialBounds.Of(y, Bits).Low) - 1;
            var better = y + rest - (rest * rest / 2);
            y = new Rational((better * (Unit * Unit)).Floor(), Unit * Unit);
        }

        var units = (y * Unit).Floor();
        while (!Keeps(new(units, Unit), epsilon, attributes))
        {
            units--;
        }

        return new(units, Unit);
    }

    /// <summary>Whether e^spent ≤ d(e^ε − 1) + 1 for certain.</summary>
    public static bool Keeps(Rational spent, Rational epsilon, int attributes) => ExponentialBounds.Of(spent, Bits).High <= Target(epsilon, attributes);

    private static Rational Target(Rational epsilon, int attributes) => (attributes * (ExponentialBounds.Of(epsilon, Bits).Low - 1)) + 1;
}

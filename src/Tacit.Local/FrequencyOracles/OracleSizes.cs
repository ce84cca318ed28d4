using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The size that a protocol has beside its domain: g hash values, ω values of a subset, K coefficients.</summary>
internal static class OracleSizes
{
    /// <summary>Values of a hash at most. Beyond it the error no longer falls by a part that shows.</summary>
    public const int MostHashValues = 1 << 20;

    /// <summary>The best size; 0 where a protocol has none.</summary>
    public static int Best(OracleKind kind, int domain, Rational epsilon) => kind switch
    {
        OracleKind.Blh => 2,
        OracleKind.Olh => HashValues(epsilon),
        OracleKind.Subset => SubsetSize(domain, Math.Exp(epsilon.ToDouble())),
        OracleKind.Hadamard => (int)BitOperations.RoundUpToPowerOf2((uint)domain),
        _ => 0,
    };

    /// <exception cref="BadInputException">The protocol cannot have this size.</exception>
    public static void Verify(OracleKind kind, int domain, int size)
    {
        var (low, high) = kind switch
        {
            OracleKind.Blh => (2, 2),
            OracleKind.Olh => (2, MostHashValues),
            OracleKind.Subset => (1, domain - 1),
            OracleKind.Hadamard => (Best(kind, domain, default), Best(kind, domain, default)),
            _ => (0, 0),
        };
        if (size < low || size > high)
        {
            throw new BadInputException(high == 0
                ? $"The protocol {OracleNames.Of(kind)} has no size of its own, but {size} was given. Leave it out."
                : $"The size of {OracleNames.Of(kind)} for {domain} values is {low} to {high}, but was {size}.");
        }
    }

    // round(e^ε) + 1, decided between rationals: e^ε is never half an integer.
    private static int HashValues(Rational epsilon)
    {
        var half = new Rational(1, 2);
        for (var bits = 128; ; bits *= 2)
        {
            var (low, high) = ExponentialBounds.Of(epsilon, bits);
            var (a, b) = ((low + half).Floor(), (high + half).Floor());
            if (a == b)
            {
                return (int)BigInteger.Min(BigInteger.Max(a, 1) + 1, MostHashValues);
            }
        }
    }

    private static int SubsetSize(int domain, double e)
    {
        var exact = domain / (e + 1);
        var down = Math.Max(1, (int)Math.Floor(exact));
        var up = Math.Clamp((int)Math.Ceiling(exact), 1, domain - 1);
        return Variance(up) < Variance(down) ? up : down;

        double Variance(int size)
        {
            var p = size * e / ((size * e) + domain - size);
            var q = ((p * (size - 1)) + ((1 - p) * size)) / (domain - 1);
            return q * (1 - q) / ((p - q) * (p - q));
        }
    }
}

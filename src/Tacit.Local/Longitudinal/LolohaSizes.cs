using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>g, the hash values of a LOLOHA protocol.</summary>
internal static class LolohaSizes
{
    /// <summary>Hash values at most: answers that a device may have to keep.</summary>
    public const int Most = 1 << 16;

    /// <summary>The g of the smallest error; 0 for protocols without hashing.</summary>
    public static int Best(LongitudinalKind kind, Rational forever, Rational report, Calibration calibration) => kind switch
    {
        LongitudinalKind.BiLoloha => 2,

        // With the exact second round a report has the law, and so the best g, of local hashing at ε₁.
        LongitudinalKind.OLoloha => Math.Min(Most, calibration == Calibration.Exact ? OracleSizes.Best(OracleKind.Olh, 2, report) : Published(forever.ToDouble(), report.ToDouble())),
        _ => 0,
    };

    /// <exception cref="BadInputException">The protocol cannot have this size.</exception>
    public static void Verify(LongitudinalKind kind, int size)
    {
        var (low, high) = kind switch
        {
            LongitudinalKind.BiLoloha => (2, 2),
            LongitudinalKind.OLoloha => (2, Most),
            _ => (0, 0),
        };
        if (size < low || size > high)
        {
            throw new BadInputException(high == 0
                ? $"The protocol {LongitudinalNames.Of(kind)} has no size of its own, but {size} was given. Leave it out."
                : $"The size of {LongitudinalNames.Of(kind)} is {low} to {high}, but was {size}.");
        }
    }

    // Arcolezi, Pinzón, Palamidessi and Gambs (2023), equation 6.
    private static int Published(double forever, double report)
    {
        var (a, b) = (Math.Exp(forever), Math.Exp(report));
        var root = Math.Sqrt(Math.Pow(a, 4) - (14 * a * a) + (12 * a * b * (1 - (a * b))) + (12 * Math.Pow(a, 3) * b) + 1);
        return (int)Math.Clamp(Math.Round((root - (a * a) + (6 * a) - (6 * b) + 1) / (6 * (a - b)), MidpointRounding.ToEven), 2, Most);
    }
}

using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Both rounds as integers: truthful events rounded down, untruthful ones up. Either only mixes a report with noise, so ε∞ and ε₁ can only fall.</summary>
internal static class LongitudinalThresholds
{
    /// <summary>Solves the second round for ε₁.</summary>
    /// <exception cref="BadInputException">ε₁ is not below ε∞, or above what the protocol can deliver.</exception>
    public static TwoRounds Of(LongitudinalKind kind, int values, Rational forever, Rational report, Calibration calibration)
    {
        if (report >= forever)
        {
            throw new BadInputException($"The ε of a report must be below that of all reports together, but {report} is not below {forever}. Usual is one half of it.");
        }

        var (keep, noise) = Thresholds.Of(FirstRound(kind), 2, values, forever);
        switch (kind)
        {
            case LongitudinalKind.LSue:
                return Symmetric(keep, noise, forever / 2, report / 2);
            case LongitudinalKind.LOsue:
                return Symmetric(keep, noise, forever, report);
            case LongitudinalKind.LOue or LongitudinalKind.LSoue:
                return FairCoin(kind, keep, noise, report);
            default:
                var others = values - 1;
                return new(keep, 0, calibration == Calibration.Exact
                    ? Down(forever, report, (a, b) => (((a + others - 1) * b) - others) / ((a - 1) * (b + others)))
                    : Down(forever, report, (a, b) => ((a * b) - 1) / ((a * b) - 1 + (others * (a - b)))), 0);
        }
    }

    /// <summary>Which oracle the first round is; randomized response on m values stands under the name of local hashing.</summary>
    public static OracleKind FirstRound(LongitudinalKind kind) => kind switch
    {
        LongitudinalKind.LSue or LongitudinalKind.LSoue => OracleKind.Sue,
        LongitudinalKind.LOsue or LongitudinalKind.LOue => OracleKind.Oue,
        _ => OracleKind.Olh,
    };

    // With A and B the exponentials of the (halved) ε: p₂ = (AB − 1)/((B + 1)(A − 1)) and q₂ = (A − B)/((B + 1)(A − 1)), which sum to one.
    private static TwoRounds Symmetric(ulong keep, ulong noise, Rational forever, Rational report)
    {
        var again = Down(forever, report, (a, b) => ((a * b) - 1) / ((b + 1) * (a - 1)));
        return new(keep, noise, again, (ulong)(Thresholds.Whole - again));
    }

    // p₂ = ½: the smallest T_q, in integers, with which a report keeps ε₁.
    private static TwoRounds FairCoin(LongitudinalKind kind, ulong keep, ulong noise, Rational report)
    {
        const ulong Half = 1UL << 63;
        bool Keeps(ulong again)
        {
            var (top, bottom) = new TwoRounds(keep, noise, Half, again).WorstRatio(0);
            return ThresholdCheck.Keeps(top, bottom, report);
        }

        if (Keeps(0))
        {
            var (top, bottom) = new TwoRounds(keep, noise, Half, 0).WorstRatio(0);
            var most = BigInteger.Log(top) - BigInteger.Log(bottom);
            throw new BadInputException($"A report of {LongitudinalNames.Of(kind)} keeps a bit with probability ½, so with this ε of all reports together it delivers less than about {most:0.0000}, but {report} was asked for. Ask for less, for example {Math.Floor(most * 50) / 100:0.00}, or take {LongitudinalNames.Of(LongitudinalKind.LOsue)}.");
        }

        var (below, enough) = (0UL, Half - 1);
        while (enough - below > 1)
        {
            var middle = below + ((enough - below) / 2);
            (below, enough) = Keeps(middle) ? (below, middle) : (middle, enough);
        }

        return new(keep, noise, Half, enough);
    }

    // All p₂ grow with ε₁ and fall with ε∞, and none is a multiple of 2^−64: both ends of a narrow enough bracket have the same floor.
    private static ulong Down(Rational forever, Rational report, Func<Rational, Rational, Rational> probability)
    {
        for (var bits = 192; ; bits *= 2)
        {
            var (a, b) = (ExponentialBounds.Of(forever, bits), ExponentialBounds.Of(report, bits));
            var (low, high) = ((probability(a.High, b.Low) * Thresholds.Whole).Floor(), (probability(a.Low, b.High) * Thresholds.Whole).Floor());
            if (low == high)
            {
                return (ulong)low;
            }
        }
    }
}

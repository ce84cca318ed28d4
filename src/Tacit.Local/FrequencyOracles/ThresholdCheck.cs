using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What a client asks of a document that somebody else wrote: that its integers keep the ε they claim. In integers, against a certified lower bound of e^ε.</summary>
internal static class ThresholdCheck
{
    private const int Bits = 256;

    /// <summary>The largest ratio of the probabilities of one report under two values, as a fraction.</summary>
    public static (BigInteger Top, BigInteger Bottom) WorstRatio(OracleKind kind, int domain, int size, ulong keep, ulong noise)
    {
        BigInteger kept = keep;
        var lost = Thresholds.Whole - kept;
        return kind switch
        {
            OracleKind.Sue or OracleKind.Oue or OracleKind.The => (kept * (Thresholds.Whole - noise), lost * noise),
            OracleKind.Subset => (kept * (domain - size), size * lost),
            _ => (kept * (Thresholds.Values(kind, domain, size) - 1), lost),
        };
    }

    /// <summary>Whether a ratio of probabilities is at most e^ε for certain: top/bottom ≤ N/D ≤ e^ε.</summary>
    public static bool Keeps(BigInteger top, BigInteger bottom, Rational epsilon)
    {
        var (low, _) = ExponentialBounds.Of(epsilon, Bits);
        return top * low.Denominator <= low.Numerator * bottom;
    }

    /// <exception cref="BadInputException">The thresholds are not those of a mechanism that keeps ε, or carry no information.</exception>
    public static void Verify(OracleKind kind, int domain, int size, Rational epsilon, ulong keep, ulong noise)
    {
        var (top, bottom) = WorstRatio(kind, domain, size, keep, noise);
        Verify(OracleNames.Of(kind), epsilon, keep == 0 ? BigInteger.Zero : top, bottom);
    }

    /// <summary>The same of a protocol whose largest ratio is known.</summary>
    /// <exception cref="BadInputException">The ratio is beyond e^ε, or not above one.</exception>
    public static void Verify(string protocol, Rational epsilon, BigInteger top, BigInteger bottom)
    {
        if (bottom.IsZero || top <= bottom)
        {
            throw new BadInputException($"The thresholds of this {protocol} document make its reports say nothing, or the opposite. Do not report; ask who published it for a correct one.");
        }

        if (!Keeps(top, bottom, epsilon))
        {
            throw new BadInputException($"The thresholds of this {protocol} document reveal more than its ε = {epsilon} allows. Do not report; ask who published it for a correct one.");
        }
    }
}

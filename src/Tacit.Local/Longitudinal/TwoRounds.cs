using System.Numerics;
using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>The integers of both rounds over 2^64, and what they make of one report, in fractions over 2^128.</summary>
/// <param name="Keep">T_p of the first round.</param>
/// <param name="Noise">T_q of the first round; 0 for randomized response.</param>
/// <param name="KeepAgain">T_p of the second round.</param>
/// <param name="NoiseAgain">T_q of the second round; 0 for randomized response.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TwoRounds(ulong Keep, ulong Noise, ulong KeepAgain, ulong NoiseAgain)
{
    private static readonly BigInteger Square = Thresholds.Whole * Thresholds.Whole;

    /// <summary>Unary: a bit that is one is reported as one with probability P/2^128, another with Q/2^128.</summary>
    public (BigInteger P, BigInteger Q) OfBit()
    {
        var (keep, noise) = (new BigInteger(KeepAgain), new BigInteger(NoiseAgain));
        return ((Keep * keep) + ((Thresholds.Whole - Keep) * noise), (Noise * keep) + ((Thresholds.Whole - Noise) * noise));
    }

    /// <summary>Randomized response on m values: the value is reported with probability top/bottom, also by way of another one.</summary>
    public (BigInteger Top, BigInteger Bottom) OfValue(int values) =>
        (((BigInteger)Keep * KeepAgain * (values - 1)) + ((Thresholds.Whole - Keep) * (Thresholds.Whole - KeepAgain)), Square * (values - 1));

    /// <summary>The largest ratio of the probabilities of one report under two values, as a fraction. For unary encodings <paramref name="values"/> is 0.</summary>
    public (BigInteger Top, BigInteger Bottom) WorstRatio(int values)
    {
        if (values == 0)
        {
            var (p, q) = OfBit();
            return (p * (Square - q), (Square - p) * q);
        }

        var (top, bottom) = OfValue(values);
        return (top * (values - 1), bottom - top);
    }

    /// <summary>The same for what the device keeps.</summary>
    public (BigInteger Top, BigInteger Bottom) WorstKeptRatio(int values)
    {
        var lost = Thresholds.Whole - Keep;
        return values == 0 ? (Keep * (Thresholds.Whole - Noise), lost * Noise) : ((BigInteger)Keep * (values - 1), lost);
    }

    /// <summary>And for what one report more says of an answer that is kept: of one bit for unary encodings.</summary>
    public (BigInteger Top, BigInteger Bottom) WorstAgainRatio(int values)
    {
        var (keep, lost) = (new BigInteger(KeepAgain), Thresholds.Whole - KeepAgain);
        if (values != 0)
        {
            return (keep * (values - 1), lost);
        }

        var quiet = Thresholds.Whole - NoiseAgain;
        return keep * lost >= quiet * NoiseAgain ? (keep, NoiseAgain) : (quiet, lost);
    }
}

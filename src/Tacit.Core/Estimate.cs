using System.Globalization;

namespace Tacit;

/// <summary>A released number with its error bars. The bars belong to the value and say which question they cover.</summary>
/// <param name="Value">The released value.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Confidence">Probability, over the noise, that the interval covers; for example 0.95.</param>
/// <param name="Covers">Which question the interval covers, in words.</param>
public readonly record struct Estimate(double Value, double Low, double High, double Confidence, string Covers)
{
    /// <summary>The wording for intervals that account for the noise alone.</summary>
    public const string NoiseOnly = "noise only, for the value after the declared clipping and bounding";

    /// <summary>Half the width of the interval.</summary>
    public double HalfWidth => (High - Low) / 2;

    /// <summary>For example <c>50.9 ± 0.4</c>, or <c>0 [0, 7.2]</c> where the interval is lopsided.</summary>
    public override string ToString()
    {
        var digits = Digits(HalfWidth);
        var lopsided = Math.Abs(Value - ((Low + High) / 2)) > 0.1 * HalfWidth;
        return lopsided
            ? $"{Text(Value, digits)} [{Text(Low, digits)}, {Text(High, digits)}]"
            : $"{Text(Value, digits)} ± {Text(HalfWidth, digits)}";
    }

    /// <summary>The number of decimals that shows two significant digits of <paramref name="error"/>; at most 9.</summary>
    public static int Digits(double error) => error is > 0 and < double.PositiveInfinity
        ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 9)
        : 0;

    private static string Text(double value, int digits) => value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

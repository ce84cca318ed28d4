using System.Globalization;

namespace Tacit.Query.Relations;

/// <summary>Arithmetic of constants, in decimals as they are written: 0.06 + 0.01 is 0.07, and so is what is compared with it.</summary>
internal static class Constants
{
    // Between these, a decimal holds every digit of a double. Elsewhere, and where a product has more digits than a decimal, it is that of doubles.
    private const double Largest = 1e12;
    private const double Smallest = 1e-8;
    private const int MostPlaces = 28;

    /// <summary>The result; null where it is no number, or not one of these operations.</summary>
    public static double? Of(Operation operation, double a, double b)
    {
        double? result = operation switch
        {
            Operation.Add => Decimal(a, b, (x, y) => x + y) ?? a + b,
            Operation.Subtract => Decimal(a, b, (x, y) => x - y) ?? a - b,
            Operation.Multiply => Decimal(a, b, (x, y) => x.Scale + y.Scale <= MostPlaces ? x * y : null) ?? a * b,
            Operation.Divide when Math.Abs(b) >= Interval.Smallest => a / b,
            _ => null,
        };
        return result is { } known && double.IsFinite(known) ? known : null;
    }

    /// <summary>Rounded to digits behind the point, halves up.</summary>
    public static double Rounded(double value, int digits)
    {
        var scale = Math.Pow(10, digits);
        return Fits(value) && digits <= 12
            ? double.Parse((decimal.Floor((Written(value) * (decimal)scale) + 0.5m) / (decimal)scale).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : Math.Floor((value * scale) + 0.5) / scale;
    }

    private static double? Decimal(double a, double b, Func<decimal, decimal, decimal?> operation) =>
        Fits(a) && Fits(b) && operation(Written(a), Written(b)) is { } result ? double.Parse(result.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static bool Fits(double value) => value == 0 || Math.Abs(value) is >= Smallest and <= Largest;

    private static decimal Written(double value) => decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}

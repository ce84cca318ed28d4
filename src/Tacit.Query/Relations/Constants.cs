using System.Globalization;

namespace Tacit.Query.Relations;

/// <summary>Arithmetic of constants, in decimals as they are written: 0.06 + 0.01 is 0.07, and so is what is compared with it.</summary>
internal static class Constants
{
    // Far inside what decimals hold, with all digits of sums and products.
    private const double Largest = 1e12;
    private const double Smallest = 1e-12;

    /// <summary>The result; null where it is no number, or not one of these operations.</summary>
    public static double? Of(Operation operation, double a, double b)
    {
        if (operation == Operation.Divide)
        {
            return Math.Abs(b) >= Interval.Smallest && double.IsFinite(a / b) ? a / b : null;
        }

        if (!Fits(a) || !Fits(b))
        {
            return null;
        }

        var (x, y) = (Written(a), Written(b));
        decimal? result = operation switch
        {
            Operation.Add => x + y,
            Operation.Subtract => x - y,
            Operation.Multiply => x * y,
            _ => null,
        };
        return result is { } r ? double.Parse(r.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
    }

    private static bool Fits(double value) => value == 0 || Math.Abs(value) is >= Smallest and <= Largest;

    private static decimal Written(double value) => decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}

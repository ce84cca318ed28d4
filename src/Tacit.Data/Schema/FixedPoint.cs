using System.Globalization;

namespace Tacit.Data;

/// <summary>
/// Public bounds [L, U] and the grid on which clipped values become integers: fix(x) = ⌊x/g + ½⌋ clipped to ⌊L/g⌋…⌈U/g⌉, g a power of two.
/// </summary>
/// <remarks>Division by a power of two is exact, so every machine computes the same integer; |fix(x)| ≤ 2^30, so 2^63 rows fit in 128 bits.</remarks>
public sealed record FixedPoint
{
    private FixedPoint(double low, double high, int exponent)
    {
        Low = low;
        High = high;
        Exponent = exponent;
        MinInteger = (long)Math.Floor(Math.ScaleB(low, -exponent));
        MaxInteger = (long)Math.Ceiling(Math.ScaleB(high, -exponent));
    }

    /// <summary>The declared lower bound.</summary>
    public double Low { get; }

    /// <summary>The declared upper bound.</summary>
    public double High { get; }

    /// <summary>g = 2^Exponent.</summary>
    public int Exponent { get; }

    /// <summary>g.</summary>
    public double Step => Math.ScaleB(1, Exponent);

    /// <summary>The smallest stored integer.</summary>
    public long MinInteger { get; }

    /// <summary>The largest stored integer.</summary>
    public long MaxInteger { get; }

    /// <summary>The public centre that means are taken about, as a stored integer.</summary>
    public long Centre => MinInteger + ((MaxInteger - MinInteger) / 2);

    /// <summary>The most that a stored integer is away from the centre.</summary>
    public long HalfRange => Math.Max(MaxInteger - Centre, Centre - MinInteger);

    /// <summary>The most that a stored integer is away from zero.</summary>
    public long Magnitude => Math.Max(Math.Abs(MinInteger), Math.Abs(MaxInteger));

    /// <summary>The bounds with the finest grid that keeps integers within 30 bits, but no finer than 2^-20 of whole numbers.</summary>
    /// <exception cref="BadInputException">The bounds are reversed, equal, NaN or infinite.</exception>
    public static FixedPoint Between(double low, double high, string column)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            throw new BadInputException($"The bounds of '{column}' must be finite numbers, but were {Text(low)} and {Text(high)}. Choose them from what is possible, not from the data.");
        }

        if (!(low < high))
        {
            throw new BadInputException($"The bounds of '{column}' are reversed or equal: {Text(low)} and {Text(high)}. The lower one comes first.");
        }

        var magnitude = Math.Max(Math.Abs(low), Math.Abs(high));
        var exponent = Math.Max(-20, (int)Math.Ceiling(Math.Log2(magnitude)) - 30);

        // Bounds far below one need a finer grid; bounds that are far apart from each other but close to zero relative to it do not.
        if (high - low < 1)
        {
            exponent = (int)Math.Ceiling(Math.Log2(magnitude)) - 30;
        }

        return exponent >= -1000
            ? new(low, high, exponent)
            : throw new BadInputException($"The bounds of '{column}' are too close to zero: {Text(low)} and {Text(high)}. Give the column in a smaller unit.");
    }

    /// <summary>The integer of a value, as the engine computes it.</summary>
    public long ToInteger(double value) =>
        value <= Low ? MinInteger : value >= High ? MaxInteger : Math.Clamp((long)Math.Floor((value / Step) + 0.5), MinInteger, MaxInteger);

    /// <summary>The value of an integer or of a sum of integers.</summary>
    public double ToValue(double integer) => integer * Step;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

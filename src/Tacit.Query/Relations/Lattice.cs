namespace Tacit.Query.Relations;

/// <summary>The exponent e for which a number is always a whole multiple of 2^e: whatever is not zero is then at least 2^e.</summary>
/// <remarks>Rounding keeps it: the nearest double of a multiple of 2^e, with e above the smallest exponent, is one, too. Engines that raise where a product or a quotient vanishes need to know.</remarks>
internal static class Lattice
{
    /// <summary>The exponent of a double that is not zero and has no smaller neighbour.</summary>
    private const int Smallest = -1074;

    /// <summary>Whether the product of two numbers may be rounded to zero though neither is.</summary>
    public static bool MayVanish(Scalar a, Scalar b) => ExponentOf(a) is not { } x || ExponentOf(b) is not { } y || x + y < Smallest;

    /// <summary>Whether the quotient of a number by something of at most 2^<paramref name="largest"/> may be rounded to zero.</summary>
    public static bool MayVanish(int? exponent, int largest) => exponent is not { } e || e - largest < Smallest;

    /// <summary>The exponent; null where nothing is known.</summary>
    public static int? ExponentOf(Scalar a) => a switch
    {
        Literal { Value: double value } => OfValue(value),
        Literal { Value: null } => 0,
        Slot { Storage: FixedStorage { Per: < 0 } grid } => grid.Grid.Exponent,
        Slot { Storage: FixedStorage grid } => grid.Each.Min(g => g.Exponent),
        { Facts.IsWhole: true } => 0,
        Call call => OfCall(call),
        _ => null,
    };

    /// <summary>The exponent of sums of two numbers.</summary>
    public static int? Least(int? a, int? b) => a is { } x && b is { } y ? Math.Min(x, y) : null;

    /// <summary>The exponent of a constant.</summary>
    public static int OfValue(double value)
    {
        if (value == 0)
        {
            return 1023;
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (exponent == 0 ? 0 : 1L << 52);
        return Math.Max(exponent, 1) - 1075 + System.Numerics.BitOperations.TrailingZeroCount(mantissa);
    }

    private static int? OfCall(Call call) => call.Operation switch
    {
        Operation.Add or Operation.Subtract => Least(ExponentOf(call[0]), ExponentOf(call[1])),
        Operation.Multiply when !MayVanish(call[0], call[1]) => ExponentOf(call[0]) + ExponentOf(call[1]),
        Operation.Absolute => ExponentOf(call[0]),
        Operation.Clamp => call.Arguments.Select(ExponentOf).Aggregate(Least),
        Operation.Case => call.Arguments.Where((_, i) => i % 2 == 1 || i == call.Arguments.Count - 1).Select(ExponentOf).Aggregate(Least),
        Operation.Coalesce => call.Arguments.Select(ExponentOf).Aggregate(Least),
        _ => null,
    };
}

using System.Globalization;
using System.Numerics;

namespace Tacit.Audit.Outputs;

/// <summary>One number or text of an output, with what its exact bits say.</summary>
internal readonly struct Part
{
    private const int Mantissa = 52;

    private Part(double value, string? text, int trailingZeros, int exponent, int lastDigit, ulong hash)
    {
        Value = value;
        Text = text;
        TrailingZeros = trailingZeros;
        Exponent = exponent;
        LastDigit = lastDigit;
        Hash = hash;
    }

    /// <summary>The value; NaN for a text.</summary>
    public double Value { get; }

    public string? Text { get; }

    /// <summary>Zeros at the end of the mantissa of a double, or of the binary digits of an integer.</summary>
    public int TrailingZeros { get; }

    /// <summary>The position of the highest bit; zeros of either sign have their own.</summary>
    public int Exponent { get; }

    /// <summary>The remainder by ten of a whole number; −1 for others.</summary>
    public int LastDigit { get; }

    /// <summary>Equal for equal parts, to the last bit.</summary>
    public ulong Hash { get; }

    /// <summary>The position of the lowest bit that is set: the grid that the number lies on.</summary>
    public int LowestBit => LastDigit >= 0 && Math.Abs(Value) >= 1 ? TrailingZeros : Exponent - Mantissa + TrailingZeros;

    public static Part Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var hash = Digest.Mix(1, (ulong)bits);
        if (value == 0)
        {
            return new(value, null, Mantissa, double.IsNegative(value) ? -1100 : -1101, 0, hash);
        }

        if (double.IsFinite(value) && value == Math.Floor(value))
        {
            return Math.Abs(value) < long.MaxValue ? Of((long)value, hash) : Of(new BigInteger(value), hash);
        }

        var zeros = BitOperations.TrailingZeroCount((bits & ((1L << Mantissa) - 1)) | (1L << Mantissa));
        return new(value, null, zeros, double.IsFinite(value) ? Math.ILogB(value) : 2000, -1, hash);
    }

    public static Part Of(BigInteger value) => value.IsZero
        ? new(0, null, Mantissa, -1101, 0, Digest.Mix(2, 0))
        : Of(value, Digest.Text(2, value.ToString("X", CultureInfo.InvariantCulture)));

    public static Part Of(long value) => value == 0 ? Of(BigInteger.Zero) : Of(value, Digest.Mix(2, (ulong)value));

    public static Part Of(string text) => new(double.NaN, text, -1, 0, -1, Digest.Text(3, text));

    public override string ToString() => Text is null ? Value.ToString("R", CultureInfo.InvariantCulture) : $"“{Text}”";

    private static Part Of(long value, ulong hash) => new(
        value, null, BitOperations.TrailingZeroCount(value), BitOperations.Log2((ulong)Int128.Abs(value)), (int)(((value % 10) + 10) % 10), hash);

    private static Part Of(BigInteger value, ulong hash)
    {
        var magnitude = BigInteger.Abs(value);
        var zeros = 0;
        while (((magnitude >> zeros) & 1) == 0)
        {
            zeros++;
        }

        return new((double)value, null, zeros, (int)magnitude.GetBitLength() - 1, (int)(((value % 10) + 10) % 10), hash);
    }
}

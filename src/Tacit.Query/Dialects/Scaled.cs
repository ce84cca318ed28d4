using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>A number as a double of the engine that is still to be multiplied by a power of two: so prepared integers are not decoded before each product, only after the last.</summary>
/// <param name="Text">The double.</param>
/// <param name="Exponent">The number is Text · 2^Exponent.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Scaled(string Text, int Exponent)
{
    // Below 2^-1022 doubles lose digits, near 2^1024 they end. Between, a power of two changes the exponent alone, so it commutes with rounding.
    private const int Smallest = -1022;
    private const int Largest = 1000;

    /// <summary>Whether a product may be taken of operands that are not scaled yet, with the digits of the product of those that are: in neither form can it lose digits or overflow.</summary>
    /// <param name="product">The product.</param>
    /// <param name="exponent">What the operands are still to be scaled by, together.</param>
    public static bool Holds(Call product, int exponent) =>
        Math.Abs(exponent) < Largest
        && Lattice.ExponentOf(product[0]) + Lattice.ExponentOf(product[1]) is { } least
        && Math.Min(least, least - exponent) >= Smallest
        && product.Range.Widest.Magnitude <= Math.ScaleB(1, Largest + Math.Min(exponent, 0));

    /// <summary>The number as so many 2^<paramref name="exponent"/>.</summary>
    public string In(int exponent, Dialect dialect) => Exponent == exponent ? Text : $"({Text} * {dialect.Real(Math.ScaleB(1, Exponent - exponent))})";

    /// <summary>Whether the power of two between the two is a double.</summary>
    public bool IsNear(int exponent) => Math.Abs(Exponent - exponent) < Largest;
}

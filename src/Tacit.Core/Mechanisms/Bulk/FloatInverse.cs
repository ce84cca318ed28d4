using System.Runtime.CompilerServices;

namespace Tacit.Mechanisms.Bulk;

/// <summary>The inverse distribution functions of standard Gaussian and Laplace noise in single precision, for one lane or sixteen.</summary>
/// <remarks>
/// Sources: Giles (2010), the central branch of his single-precision erfinv; the logarithm is that of Cephes (Moshier 1989). The tail is s·P(s) with
/// s = √(−ln(1 − U²)) and a polynomial of degree 8, interpolated at the Chebyshev points of 2.203 ≤ s ≤ 6.611 (relative error 2.4e-7 before rounding).
/// </remarks>
internal static class FloatInverse
{
    private const float Unit = 1f / (1u << 31);
    private const float RootTwo = 1.41421356f;

    /// <summary>|z| for U = (u + ½)·2^−31 and its complement v, both as floats; for complements of at least 2^−8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Gaussian<T>(T u, T v)
        where T : struct, ILanes<T>
    {
        var x = T.Fma(u, T.Of(Unit * RootTwo), T.Of(0.5f * Unit * RootTwo));
        var t = T.Fma(v, T.Of(Unit), T.Of(0.5f * Unit));
        var w = T.Of(-2.5f) - Log(t * (T.Of(2) - t));
        return x * Polynomial(w, 1.50140941f, 0.246640727f, -0.00417768164f, -0.00125372503f, 0.00021858087f, -4.39150654e-06f, -3.5233877e-06f, 3.43273939e-07f, 2.81022636e-08f);
    }

    /// <summary>The same for Laplace noise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Laplace<T>(T u, T v)
        where T : struct, ILanes<T>
    {
        // Near U = 0, ln t is taken of −U, which is more exact than t − 1.
        var t = T.Fma(v, T.Of(Unit), T.Of(0.5f * Unit));
        var m = T.Split(t, out var exponent);
        var less = T.Of(0) - T.Fma(u, T.Of(Unit), T.Of(0.5f * Unit));
        return T.Of(0) - Log(T.WhereZero(exponent, less, m - T.Of(1)), exponent);
    }

    /// <summary>|z| for a complement <paramref name="t"/> of at most 2^−8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FarGaussian<T>(T t)
        where T : struct, ILanes<T>
    {
        var s = T.Sqrt(T.Of(0) - Log(t * (T.Of(2) - t)));
        return s * Polynomial(
            s - T.Of(4.40625f), 1.36407936f, 0.0146399355f, -0.00317468937f, 0.00056005409f, -7.57401212e-05f, 5.59387308e-06f, 3.60394195e-06f, -2.72434318e-06f, 5.55254758e-07f);
    }

    /// <summary>The same for Laplace noise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FarLaplace<T>(T t)
        where T : struct, ILanes<T> => T.Of(0) - Log(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Log<T>(T y)
        where T : struct, ILanes<T>
    {
        var m = T.Split(y, out var exponent);
        return Log(m - T.Of(1), exponent);
    }

    // exponent·ln 2 + ln(1 + f).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Log<T>(T f, T exponent)
        where T : struct, ILanes<T>
    {
        var p = Polynomial(
            f, 3.3333331174E-1f, -2.4999993993E-1f, 2.0000714765E-1f, -1.6668057665E-1f, 1.4249322787E-1f, -1.2420140846E-1f, 1.1676998740E-1f, -1.1514610310E-1f, 7.0376836292E-2f);
        return T.Fma(exponent, T.Of(0.69314718f), T.Fma(f * f, T.Fma(p, f, T.Of(-0.5f)), f));
    }

    // Estrin's order: a tree instead of a chain.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Polynomial<T>(T x, float a, float b, float c, float d, float e, float f, float g, float h, float i)
        where T : struct, ILanes<T>
    {
        var square = x * x;
        var fourth = square * square;
        var low = T.Fma(T.Fma(T.Of(d), x, T.Of(c)), square, T.Fma(T.Of(b), x, T.Of(a)));
        var high = T.Fma(T.Fma(T.Of(h), x, T.Of(g)), square, T.Fma(T.Of(f), x, T.Of(e)));
        return T.Fma(T.Fma(T.Of(i), fourth, high), fourth, low);
    }
}

namespace Tacit.Numerics;

/// <summary>Functions that keep their relative accuracy near zero; those of .NET are the plain formulas, which cancel there.</summary>
internal static class Elementary
{
    /// <summary>e^x − 1 (Kahan): the rounding of e^x is divided out by its own logarithm.</summary>
    public static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : double.IsPositiveInfinity(u) ? u : (u - 1) * x / Math.Log(u);
    }

    /// <summary>ln(1 + x) (Kahan).</summary>
    public static double LogP1(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}

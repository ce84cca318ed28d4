namespace Tacit.Core.Tests.Support;

/// <summary>Tails that the statistical tests judge by. Written here from the textbook series, independent of the code under test.</summary>
internal static class SpecialFunctions
{
    private const double Tiny = 1e-300;

    /// <summary>Q(a, x) = Γ(a, x)/Γ(a): series below a + 1, Lentz's continued fraction above.</summary>
    public static double UpperGamma(double a, double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var front = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            var term = 1 / a;
            var sum = term;
            for (var n = 1; n < 10_000 && term > 1e-17 * sum; n++)
            {
                term *= x / (a + n);
                sum += term;
            }

            return 1 - (front * sum);
        }

        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var h = d;
        for (var i = 1; i < 10_000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / Guard((an * d) + b);
            c = Guard(b + (an / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return front * h;
    }

    /// <summary>P(X ≥ x) of a chi-square variable.</summary>
    public static double ChiSquareTail(double x, int degrees) => UpperGamma(degrees / 2.0, x / 2);

    /// <summary>I_x(a, b), the regularised incomplete beta function.</summary>
    public static double Beta(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        return x > (a + 1) / (a + b + 2) ? 1 - BetaFraction(1 - x, b, a) : BetaFraction(x, a, b);
    }

    /// <summary>ln Γ(x) for x > 0 (Stirling's series after shifting to x ≥ 12).</summary>
    public static double LogGamma(double x)
    {
        var shift = 0.0;
        while (x < 12)
        {
            shift -= Math.Log(x);
            x++;
        }

        var r = 1 / (x * x);
        var series = (1 / 12.0 - (r * (1 / 360.0 - (r * (1 / 1260.0 - (r * (1 / 1680.0 - (r / 1188)))))))) / x;
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }

    private static double BetaFraction(double x, double a, double b)
    {
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        var c = 1.0;
        var d = 1 / Guard(1 - ((a + b) * x / (a + 1)));
        var h = d;
        for (var m = 1; m < 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Guard(1 + (even * d));
            c = Guard(1 + (even / c));
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Guard(1 + (odd * d));
            c = Guard(1 + (odd / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return front * h;
    }

    private static double Guard(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}

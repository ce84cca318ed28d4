using Tacit.Numerics;

namespace Tacit.Auditing;

/// <summary>P(X ≥ k) of a binomial variable, as the regularised incomplete beta function I_p(k, n−k+1).</summary>
internal static class BinomialTail
{
    private const double Tiny = 1e-300;

    // ln n! − ln(√(2πn)·(n/e)^n) for n = 0 … 15; the series is exact to the last digits beyond.
    private static readonly double[] SmallStirling = MakeSmall();

    /// <summary>P(X ≥ <paramref name="hits"/>), for 1 ≤ hits ≤ draws and p in (0, 1).</summary>
    public static double AtLeast(long hits, long draws, double p)
    {
        double a = hits;
        double b = draws - hits + 1.0;
        var front = Mass(hits, draws, p) * (1 - p);
        return p > (a + 1) / (a + b + 2)
            ? 1 - (front * a / b * Fraction(1 - p, b, a))
            : front * Fraction(p, a, b);
    }

    /// <summary>P(X = k): Loader's saddle-point form, whose terms do not cancel.</summary>
    public static double Mass(long k, long n, double p)
    {
        if (k == 0)
        {
            return Math.Exp(n * Elementary.LogP1(-p));
        }

        if (k == n)
        {
            return Math.Exp(n * Math.Log(p));
        }

        double misses = n - k;
        var exponent = Stirling(n) - Stirling(k) - Stirling(n - k) - Deviance(k, n * p) - Deviance(misses, n * (1 - p));
        return Math.Exp(exponent) * Math.Sqrt(n / (2 * Math.PI * k * misses));
    }

    // x ln(x/m) + m − x.
    private static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
        {
            return (x * Math.Log(x / m)) + m - x;
        }

        var v = (x - m) / (x + m);
        var sum = (x - m) * v;
        var term = 2 * x * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v * v;
            var next = sum + (term / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }

            sum = next;
        }

        return sum;
    }

    private static double Stirling(long n)
    {
        if (n < SmallStirling.Length)
        {
            return SmallStirling[n];
        }

        var r = 1.0 / ((double)n * n);
        return (1 / 12.0 - (r * (1 / 360.0 - (r * (1 / 1260.0 - (r * (1 / 1680.0 - (r / 1188)))))))) / n;
    }

    private static double[] MakeSmall()
    {
        var table = new double[16];
        var logFactorial = 0.0;
        for (var n = 1; n < table.Length; n++)
        {
            logFactorial += Math.Log(n);
            table[n] = logFactorial - (0.5 * Math.Log(2 * Math.PI * n)) - (n * Math.Log(n)) + n;
        }

        return table;
    }

    // The continued fraction of I_x(a, b) after its factor x^a(1−x)^b/(a B(a, b)).
    private static double Fraction(double x, double a, double b)
    {
        var c = 1.0;
        var d = 1 / Guard(1 - ((a + b) * x / (a + 1)));
        var h = d;
        for (var m = 1; m < 1_000_000; m++)
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

        return h;
    }

    private static double Guard(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}

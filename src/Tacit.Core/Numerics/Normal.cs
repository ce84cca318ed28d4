namespace Tacit.Numerics;

/// <summary>The standard normal distribution: density, tails and Mills ratio, with relative error below 1e-12 where the result is a normal number.</summary>
/// <remarks>Tails come from the Mills ratio R(x) = (1−Φ(x))/φ(x): a power series up to 3, a continued fraction beyond.</remarks>
public static class Normal
{
    private static readonly double RootTwoPi = Math.Sqrt(2 * Math.PI);

    /// <summary>φ(x).</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / RootTwoPi;

    /// <summary>Φ(x).</summary>
    public static double Cdf(double x) => UpperTail(-x);

    /// <summary>1 − Φ(x), accurate far into the tail.</summary>
    public static double UpperTail(double x) => x < 0 ? 1 - UpperTail(-x) : Density(x) * Mills(x);

    /// <summary>ln(1 − Φ(x)).</summary>
    public static double LogUpperTail(double x) => x < 0
        ? Elementary.LogP1(-UpperTail(-x))
        : (-x * x / 2) - Math.Log(RootTwoPi) + Math.Log(Mills(x));

    /// <summary>The Mills ratio (1 − Φ(x)) / φ(x), for x ≥ −37.</summary>
    public static double Mills(double x)
    {
        if (x < 3)
        {
            // (Φ(x) − ½)/φ(x) = Σ x^{2k+1}/(1·3·5···(2k+1)): all terms of one sign.
            var term = x;
            var sum = x;
            for (var k = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) && k < 2000; k++)
            {
                term *= x * x / ((2 * k) + 1);
                sum += term;
            }

            return (0.5 / Density(x)) - sum;
        }

        // Laplace's continued fraction x + 1/(x + 2/(x + 3/(x + …))), from the tail; the number of terms suffices at x = 3.
        var tail = x;
        for (var k = 240; k >= 1; k--)
        {
            tail = x + (k / tail);
        }

        return 1 / tail;
    }

    /// <summary>The value that a standard normal variable exceeds with probability <paramref name="tail"/>, for tails in (0, 1).</summary>
    public static double UpperQuantile(double tail)
    {
        if (!(tail > 0) || !(tail < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(tail), tail, "A tail probability lies in (0, 1).");
        }

        double low = -40;
        double high = 40;
        for (var i = 0; i < 200 && Math.BitIncrement(low) < high; i++)
        {
            var middle = (low + high) / 2;
            if (UpperTail(middle) > tail)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }
}

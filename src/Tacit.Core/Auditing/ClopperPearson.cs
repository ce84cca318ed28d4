using Tacit.Numerics;

namespace Tacit.Auditing;

/// <summary>One-sided exact bounds for a binomial proportion, from the number of hits in independent draws.</summary>
/// <remarks>
/// P(p &lt; Lower) ≤ α and P(p &gt; Upper) ≤ α, whatever p is. For both at once take α/2 for each.
/// Source: Clopper and Pearson (1934). The binomial tail is the incomplete beta function by Lentz's continued fraction, its leading factor in Loader's
/// (2000) form, which keeps its digits for billions of draws. What is solved for is rounded to the wide side, and α is made smaller by a part in a million.
/// </remarks>
public static class ClopperPearson
{
    // More than the relative error of the tail that is solved for.
    private const double Caution = 1 - 1e-6;

    /// <summary>The lower bound: the p at which <paramref name="hits"/> or more of <paramref name="draws"/> have probability <paramref name="alpha"/>; zero for no hit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no draws, more hits than draws, or α is not in (0, 1).</exception>
    public static double Lower(long hits, long draws, double alpha)
    {
        Check(hits, draws, alpha);
        return hits == 0 ? 0 : Solve(hits, draws, alpha * Caution);
    }

    /// <summary>The upper bound: the p at which <paramref name="hits"/> or fewer of <paramref name="draws"/> have probability <paramref name="alpha"/>; one for all hits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no draws, more hits than draws, or α is not in (0, 1).</exception>
    public static double Upper(long hits, long draws, double alpha)
    {
        Check(hits, draws, alpha);
        if (hits == draws)
        {
            return 1;
        }

        // The misses are binomial too. Their probability may be so close to one that 1 − q has no digits left: no hits have a closed form.
        return hits == 0
            ? -Elementary.ExpM1(Math.Log(alpha * Caution) / draws)
            : 1 - Solve(draws - hits, draws, alpha * Caution);
    }

    // The largest p known to have P(Bin(draws, p) ≥ hits) < target.
    private static double Solve(long hits, long draws, double target)
    {
        double low = 0;
        double high = 1;
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            if (!(middle > low && middle < high))
            {
                break;
            }

            (low, high) = BinomialTail.AtLeast(hits, draws, middle) < target ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static void Check(long hits, long draws, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, draws);
        if (!(alpha > 0 && alpha < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "An error probability lies in (0, 1).");
        }
    }
}

using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The pair of counts between which a shuffle is no easier to tell apart than two neighbours, with a probability of clones of its own.</summary>
/// <remarks>
/// With C ~ Bin(n − 1, w), A ~ Bin(C, ½) and Δ ~ Bernoulli(e^ε₀/(e^ε₀ + 1)): (A + Δ, C − A + 1 − Δ) against (A + 1 − Δ, C − A + Δ), where every R(x) is at least
/// w·½(R(x₀) + R(x₁)). Given all = C + 1, the first count is a ~ Bin(all, ½) reweighted: its masses under the two are 2·bin(a)·(truth·share + lie·(1 − share)) and the same with
/// truth and lie exchanged, share = a/all. So the ratio grows with a, and the divergence is a sum over the a beyond one point. Fewer clones are never better:
/// near values of C count as the least of them, and what is cut off counts as told apart. Source: Feldman, McMillan and Talwar (2021).
/// </remarks>
internal static class ClonePair
{
    private const long MostUsers = 100_000_000;

    // Values of C in groups of this relative width.
    private const long Groups = 4000;

    // Each mass comes from the mode by products of ratios: far more than their rounding and what is cut off.
    private const double Caution = 1e-9;
    private const double Beyond = 1e-20;

    // What the difference of two numbers near one may have lost.
    private const double Rounding = 2e-15;

    /// <summary>The smallest ε, within 1e-9 above, whose hockey-stick divergence is certainly at most δ; at most ε₀.</summary>
    public static double Epsilon(double local, double clone, long users, double delta)
    {
        var groups = Clones(Math.Min(clone, 1 - 1e-15), Math.Min(users, MostUsers) - 1);
        double low = 0;
        var high = local;
        while (high - low > 1e-9 * Math.Max(1e-3, high))
        {
            var middle = (low + high) / 2;
            (low, high) = Delta(groups, local, middle) <= delta ? (low, middle) : (middle, high);
        }

        return high;
    }

    private static double Delta(List<(double Mass, long First, double[] Halves, long All)> groups, double local, double epsilon)
    {
        var truth = 1 / (1 + Math.Exp(-local));
        var lie = Math.Exp(-local) * truth;
        var e = Math.Exp(epsilon);
        var total = 0.0;
        foreach (var (mass, first, halves, all) in groups)
        {
            double part = 0;
            for (var i = halves.Length - 1; i >= 0; i--)
            {
                var share = (first + i) / (double)all;
                var gap = (truth * share) + (lie * (1 - share)) - (e * ((lie * share) + (truth * (1 - share))));
                if (gap <= -Rounding * (1 + e))
                {
                    break;
                }

                part += halves[i] * (gap + (Rounding * (1 + e)));
            }

            total += 2 * mass * part;
        }

        return (total * (1 + Caution)) + Beyond;
    }

    private static List<(double Mass, long First, double[] Halves, long All)> Clones(double clone, long others)
    {
        var (least, weights) = BinomialMasses.Of(others, clone);
        var groups = new List<(double, long, double[], long)>();
        for (var k = 0; k < weights.Length;)
        {
            var clones = least + k;
            double mass = 0;
            for (var end = Math.Min(weights.Length, k + 1 + (clones / Groups)); k < end; k++)
            {
                mass += weights[k];
            }

            if (mass < 1e-25)
            {
                continue; // of at most some ten thousand, which is inside what is cut off
            }

            var (first, halves) = BinomialMasses.Of(clones + 1, 0.5);
            groups.Add((mass, first, halves, clones + 1));
        }

        return groups;
    }
}

namespace Tacit.Query.Tests;

/// <summary>One-sided exact bounds for a binomial proportion (Clopper and Pearson 1934), from binomial tails summed in logarithms.</summary>
internal static class ClopperPearson
{
    public static double Lower(int hits, int draws, double alpha) => hits == 0 ? 0 : Solve(p => AtLeast(hits, draws, p), alpha);

    public static double Upper(int hits, int draws, double alpha) => hits == draws ? 1 : 1 - Solve(q => AtLeast(draws - hits, draws, q), alpha);

    /// <summary>The largest ε that the counts of one event rule out, in both directions, at confidence 1 − alpha.</summary>
    public static double Epsilon(int hits, int hitsOfNeighbour, int draws, double alpha) => new[]
    {
        (hits, hitsOfNeighbour), (hitsOfNeighbour, hits), (draws - hits, draws - hitsOfNeighbour), (draws - hitsOfNeighbour, draws - hits),
    }.Max(p => Math.Log(Lower(p.Item1, draws, alpha / 8) / Upper(p.Item2, draws, alpha / 8)));

    private static double AtLeast(int hits, int draws, double p)
    {
        // log C(n, k) by a running sum.
        double sum = 0, logChoose = 0;
        for (var k = 1; k <= draws; k++)
        {
            logChoose += Math.Log((double)(draws - k + 1) / k);
            if (k >= hits)
            {
                sum += Math.Exp(logChoose + (k * Math.Log(p)) + ((draws - k) * Math.Log(1 - p)));
            }
        }

        return sum;
    }

    private static double Solve(Func<double, double> increasing, double target)
    {
        double low = 0, high = 1;
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = increasing(middle) < target ? (middle, high) : (low, middle);
        }

        return low;
    }
}

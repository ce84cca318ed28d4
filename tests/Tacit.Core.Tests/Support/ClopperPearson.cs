namespace Tacit.Core.Tests.Support;

/// <summary>One-sided exact bounds for a binomial proportion (Clopper and Pearson 1934), by bisection on the beta tail.</summary>
internal static class ClopperPearson
{
    public static double Lower(long hits, long draws, double alpha) =>
        hits == 0 ? 0 : Solve(p => SpecialFunctions.Beta(p, hits, draws - hits + 1), alpha);

    public static double Upper(long hits, long draws, double alpha) =>
        hits == draws ? 1 : 1 - Solve(q => SpecialFunctions.Beta(q, draws - hits, hits + 1), alpha);

    private static double Solve(Func<double, double> increasing, double target)
    {
        double low = 0;
        double high = 1;
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = increasing(middle) < target ? (middle, high) : (low, middle);
        }

        return low;
    }
}

namespace Tacit.Audit.Fairness;

/// <summary>Adjusts p-values of several tests (Holm 1979): the k-th smallest of K times K − k + 1, never falling.</summary>
internal static class HolmTest
{
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var (last, rank) = (0.0, 0);
        foreach (var i in Enumerable.Range(0, p.Count).OrderBy(i => p[i]))
        {
            last = Math.Max(last, Math.Min(1, p[i] * (p.Count - rank++)));
            adjusted[i] = last;
        }

        return adjusted;
    }
}

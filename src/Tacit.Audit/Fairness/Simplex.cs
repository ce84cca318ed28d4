namespace Tacit.Audit.Fairness;

/// <summary>The nearest counts that are not negative and keep their total (Duchi, Shalev-Shwartz, Singer and Chandra 2008): noise in empty cells adds up to nothing.</summary>
internal static class Simplex
{
    /// <summary>The projection; all zero where the total is not positive.</summary>
    public static double[] Project(ReadOnlySpan<long> counts)
    {
        var total = 0L;
        var sorted = counts.ToArray();
        foreach (var count in sorted)
        {
            total += count;
        }

        if (total <= 0)
        {
            return new double[counts.Length];
        }

        Array.Sort(sorted);
        Array.Reverse(sorted);
        var (sum, shift) = (0.0, 0.0);
        for (var i = 0; i < sorted.Length; i++)
        {
            sum += sorted[i];
            var candidate = (sum - total) / (i + 1);
            if (sorted[i] <= candidate)
            {
                break;
            }

            shift = candidate;
        }

        var result = new double[counts.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Math.Max(0, counts[i] - shift);
        }

        return result;
    }
}

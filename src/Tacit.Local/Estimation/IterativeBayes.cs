namespace Tacit.Local;

/// <summary>The limit of expectation maximization for a matrix with p on its diagonal and q beside it: no iteration is needed.</summary>
/// <remarks>
/// Maximizes Σ φ_v·ln(q + (p − q)θ_v) over the simplex. Where θ_v is positive, q + (p − q)θ_v is proportional to φ_v; the smallest φ are dropped to zero one by one
/// while their own would be negative. Supports of protocols other than randomized response are first divided by their sum, and the matrix by that of a column.
/// </remarks>
internal static class IterativeBayes
{
    public static double[] Limit(double[] supports, double truth, double other)
    {
        var k = supports.Length;
        var column = truth + ((k - 1) * other);
        var (p, q) = (truth / column, other / column);
        var total = supports.Sum();
        if (total <= 0)
        {
            return [.. supports.Select(_ => 1.0 / k)];
        }

        double[] shares = [.. supports.Select(s => s / total)];
        var kept = 1.0;
        var dropped = 0;
        var isDropped = new bool[k];
        foreach (var v in Enumerable.Range(0, k).OrderBy(v => shares[v]))
        {
            if (!(q * kept > (1 - (dropped * q)) * shares[v]))
            {
                break;
            }

            kept -= shares[v];
            dropped++;
            isDropped[v] = true;
        }

        var scale = (1 - (dropped * q)) / kept;
        return [.. shares.Select((share, v) => isDropped[v] ? 0 : Math.Max(0, ((scale * share) - q) / (p - q)))];
    }
}

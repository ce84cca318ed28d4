namespace Tacit.Numerics;

/// <summary>Probabilities of a binomial distribution, as far as they matter.</summary>
public static class BinomialMasses
{
    /// <summary>The probabilities of Bin(n, p) from its mode outwards until they are below 1e-30 of the largest, as doubles that sum to one.</summary>
    /// <param name="n">Number of trials, at least 0.</param>
    /// <param name="p">Probability of each, above 0 and below 1.</param>
    /// <returns>The first number with a probability that is kept, and the probabilities from it on. Each comes from the mode by a product of ratios: its relative error grows by some 1e-16 a step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n is negative, or p is not inside 0 and 1.</exception>
    public static (long First, double[] Masses) Of(long n, double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (!(p is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "The probability lies between 0 and 1.");
        }

        var mode = Math.Clamp((long)((n + 1) * p), 0, n);
        var odds = p / (1 - p);
        List<double> up = [1];
        for (var k = mode; k < n && up[^1] > 1e-30; k++)
        {
            up.Add(up[^1] * (n - k) / (k + 1) * odds);
        }

        List<double> down = [];
        for (var (k, mass) = (mode, 1.0); k > 0 && mass > 1e-30; k--)
        {
            mass = mass * k / (n - k + 1) / odds;
            down.Add(mass);
        }

        var total = up.Sum() + down.Sum();
        return (mode - down.Count, [.. Enumerable.Reverse(down).Concat(up).Select(mass => mass / total)]);
    }
}

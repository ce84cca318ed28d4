namespace Tacit.Local;

/// <summary>What a simulated collection of numbers found, beside the truth.</summary>
/// <param name="Mean">The mean, as the only estimate.</param>
/// <param name="Distribution">Frequencies at the places of the grid; null for protocols that report ends of the range.</param>
/// <param name="TrueFrequencies">How many of the users' numbers are nearest to each of these places; empty without a distribution.</param>
/// <param name="ReportsPerSecond">Randomized, packed and counted.</param>
public sealed record NumberResult(SimulatedEstimates Mean, NumberDistribution? Distribution, IReadOnlyList<double> TrueFrequencies, double ReportsPerSecond)
{
    /// <summary>How far, on average, the estimated distribution would have to be moved to be the true one, in units of the numbers (Wasserstein-1); null without a distribution.</summary>
    public double? Distance
    {
        get
        {
            if (Distribution is null)
            {
                return null;
            }

            var (sum, gap) = (0.0, 0.0);
            for (var i = 0; i + 1 < TrueFrequencies.Count; i++)
            {
                gap += Distribution.Frequencies[i] - TrueFrequencies[i];
                sum += Math.Abs(gap) * (Distribution.Numbers[i + 1] - Distribution.Numbers[i]);
            }

            return sum;
        }
    }
}

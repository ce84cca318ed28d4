namespace Tacit.Local;

/// <summary>Exact maximum likelihood of frequencies from whole reports, where <see cref="PostProcess.Ibu"/> sees only which values they support.</summary>
/// <remarks>
/// Expectation maximization over the distinct reports y with the exact P(y | v): θ_v ← θ_v·Σ_y n_y/n·P(y | v)/Σ_w θ_w·P(y | w), from uniform, until no θ changes by 1e-12 or 10,000 steps.
/// It needs the reports themselves, which a collector does not keep, and distinct reports times values operations a step: for small collections and studies.
/// The estimate is biased where frequencies are near zero and has no interval.
/// </remarks>
public static class ReportLikelihood
{
    private const int MostSteps = 10_000;
    private const double Settled = 1e-12;

    // Distinct reports times values.
    private const long MostCells = 1 << 27;

    /// <summary>The frequencies under which these reports are the most probable.</summary>
    /// <param name="oracle">What the reports were made with.</param>
    /// <param name="packedReports">Whole reports, one after another.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">A report is malformed, there is none, or there are too many distinct ones.</exception>
    public static IReadOnlyList<double> Frequencies(FrequencyOracle oracle, ReadOnlySpan<byte> packedReports, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        oracle.CreateAggregator().Add(packedReports);
        var distinct = new Dictionary<string, (byte[] Report, int Count)>(StringComparer.Ordinal);
        for (var rest = packedReports; rest.Length > 0; rest = rest[oracle.ReportSize..])
        {
            var report = rest[..oracle.ReportSize];
            var key = Convert.ToHexString(report);
            distinct[key] = (distinct.TryGetValue(key, out var known) ? known.Report : report.ToArray(), known.Count + 1);
        }

        var domain = oracle.Parameters.Domain;
        if (distinct.Count == 0 || (long)distinct.Count * domain > MostCells)
        {
            throw new BadInputException($"Exact likelihood takes from 1 report to {MostCells / domain} distinct ones at {domain} values, but was given {distinct.Count}. Take the post-processing ibu.");
        }

        // P(y | v) up to a factor of y alone takes two values: a report is as probable under all values that it supports, and under all others.
        var (ratio, likely) = (Ratio(oracle), new List<(int[] Supported, double Share)>());
        var total = packedReports.Length / oracle.ReportSize;
        var counted = (FrequencyAggregator)oracle.CreateAggregator();
        var before = new long[domain];
        foreach (var (report, count) in distinct.Values)
        {
            cancellation.ThrowIfCancellationRequested();
            counted.Add(report);
            var after = counted.Supports();
            likely.Add(([.. Enumerable.Range(0, domain).Where(v => after[v] > before[v])], (double)count / total));
            before = after;
        }

        return Maximize(likely, ratio, domain, cancellation);
    }

    // The ratio of the probabilities of a report under a value that it supports and one that it does not.
    private static double Ratio(FrequencyOracle oracle)
    {
        var (top, bottom) = ThresholdCheck.WorstRatio(oracle.Parameters.Kind, oracle.Parameters.Domain, oracle.Parameters.Size, oracle.Parameters.KeepThreshold, oracle.Parameters.NoiseThreshold);
        return Math.Exp(System.Numerics.BigInteger.Log(top) - System.Numerics.BigInteger.Log(bottom));
    }

    private static double[] Maximize(List<(int[] Supported, double Share)> reports, double ratio, int domain, CancellationToken cancellation)
    {
        var theta = new double[domain];
        var next = new double[domain];
        Array.Fill(theta, 1.0 / domain);
        for (var step = 0; step < MostSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();

            // Every value gets what a report gives to those that it does not support; the supported ones get the rest on top.
            Array.Clear(next);
            double all = 0;
            foreach (var (supported, share) in reports)
            {
                double inside = 0;
                foreach (var v in supported)
                {
                    inside += theta[v];
                }

                var each = share / (1 + ((ratio - 1) * inside));
                all += each;
                foreach (var v in supported)
                {
                    next[v] += each * (ratio - 1);
                }
            }

            double change = 0;
            for (var v = 0; v < domain; v++)
            {
                var updated = theta[v] * (all + next[v]);
                change = Math.Max(change, Math.Abs(updated - theta[v]));
                theta[v] = updated;
            }

            if (change < Settled)
            {
                break;
            }
        }

        return theta;
    }
}

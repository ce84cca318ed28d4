namespace Tacit.Local;

/// <summary>How a number is distributed among users, as frequencies at equally spaced numbers. A point estimate: it has no intervals; a bootstrap would be approximate.</summary>
/// <remarks>
/// Expectation maximization over the exact law of the grid; with smoothing each step ends with weights (1, 2, 1)/4. It stops when the log-likelihood of the counts
/// rises by less than 1e-3 (with smoothing) or 1e-3·e^ε. Source: Li et al., "Estimating numerical distributions under local differential privacy" (2020), section 5.
/// </remarks>
public sealed class NumberDistribution
{
    private const int MostSteps = 10_000;

    private NumberDistribution(IReadOnlyList<double> numbers, IReadOnlyList<double> frequencies, long reports, bool isSmooth, int steps)
    {
        Numbers = numbers;
        Frequencies = frequencies;
        Reports = reports;
        IsSmooth = isSmooth;
        Steps = steps;
    }

    /// <summary>The numbers, ascending, from the lower to the upper end of the range.</summary>
    public IReadOnlyList<double> Numbers { get; }

    /// <summary>The frequency of each; they are at least zero and sum to one.</summary>
    public IReadOnlyList<double> Frequencies { get; }

    /// <summary>n: reports that were counted.</summary>
    public long Reports { get; }

    /// <summary>Whether neighbours were averaged at each step.</summary>
    public bool IsSmooth { get; }

    /// <summary>Steps that were taken; 10,000 means that it did not settle.</summary>
    public int Steps { get; }

    /// <summary>The mean of the distribution. The mean of <see cref="INumberAggregator"/> is unbiased and has an interval.</summary>
    public double Mean => Numbers.Zip(Frequencies, (x, f) => x * f).Sum();

    /// <summary>The smallest of the numbers that at least this share of users does not exceed.</summary>
    /// <exception cref="BadInputException">The share is not in 0 to 1.</exception>
    public double Quantile(double share)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw new BadInputException("A quantile is that of a share in 0 to 1.");
        }

        double sum = 0;
        for (var i = 0; i < Numbers.Count; i++)
        {
            sum += Frequencies[i];
            if (sum >= share - 1e-12)
            {
                return Numbers[i];
            }
        }

        return Numbers[^1];
    }

    internal static NumberDistribution From(NumberProtocol protocol, long reports, ReadOnlySpan<long> counts, bool smooth)
    {
        var grid = protocol.Grids[0];
        var theta = new double[grid.Steps + 1];
        Array.Fill(theta, 1.0 / theta.Length);
        var (output, ratio) = (new double[grid.Cells], new double[grid.Cells]);
        var enough = smooth ? 1e-3 : 1e-3 * Math.Exp(protocol.Epsilon.ToDouble());
        var before = double.NegativeInfinity;
        var step = 0;
        while (step < MostSteps)
        {
            Spread(grid, theta, output);
            double likelihood = 0;
            for (var c = 0; c < output.Length; c++)
            {
                likelihood += counts[c] == 0 ? 0 : counts[c] * Math.Log(output[c]);
                ratio[c] = counts[c] / (output[c] * reports);
            }

            if (likelihood - before < enough)
            {
                break;
            }

            before = likelihood;
            Update(grid, theta, ratio);
            if (smooth)
            {
                Smooth(theta);
            }

            step++;
        }

        var (low, width) = (protocol.Low.ToDouble(), (protocol.High - protocol.Low).ToDouble());
        return new([.. Enumerable.Range(0, theta.Length).Select(o => low + (width * o / grid.Steps))], theta, reports, smooth, step);
    }

    // Cells by running sums over the window: a step costs as many operations as there are cells.
    private static void Spread(NumberGrid grid, double[] theta, double[] output)
    {
        double inside = 0;
        for (var c = 0; c < output.Length; c++)
        {
            inside += c < theta.Length ? theta[c] : 0;
            inside -= c >= grid.Window ? theta[c - grid.Window] : 0;
            output[c] = grid.Outside + ((grid.Inside - grid.Outside) * Math.Max(0, inside));
        }
    }

    private static void Update(NumberGrid grid, double[] theta, double[] ratio)
    {
        var all = grid.Outside * ratio.Sum();
        var inside = ratio.Take(grid.Window).Sum();
        double total = 0;
        for (var o = 0; o < theta.Length; o++)
        {
            theta[o] *= all + ((grid.Inside - grid.Outside) * Math.Max(0, inside));
            total += theta[o];
            inside += o < grid.Steps ? ratio[o + grid.Window] - ratio[o] : 0;
        }

        for (var o = 0; o < theta.Length; o++)
        {
            theta[o] /= total;
        }
    }

    private static void Smooth(double[] theta)
    {
        var (before, total) = (theta[0], 0.0);
        for (var o = 0; o < theta.Length; o++)
        {
            var here = theta[o];
            var after = o + 1 < theta.Length ? theta[o + 1] : here;
            theta[o] = (before + (2 * here) + after) / 4;
            total += theta[o];
            before = here;
        }

        for (var o = 0; o < theta.Length; o++)
        {
            theta[o] /= total;
        }
    }
}

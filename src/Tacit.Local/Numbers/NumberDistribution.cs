using System.Globalization;

namespace Tacit.Local;

/// <summary>How a number is distributed among users: a shape, as frequencies at equally spaced numbers, and intervals for shares of users and for quantiles.</summary>
/// <remarks>
/// Immutable. Intervals do not come from the shape but from unbiased estimates of trapezoids below and above a share. They hold whatever the distribution is, each by itself, with
/// the normal law for sums over reports; what is shown between their ends is the shape's, moved into them.
/// The shape: expectation maximization over the exact law of the grid; with smoothing each step ends with weights (1, 2, 1)/4. It stops when the log-likelihood of the counts
/// rises by less than 1e-3 (with smoothing) or 1e-3·e^ε. Source: Li et al., "Estimating numerical distributions under local differential privacy" (2020), section 5.
/// </remarks>
public sealed class NumberDistribution
{
    private const int MostSteps = 10_000;
    private const string CoversShare = "the share where the users come from, and among them, of numbers moved into the range, for each share by itself; noise and sampling";
    private const string CoversQuantile = "the quantile where the users come from, and among them, of numbers moved into the range, for each quantile by itself; noise and sampling";
    private readonly GridIntervals _intervals;

    private NumberDistribution(GridIntervals intervals, IReadOnlyList<double> numbers, IReadOnlyList<double> frequencies, long reports, bool isSmooth, int steps)
    {
        _intervals = intervals;
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

    private double Step => (Numbers[^1] - Numbers[0]) / (Numbers.Count - 1);

    /// <summary>The share of users whose numbers lie between two. What is beyond the range counts as its nearer end.</summary>
    /// <param name="from">The lower number.</param>
    /// <param name="to">The upper one.</param>
    /// <param name="confidence">Of the interval.</param>
    /// <returns>The shape's share, which takes a frequency as spread over the numbers that are nearest to its own; moved into the interval. The interval holds with those who have one of the two numbers and without them; the ends of the range are always counted.</returns>
    /// <exception cref="BadInputException">The numbers do not ascend or lie beyond the range, or the confidence is not between 0 and 1.</exception>
    public Estimate Share(double from, double to, double confidence = 0.95)
    {
        Confidences.Verify(confidence);
        if (!(from <= to) || from > Numbers[^1] || to < Numbers[0])
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"A share is that of numbers from a smaller to a larger one, not all of them beyond the range {Numbers[0]} to {Numbers[^1]}, but {from} to {to} was asked about."));
        }

        var (low, high) = (Place(from), Place(to));
        var bounds = _intervals.Share(low, high, 1 - confidence);
        return new(Math.Clamp(UpTo(high) - UpTo(low), bounds.Low, bounds.High), bounds.Low, bounds.High, confidence, CoversShare);
    }

    /// <summary>The share of users whose numbers are at most this one.</summary>
    /// <param name="number">The number.</param>
    /// <param name="confidence">Of the interval.</param>
    /// <exception cref="BadInputException">The number is below the range or not one (NaN), or the confidence is not between 0 and 1.</exception>
    public Estimate ShareUpTo(double number, double confidence = 0.95) => Share(Math.Min(Numbers[0], number), number, confidence);

    /// <summary>The number that so many users do not exceed.</summary>
    /// <param name="share">Of users, from 0 to 1; 0.5 for the median.</param>
    /// <param name="confidence">Of the interval.</param>
    /// <returns>The shape's quantile, moved into the interval: the numbers up to which the share of users may be the one that was asked about.</returns>
    /// <exception cref="BadInputException">The share is not in 0 to 1, or the confidence not between them.</exception>
    public Estimate Quantile(double share, double confidence = 0.95)
    {
        Confidences.Verify(confidence);
        if (!(share is >= 0 and <= 1))
        {
            throw new BadInputException("A quantile is that of a share in 0 to 1, for example 0.5 for the median.");
        }

        var bounds = _intervals.Quantile(share, 1 - confidence);
        var (low, high) = (Numbers[0] + (bounds.Low * Step), Numbers[0] + (bounds.High * Step));
        return new(Math.Clamp(Numbers[0] + (PlaceOf(share) * Step), low, high), low, high, confidence, CoversQuantile);
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
        return new(new(grid, reports, counts.ToArray()), [.. Enumerable.Range(0, theta.Length).Select(o => low + (width * o / grid.Steps))], theta, reports, smooth, step);
    }

    private double Place(double number) => Math.Clamp((number - Numbers[0]) / Step, 0, Numbers.Count - 1);

    // The shape's share up to a place: a frequency lies evenly between the middles beside its place, at the ends of the range between one of them and the end.
    private double UpTo(double place)
    {
        double sum = 0;
        for (var o = 0; o < Numbers.Count; o++)
        {
            var (low, high) = Around(o);
            sum += Frequencies[o] * Math.Clamp((place - low) / (high - low), 0, 1);
        }

        return sum;
    }

    private double PlaceOf(double share)
    {
        double sum = 0;
        for (var o = 0; o < Numbers.Count; o++)
        {
            if (Frequencies[o] > 0 && sum + Frequencies[o] >= share)
            {
                var (low, high) = Around(o);
                return low + ((high - low) * (share - sum) / Frequencies[o]);
            }

            sum += Frequencies[o];
        }

        return Numbers.Count - 1;
    }

    private (double Low, double High) Around(int place) => (Math.Max(0, place - 0.5), Math.Min(Numbers.Count - 1, place + 0.5));

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

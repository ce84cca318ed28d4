using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A collection of numbers, in one process.</summary>
public static class NumberSimulation
{
    /// <summary>Users at most: their numbers are kept.</summary>
    public const int MostUsers = 100_000_000;

    /// <summary>Numbers of so many users, ascending: the (i + ½)/n-quantiles of a shape, cut to the range.</summary>
    /// <exception cref="BadInputException">There are no users or too many, or the range is none.</exception>
    public static double[] Numbers(NumberShape shape, double low, double high, long users)
    {
        if (users is < 1 or > MostUsers || !(low < high) || double.IsInfinity(high - low))
        {
            throw new BadInputException($"A simulation has 1 to {MostUsers} users with numbers from a smaller to a larger one.");
        }

        var (width, numbers) = (high - low, new double[users]);
        for (var i = 0; i < numbers.Length; i++)
        {
            var beyond = 1 - ((i + 0.5) / users);
            var share = shape switch
            {
                NumberShape.Uniform => 1 - beyond,
                NumberShape.Bell => 0.5 + (Normal.UpperQuantile(beyond) / 8),
                NumberShape.Skewed => -Math.Log(beyond) / 5,
                _ => throw new BadInputException($"There is no shape {shape} of simulated numbers."),
            };
            numbers[i] = Math.Clamp(low + (share * width), low, high);
        }

        return numbers;
    }

    /// <summary>Runs it on all processors.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="numbers">The number of each user; what is beyond the range counts as its nearer end.</param>
    /// <param name="options">Confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">There are fewer than two users, or somebody's is not a number (NaN).</exception>
    public static NumberResult Run(NumberProtocol protocol, IReadOnlyList<double> numbers, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(numbers);
        options ??= new();
        if (numbers.Count < 2 || numbers.Any(double.IsNaN))
        {
            throw new BadInputException("A simulation needs the numbers of at least two users, and no NaN among them.");
        }

        var (low, high) = (protocol.Low.ToDouble(), protocol.High.ToDouble());
        var aggregator = protocol.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], numbers.Count, options.Seed, random => new NumberPart(protocol.Client(random), numbers), cancellation);
        var hasDistribution = protocol.Kind is NumberKind.Piecewise or NumberKind.SquareWave;
        var distribution = hasDistribution ? aggregator.Distribution() : null;
        return new(
            new([aggregator.Mean(options.Confidence)], [numbers.Average(x => Math.Clamp(x, low, high))], Variance(protocol, numbers, low, high) / numbers.Count),
            distribution,
            distribution is null ? [] : Frequencies(numbers, low, high, distribution.Numbers.Count),
            rate);
    }

    // The variance costs a pass over all cells: at 1,001 places in between the rest is interpolated, as it is smooth up to steps of the grid.
    private static double Variance(NumberProtocol protocol, IReadOnlyList<double> numbers, double low, double high)
    {
        const int Places = 1000;
        var shares = new double[Places + 1];
        foreach (var x in numbers)
        {
            var place = Math.Clamp((x - low) / (high - low), 0, 1) * Places;
            var below = Math.Min((int)place, Places - 1);
            shares[below] += 1 - (place - below);
            shares[below + 1] += place - below;
        }

        return shares.Select((s, i) => s == 0 ? 0 : s * protocol.Variance(Math.Min(high, low + ((high - low) * i / Places)))).Sum() / numbers.Count;
    }

    private static double[] Frequencies(IReadOnlyList<double> numbers, double low, double high, int places)
    {
        var frequencies = new double[places];
        foreach (var x in numbers)
        {
            frequencies[(int)Math.Round(Math.Clamp((x - low) / (high - low), 0, 1) * (places - 1))] += 1.0 / numbers.Count;
        }

        return frequencies;
    }
}

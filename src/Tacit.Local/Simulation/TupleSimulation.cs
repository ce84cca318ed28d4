namespace Tacit.Local;

/// <summary>A collection of tuples, in one process. Users' tuples are drawn, each attribute by itself; estimates are compared with what was drawn.</summary>
public static class TupleSimulation
{
    /// <summary>Runs it on all processors.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="frequencies">Of each attribute, how frequent each value is: any numbers in proportion.</param>
    /// <param name="users">Users, each with one report.</param>
    /// <param name="options">Post-processing, confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The frequencies are not of the domains, there are no users, or none whose report speaks of an attribute.</exception>
    public static TupleResult Run(TupleProtocol protocol, IReadOnlyList<IReadOnlyList<double>> frequencies, long users, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(frequencies);
        options ??= new();
        if (users < 1 || frequencies.Count != protocol.Domains.Count || frequencies.Where((f, j) => f.Count != protocol.Domains[j]).Any())
        {
            throw new BadInputException($"A simulation needs at least one user, and the frequency of each value of the attributes with {string.Join(", ", protocol.Domains)} values.");
        }

        WeightedDraw[] draws = [.. frequencies.Select(f => new WeightedDraw(f))];
        long[][] truth = [.. protocol.Domains.Select(k => new long[k])];
        var aggregator = protocol.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], users, options.Seed, random => new TuplePart(protocol.Client(random), draws, truth, random), cancellation);
        return new([.. truth.Select((t, j) => Attribute(aggregator, protocol, j, t, users, options))], rate);
    }

    private static SimulatedEstimates Attribute(ITupleAggregator aggregator, TupleProtocol protocol, int attribute, long[] counts, long users, SimulationOptions options)
    {
        double[] truth = [.. counts.Select(u => (double)u / users)];
        return new(
            aggregator.Estimate(attribute, options.PostProcess, options.Confidence).Values,
            truth,
            truth.Select((f, v) => protocol.Variance(attribute, v, f) - (f * (1 - f))).Average() / users);
    }
}

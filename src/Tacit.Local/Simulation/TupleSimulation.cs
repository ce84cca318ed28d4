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
        options ??= new();
        var draws = Draws(protocol, frequencies, users);
        long[][] truth = [.. protocol.Domains.Select(k => new long[k])];
        var aggregator = protocol.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], users, options.Seed, random => new TuplePart(protocol.Client(random), draws, truth, random), cancellation);
        return new([.. truth.Select((t, j) => Attribute(aggregator, j, t, users, options, (v, f) => protocol.Variance(j, v, f)))], rate);
    }

    /// <summary>The same over several rounds: every user has a device with a memo of its own, which reports one attribute again and again.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="frequencies">Of each attribute, how frequent each value is: any numbers in proportion.</param>
    /// <param name="users">Users, each with one report in each round.</param>
    /// <param name="rounds">T: reports of each user.</param>
    /// <param name="change">With which probability a user draws the value of an attribute anew before each further round.</param>
    /// <param name="options">Post-processing, confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The frequencies are not of the domains, there are no users, or none whose report speaks of an attribute, or a parameter is out of range.</exception>
    public static TupleRoundsResult Run(
        MemoizedTupleProtocol protocol, IReadOnlyList<IReadOnlyList<double>> frequencies, long users, int rounds, double change = 0, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        var draws = Draws(protocol, frequencies, users);
        SimulatedReports.VerifyRounds(rounds, protocol);
        RoundsSimulation.VerifyChange(change);
        var truth = new KeptTruth(rounds, protocol.Domains.Sum());
        ITupleAggregator[] counted = [.. Enumerable.Range(0, rounds).Select(_ => protocol.CreateAggregator())];
        var rate = SimulatedReports.Collect(counted, users, options.Seed, random => new KeptTuplePart(protocol, draws, change, truth, random), cancellation);
        var kept = truth.MostKept(protocol.Longitudinal);
        return new([.. counted.Select((a, t) => Round(a, truth.Rounds[t]))], kept, protocol.Longitudinal.SamePatternEpsilon(kept), rate);

        IReadOnlyList<SimulatedEstimates> Round(ITupleAggregator aggregator, long[] counts) => [.. protocol.Domains.Select((k, j) =>
            Attribute(aggregator, j, counts[protocol.Domains.Take(j).Sum()..][..k], users, options, (_, f) => protocol.Variance(j, f)))];
    }

    private static WeightedDraw[] Draws(ITupleProtocol protocol, IReadOnlyList<IReadOnlyList<double>> frequencies, long users)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(frequencies);
        return users >= 1 && frequencies.Count == protocol.Domains.Count && !frequencies.Where((f, j) => f.Count != protocol.Domains[j]).Any()
            ? [.. frequencies.Select(f => new WeightedDraw(f))]
            : throw new BadInputException($"A simulation needs at least one user, and the frequency of each value of the attributes with {string.Join(", ", protocol.Domains)} values.");
    }

    private static SimulatedEstimates Attribute(ITupleAggregator aggregator, int attribute, long[] counts, long users, SimulationOptions options, Func<int, double, double> variance)
    {
        double[] truth = [.. counts.Select(u => (double)u / users)];
        return new(
            aggregator.Estimate(attribute, options.PostProcess, options.Confidence).Values,
            truth,
            truth.Select((f, v) => variance(v, f) - (f * (1 - f))).Average() / users);
    }
}

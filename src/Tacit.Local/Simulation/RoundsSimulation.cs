using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A collection over several rounds, in one process: every user has a device with a memo of its own, and reports in every round.</summary>
public static class RoundsSimulation
{
    /// <summary>Reports of values by a longitudinal protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="users">How many users have each value in the first round.</param>
    /// <param name="rounds">T: reports of each user.</param>
    /// <param name="change">With which probability a user draws a value anew before each further round, as frequent as in the first one.</param>
    /// <param name="options">Post-processing, confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The counts are not of the domain, there are no users, or a parameter is out of range.</exception>
    public static RoundsResult Run(LongitudinalProtocol protocol, IReadOnlyList<long> users, int rounds, double change = 0, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        options ??= new();
        var total = Verify(protocol, users, protocol.Parameters.Domain, rounds, change);
        var truth = new KeptTruth(rounds, users.Count);
        IFrequencyAggregator[] counted = [.. Enumerable.Range(0, rounds).Select(_ => protocol.CreateAggregator())];
        var rate = SimulatedReports.Collect(counted, total, options.Seed, random => new KeptPart(store => protocol.Client(store, protocol.Id, random).Randomize, users, change, truth, random), cancellation);
        return Result(
            counted.Zip(truth.Rounds, (a, t) => Frequencies(a.Estimate(options.PostProcess, options.Confidence).Values, t, total, f => protocol.Law.FixedVariance(f))),
            truth,
            protocol.Longitudinal,
            rate);
    }

    /// <summary>Reports of buckets by dBitFlipPM.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="users">How many users are in each bucket in the first round.</param>
    /// <param name="rounds">T: reports of each user.</param>
    /// <param name="change">With which probability a user draws a bucket anew before each further round, as frequent as in the first one.</param>
    /// <param name="options">Confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The counts are not of the buckets, there are too few users for every bucket, or a parameter is out of range.</exception>
    public static RoundsResult Run(BucketProtocol protocol, IReadOnlyList<long> users, int rounds, double change = 0, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        options ??= new();
        var total = Verify(protocol, users, protocol.Buckets, rounds, change);
        var truth = new KeptTruth(rounds, users.Count);
        IBucketAggregator[] counted = [.. Enumerable.Range(0, rounds).Select(_ => protocol.CreateAggregator())];
        var rate = SimulatedReports.Collect(counted, total, options.Seed, random => new KeptPart(store => protocol.Client(store, protocol.Id, random).Randomize, users, change, truth, random), cancellation);

        // Of each bucket some d/b of the users speak: a random sample of them.
        var share = (double)protocol.Bits / protocol.Buckets;
        return Result(
            counted.Zip(truth.Rounds, (a, t) => Frequencies(a.Estimate(options.Confidence), t, total, f => (protocol.Law.Variance(f) / share) - (f * (1 - f)))),
            truth,
            protocol.Longitudinal,
            rate);
    }

    /// <summary>Reports of counters by 1BitMean. Each round has one estimate: the mean.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="users">How many users have each of the numbers 0 to m in the first round.</param>
    /// <param name="rounds">T: reports of each user.</param>
    /// <param name="change">With which probability a user draws a number anew before each further round, as frequent as in the first one.</param>
    /// <param name="options">Confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The counts are not of the numbers, there are no users, or a parameter is out of range.</exception>
    public static RoundsResult Run(OneBitMean protocol, IReadOnlyList<long> users, int rounds, double change = 0, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        options ??= new();
        var total = Verify(protocol, users, protocol.Maximum + 1, rounds, change);
        var truth = new KeptTruth(rounds, users.Count);
        IOneBitMeanAggregator[] counted = [.. Enumerable.Range(0, rounds).Select(_ => protocol.CreateAggregator())];
        var rate = SimulatedReports.Collect(counted, total, options.Seed, random => new KeptPart(store => protocol.Client(store, protocol.Id, random).Randomize, users, change, truth, random), cancellation);
        return Result(
            counted.Zip(truth.Rounds, (a, t) => new SimulatedEstimates(
                [a.Estimate(options.Confidence)],
                [t.Select((u, x) => (double)u * x).Sum() / total],
                OfMean(protocol, t, total))),
            truth,
            protocol.Longitudinal,
            rate);
    }

    private static SimulatedEstimates Frequencies(IReadOnlyList<Estimate> values, long[] users, long total, Func<double, double> variance)
    {
        double[] truth = [.. users.Select(u => (double)u / total)];
        return new(values, truth, truth.Average(variance) / total);
    }

    // A bit is one with probability q + (p − q)·x/m, over threshold and coin: the sum of the variances of all users' bits.
    private static double OfMean(OneBitMean protocol, long[] users, long total)
    {
        var gap = protocol.Law.Truth - protocol.Law.Other;
        var sum = users.Select((u, x) => (Users: u, One: protocol.Law.Other + (gap * x / protocol.Maximum))).Sum(p => p.Users * p.One * (1 - p.One));
        var scale = protocol.Maximum / (gap * total);
        return scale * scale * sum;
    }

    internal static RoundsResult Result(IEnumerable<SimulatedEstimates> rounds, KeptTruth truth, LongitudinalPrivacy privacy, double rate)
    {
        var kept = truth.MostKept(privacy);
        return new([.. rounds], kept, privacy.SamePatternEpsilon(kept), rate);
    }

    internal static long Verify(IReportProtocol protocol, IReadOnlyList<long> users, int domain, int rounds, double change)
    {
        SimulatedReports.VerifyRounds(rounds, protocol);
        VerifyChange(change);
        return SimulatedReports.Verify(users, domain);
    }

    internal static void VerifyChange(double change)
    {
        if (!(change is >= 0 and <= 1))
        {
            throw new BadInputException("Values change with a probability between 0 and 1.");
        }
    }
}

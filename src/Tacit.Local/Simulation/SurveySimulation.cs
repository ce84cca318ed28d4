namespace Tacit.Local;

/// <summary>A collection from end to end in one process: every user's report is made by a client, travels as bytes, and is counted by the aggregator that a collector uses.</summary>
public static class SurveySimulation
{
    /// <summary>So many users of each value, most of the first: the i-th is i^−exponent as frequent (Zipf), rounded by largest remainders. Exponent 0 spreads evenly.</summary>
    /// <exception cref="BadInputException">There are no users, or the exponent is no number of at least zero.</exception>
    public static long[] Zipf(int domain, long users, double exponent)
    {
        if (users < 1 || !(exponent >= 0) || double.IsInfinity(exponent))
        {
            throw new BadInputException("A simulation has at least one user and an exponent of at least zero.");
        }

        double[] weights = [.. Enumerable.Range(1, domain).Select(i => Math.Pow(i, -exponent))];
        var scale = users / weights.Sum();
        long[] counts = [.. weights.Select(w => (long)(w * scale))];
        var rest = users - counts.Sum();
        foreach (var v in Enumerable.Range(0, domain).OrderByDescending(v => (weights[v] * scale) - counts[v]).ThenBy(v => v).Take((int)rest))
        {
            counts[v]++;
        }

        return counts;
    }

    /// <summary>Runs it on all processors.</summary>
    /// <param name="oracle">The protocol.</param>
    /// <param name="users">How many users have each value.</param>
    /// <param name="postProcess">What is done to the estimates.</param>
    /// <param name="confidence">Of the intervals.</param>
    /// <param name="seed">Repeats the run; the operating system's randomness unless given.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">The counts are not of the domain, or there are no users.</exception>
    public static SurveyResult Run(FrequencyOracle oracle, IReadOnlyList<long> users, PostProcess postProcess = PostProcess.None, double confidence = 0.95, ulong? seed = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        var total = SimulatedReports.Verify(users, oracle.Parameters.Domain);
        var aggregator = oracle.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], total, seed, random => new PlainPart(oracle.Client(random), users), cancellation);
        return Result(aggregator.Estimate(postProcess, confidence), users, total, f => oracle.Law.FixedVariance(f), 0, rate, oracle.Privacy);
    }

    /// <summary>The same for a sketch, whose values are words that nobody listed: here numbers. Estimates are of all of them.</summary>
    /// <param name="sketch">The protocol.</param>
    /// <param name="users">How many users have each value.</param>
    /// <param name="options">Confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="BadInputException">There are no users, or a number of them is negative.</exception>
    public static SurveyResult Run(SketchProtocol sketch, IReadOnlyList<long> users, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        ArgumentNullException.ThrowIfNull(users);
        options ??= new();
        var total = SimulatedReports.Verify(users, users.Count);
        var aggregator = sketch.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], total, options.Seed, random => new PlainPart(sketch.Client(random), users), cancellation);

        // The words of other cells are what a word's own error comes from.
        var squares = users.Sum(u => (double)u / total * u / total);
        var floor = squares * (users.Count - 1.0) / users.Count * Math.Pow(sketch.Floor(1), 2);
        return Result(aggregator.Estimate([.. Enumerable.Range(0, users.Count)], options.Confidence), users, total, f => sketch.Law.FixedVariance(f), floor, rate, sketch.Privacy);
    }

    /// <summary>The same for noisy histograms.</summary>
    /// <param name="histogram">The protocol.</param>
    /// <param name="users">How many users have each value.</param>
    /// <param name="options">Confidence and seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The estimates, and how many reports a second were randomized, packed and counted.</returns>
    /// <exception cref="BadInputException">The counts are not of the domain, or there are no users.</exception>
    public static (SimulatedEstimates Estimates, double ReportsPerSecond) Run(HistogramProtocol histogram, IReadOnlyList<long> users, SimulationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        options ??= new();
        var total = SimulatedReports.Verify(users, histogram.Domain);
        var aggregator = histogram.CreateAggregator();
        var rate = SimulatedReports.Collect([aggregator], total, options.Seed, random => new PlainPart(histogram.Client(random), users), cancellation);
        return (new(aggregator.Estimate(options.Confidence), [.. users.Select(u => (double)u / total)], histogram.FixedVariance / total), rate);
    }

    private static SurveyResult Result(FrequencyEstimate estimate, IReadOnlyList<long> users, long total, Func<double, double> variance, double floor, double rate, PrivacyStatement privacy)
    {
        double[] truth = [.. users.Select(u => (double)u / total)];
        return new(
            estimate,
            truth,
            estimate.Values.Zip(truth, (e, f) => (e.Value - f) * (e.Value - f)).Average(),
            (truth.Average(variance) / total) + floor,
            rate,
            privacy);
    }
}

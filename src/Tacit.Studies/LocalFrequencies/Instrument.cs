using Tacit.Local;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>A way to learn how frequent each of k values is: one survey of users from end to end, and the error that is announced for it.</summary>
/// <param name="Name">The protocol.</param>
/// <param name="Users">Users of a survey.</param>
/// <param name="Survey">Collects the report of each user, from the source of randomness, and estimates all frequencies.</param>
/// <param name="Variance">n times the variance at a value, of this frequency among these very users.</param>
/// <param name="Floor">Standard deviation of what does not shrink with users, from Σf².</param>
internal sealed record Instrument(string Name, int Users, Func<LocalRandomness, int[], double[]> Survey, Func<int, double, double> Variance, Func<double, double>? Floor = null)
{
    private const int Many = 2000;
    private const int Some = 1000;
    private const int Few = 100;

    /// <summary>All protocols with a closed form, for k values at ε; for reports that remember ε is that of all reports together, and of one report half of it.</summary>
    public static IEnumerable<Instrument> All(int domain, double epsilon)
    {
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            yield return Of(FrequencyOracle.Create(kind, domain, epsilon));
        }

        yield return Of(HistogramProtocol.Create(domain, epsilon));
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            yield return Of(LongitudinalProtocol.Create(kind, domain, epsilon, epsilon / 2));
        }

        yield return Of(BucketProtocol.Create(domain, Math.Max(1, domain / 4), epsilon));
        if (domain is 16 or 256)
        {
            yield return Of(SketchProtocol.Create(SketchKind.CountMean, epsilon, 1024, 256), domain);
            yield return Of(SketchProtocol.Create(SketchKind.HadamardCountMean, epsilon, 1024, 256), domain);
        }

        if (domain <= 64)
        {
            foreach (var kind in Enum.GetValues<TupleKind>().Except([TupleKind.PriorGrr, TupleKind.PriorOueRandom]))
            {
                yield return Of(TupleProtocol.Create(kind, [domain, domain], epsilon));
            }

            // Not the prior of the users: of values that are ever more frequent.
            double[] prior = [.. Enumerable.Range(1, domain).Select(v => (double)v)];
            yield return Of(TupleProtocol.CreateWithPriors(TupleKind.PriorGrr, [prior, prior], epsilon));
            yield return Of(TupleProtocol.CreateWithPriors(TupleKind.PriorOueRandom, [prior, prior], epsilon));
            yield return Of(MemoizedTupleProtocol.Create([domain, domain], epsilon, epsilon / 2));
        }
    }

    /// <summary>Reports of users who never reported before, one after another.</summary>
    public static byte[] Reports(ILocalRandomizer client, int[] values)
    {
        var (size, at) = (client.ReportSize, 0);
        var reports = new byte[size * values.Length];
        foreach (var value in values)
        {
            client.NewUser().Randomize(value, reports.AsSpan(at, size));
            at += size;
        }

        return reports;
    }

    /// <summary>The same for tuples.</summary>
    public static byte[] Reports(ITupleRandomizer client, IEnumerable<int[]> tuples, int count)
    {
        var (size, at) = (client.ReportSize, 0);
        var reports = new byte[size * count];
        foreach (var tuple in tuples)
        {
            client.NewUser().Randomize(tuple, reports.AsSpan(at, size));
            at += size;
        }

        return reports;
    }

    /// <summary>Unbiased frequencies from counts that are supports: the same numbers as the aggregator's estimate, without its intervals, which take longer than the survey.</summary>
    public static double[] Frequencies(IReportAggregator aggregator, SupportLaw law)
    {
        var frequencies = new double[aggregator.Counts.Length];
        for (var v = 0; v < frequencies.Length; v++)
        {
            frequencies[v] = law.Frequency(aggregator.Counts[v], aggregator.Reports);
        }

        return frequencies;
    }

    private static T Counted<T>(T aggregator, byte[] reports)
        where T : IReportAggregator
    {
        aggregator.Add(reports);
        return aggregator;
    }

    private static Instrument Of(FrequencyOracle oracle) => new(
        oracle.Name,
        Many,
        (random, values) =>
        {
            var counted = Counted(oracle.CreateAggregator(), Reports(oracle.Client(random), values));
            return oracle.Parameters.Kind == OracleKind.Hadamard ? [.. counted.Estimate().Raw] : Frequencies(counted, oracle.Law);
        },
        (_, f) => oracle.Law.FixedVariance(f));

    private static Instrument Of(HistogramProtocol protocol) => new(
        protocol.Name,
        Few,
        (random, values) => [.. Counted(protocol.CreateAggregator(), Reports(protocol.Client(random), values)).Estimate().Select(e => e.Value)],
        (_, _) => protocol.FixedVariance);

    private static Instrument Of(LongitudinalProtocol protocol) => new(
        protocol.Name,
        Some,
        (random, values) => Frequencies(Counted(protocol.CreateAggregator(), Reports(protocol.Client(new MemoryMemoStore(random), protocol.Id, random), values)), protocol.Law),
        (_, f) => protocol.Law.FixedVariance(f));

    private static Instrument Of(BucketProtocol protocol) => new(
        protocol.Name,
        Some,
        (random, values) => [.. Counted(protocol.CreateAggregator(), Reports(protocol.Client(new MemoryMemoStore(random), protocol.Id, random), values)).Estimate().Select(e => e.Value)],
        (_, f) => ((double)protocol.Buckets / protocol.Bits * protocol.Law.Variance(f)) - (f * (1 - f)));

    private static Instrument Of(SketchProtocol protocol, int domain) => new(
        protocol.Name,
        Many,
        (random, values) => [.. Counted(protocol.CreateAggregator(), Reports(protocol.Client(random), values)).Estimate([.. Enumerable.Range(0, domain)]).Raw],
        (_, f) => protocol.Law.FixedVariance(f),
        protocol.Floor);

    private static Instrument Of(TupleProtocol protocol) => new(
        protocol.Name,
        Some,
        (random, values) => [.. Counted(protocol.CreateAggregator(), Reports(protocol.Client(random), Pairs(values), values.Length)).Estimate(0).Raw],
        (v, f) => protocol.Variance(0, v, f) - (f * (1 - f)));

    private static Instrument Of(MemoizedTupleProtocol protocol) => new(
        protocol.Name,
        Some,
        (random, values) => [.. Counted(protocol.CreateAggregator(), Reports(protocol.Client(new MemoryMemoStore(random), protocol.Id, random), Pairs(values), values.Length)).Estimate(0).Raw],
        (_, f) => protocol.Variance(0, f) - (f * (1 - f)));

    // The second attribute has the values in another order.
    private static IEnumerable<int[]> Pairs(int[] values)
    {
        var pair = new int[2];
        for (var i = 0; i < values.Length; i++)
        {
            (pair[0], pair[1]) = (values[i], values[^(i + 1)]);
            yield return pair;
        }
    }
}

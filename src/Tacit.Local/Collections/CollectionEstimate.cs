using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>What the reports of a collection say, whatever its protocol is. Post-processing of released reports: nothing here costs privacy.</summary>
public sealed class CollectionEstimate
{
    private const string Frequency = "frequency";
    private const string MeanPart = "mean";
    private const string SharePart = "share";
    private const int Bins = 10;

    private CollectionEstimate(IReportAggregator counts, EstimateOptions options, IReadOnlyList<CollectedValue> values) =>
        (Reports, PostProcess, Values, MostByOneReport) = (counts.Reports, options.PostProcess, values, OneReport.Moves(counts));

    /// <summary>n: reports that were counted.</summary>
    public long Reports { get; }

    /// <summary>What was done to the estimates.</summary>
    public PostProcess PostProcess { get; }

    /// <summary>All numbers with their intervals, part by part, in the order of the values.</summary>
    public IReadOnlyList<CollectedValue> Values { get; }

    /// <summary>The same with what belongs to frequencies alone, where the reports are of single values from a list.</summary>
    public FrequencyEstimate? Frequencies { get; private init; }

    /// <summary>How numbers are distributed, where their protocol tells it.</summary>
    public NumberDistribution? Distribution { get; private init; }

    /// <summary>Whether reports support more or fewer values, in any part, than honest ones do but for probability 1e-6: wrong parameters, or reports made up.</summary>
    public bool IsSumAlarming { get; private init; }

    /// <summary>Whether a column of Hadamard response is named more often, in any part, than honest reports do but for probability 1e-6: reports made up.</summary>
    public bool IsColumnAlarming { get; private init; }

    /// <summary>By how much one report moves an unbiased estimate at most, also one that is made up; of numbers their mean, in their units. Null for words that are found or decoded.</summary>
    public double? MostByOneReport { get; }

    /// <summary>Estimates a collection from its counts.</summary>
    /// <param name="collection">What was collected.</param>
    /// <param name="counts">The counts of its reports.</param>
    /// <param name="options">How.</param>
    /// <exception cref="BadInputException">There are too few reports, the counts are of another protocol, or the protocol does not take an option or needs one.</exception>
    public static CollectionEstimate Of(Collection collection, IReportAggregator counts, EstimateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(counts);
        options ??= new();
        if (counts.Protocol.Id != collection.Protocol.Id)
        {
            throw new BadInputException($"The counts are of other reports than those of collection {collection.Name}.");
        }

        if (!(options.Confidence is > 0 and < 1))
        {
            throw new BadInputException($"The confidence of an interval is between 0 and 1, but was {options.Confidence.ToString(CultureInfo.InvariantCulture)}.");
        }

        return counts switch
        {
            IFrequencyAggregator frequencies => OfFrequencies(collection, frequencies, options),
            ITupleAggregator tuples => OfTuples(tuples, (ITupleProtocol)collection.Protocol, options),
            IHistogramAggregator histogram => Plain(collection, counts, options, o => Listed(collection, Frequency, histogram.Estimate(o.Confidence))),
            IBucketAggregator buckets => Plain(collection, counts, options, o => Listed(collection, Frequency, buckets.Estimate(o.Confidence))),
            IOneBitMeanAggregator mean => Plain(collection, counts, options, o => [new(MeanPart, string.Empty, mean.Estimate(o.Confidence))]),
            INumberAggregator numbers => OfNumbers(collection, numbers, options),
            IHeavyHitterAggregator words => Plain(collection, counts, options, o => words.Find(o.Most, 1 - o.Confidence).Words.Select(w => new CollectedValue("word", w.Word, w.Frequency))),
            ISketchAggregator sketch => OfSketch(collection, sketch, options),
            IRapporAggregator rappor => OfRappor(collection, rappor, options),
            _ => throw new BadInputException($"Protocol {collection.Protocol.Name} of collection {collection.Name} has no estimate here."),
        };
    }

    private static CollectionEstimate OfFrequencies(Collection collection, IFrequencyAggregator counts, EstimateOptions options)
    {
        NoWords(collection.Protocol, options);
        var estimate = counts.Estimate(options.PostProcess, options.Confidence);
        return new(counts, options, [.. Listed(collection, Frequency, estimate.Values)]) { Frequencies = estimate, IsSumAlarming = estimate.IsSumAlarming, IsColumnAlarming = estimate.IsColumnAlarming };
    }

    private static CollectionEstimate OfTuples(ITupleAggregator counts, ITupleProtocol protocol, EstimateOptions options)
    {
        NoWords(protocol, options);

        // Intervals that hold for all values at once do so for all attributes.
        var each = options.PostProcess == PostProcess.None ? options.Confidence : 1 - ((1 - options.Confidence) / protocol.Domains.Count);
        var parts = Enumerable.Range(0, protocol.Domains.Count).Select(a => counts.Estimate(a, options.PostProcess, each)).ToList();
        return new(counts, options, [.. parts.SelectMany((p, a) => Listed(null, string.Create(CultureInfo.InvariantCulture, $"attribute {a}"), [.. p.Values.Select(v => v with { Confidence = options.Confidence })]))]) { IsSumAlarming = parts.Any(p => p.IsSumAlarming), IsColumnAlarming = parts.Any(p => p.IsColumnAlarming) };
    }

    private static CollectionEstimate OfNumbers(Collection collection, INumberAggregator counts, EstimateOptions options)
    {
        Refuse(collection.Protocol, options);
        var protocol = (NumberProtocol)collection.Protocol;
        var distribution = protocol.Kind is NumberKind.Piecewise or NumberKind.SquareWave ? counts.Distribution() : null;
        CollectedValue mean = new(MeanPart, string.Empty, counts.Mean(options.Confidence));
        return new(counts, options, distribution is null ? [mean] : [mean, .. Shares(protocol, distribution, options.Confidence)]) { Distribution = distribution };
    }

    // Equal parts of the range, in its own order.
    private static IEnumerable<CollectedValue> Shares(NumberProtocol protocol, NumberDistribution distribution, double confidence) => Enumerable.Range(0, Bins).Select(i =>
    {
        var (from, to) = (Edge(i), Edge(i + 1));
        return new CollectedValue(SharePart, $"{from} to {to}", distribution.Share(from.ToDouble(), to.ToDouble(), confidence));

        Rational Edge(int edge) => protocol.Low + ((protocol.High - protocol.Low) * new Rational(edge, Bins));
    });

    private static CollectionEstimate OfSketch(Collection collection, ISketchAggregator counts, EstimateOptions options)
    {
        NameWords(collection, options);
        var estimate = counts.Estimate(options.Words, options.Confidence);
        return new(counts, options, [.. estimate.Values.Select((e, i) => new CollectedValue(Frequency, options.Words[i], e))]) { IsSumAlarming = estimate.IsSumAlarming, IsColumnAlarming = estimate.IsColumnAlarming };
    }

    private static CollectionEstimate OfRappor(Collection collection, IRapporAggregator counts, EstimateOptions options)
    {
        NameWords(collection, options);
        return new(counts, options, [.. counts.Decode(options.Words, confidence: options.Confidence).Select(w => new CollectedValue(Frequency, w.Word, w.Frequency))]);
    }

    private static CollectionEstimate Plain(Collection collection, IReportAggregator counts, EstimateOptions options, Func<EstimateOptions, IEnumerable<CollectedValue>> estimate)
    {
        Refuse(collection.Protocol, options);
        return new(counts, options, [.. estimate(options)]);
    }

    private static IEnumerable<CollectedValue> Listed(Collection? collection, string part, IReadOnlyList<Estimate> values) =>
        values.Select((e, v) => new CollectedValue(part, collection is not null && v < collection.Labels.Count ? collection.Labels[v] : v.ToString(CultureInfo.InvariantCulture), e));

    private static void Refuse(IReportProtocol protocol, EstimateOptions options)
    {
        NoWords(protocol, options);
        NoPostProcess(protocol, options);
    }

    private static void NameWords(Collection collection, EstimateOptions options)
    {
        NoPostProcess(collection.Protocol, options);
        if (options.Words.Count == 0)
        {
            throw new BadInputException($"Nobody listed the words of collection {collection.Name}: protocol {collection.Protocol.Name} is asked about words. Name them.");
        }
    }

    private static void NoWords(IReportProtocol protocol, EstimateOptions options)
    {
        if (options.Words.Count > 0)
        {
            throw new BadInputException($"Protocol {protocol.Name} is not asked about words: it estimates all that it knows.");
        }
    }

    private static void NoPostProcess(IReportProtocol protocol, EstimateOptions options)
    {
        if (options.PostProcess != PostProcess.None)
        {
            throw new BadInputException($"The estimates of protocol {protocol.Name} are not frequencies of all values of a list, so none is post-processed. Leave it out.");
        }
    }
}

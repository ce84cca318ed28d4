using System.Globalization;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>How much work a question for an estimate is, from the public parameters of its protocol alone: what is too much for whoever may ask is said before anything is read.</summary>
internal static class EstimateWork
{
    private const int MostWords = 100;
    private const int LongestWord = 256;

    // What maximization takes at most, here and in RAPPOR's fit.
    private const double MostRounds = 10_000;

    /// <summary>Refuses what is too much.</summary>
    /// <exception cref="BadInputException">There are too many words or values, or too many steps; the message says which, and what to do.</exception>
    public static void Check(StoredCollection stored, IReadOnlyList<string> words, CollectorLimits limits)
    {
        var collection = stored.Collection;
        if (words.Count > MostWords || words.Any(w => w.Length > LongestWord) || words.Distinct(StringComparer.Ordinal).Count() != words.Count)
        {
            throw new BadInputException($"At most {MostWords} words of at most {LongestWord} characters are asked about at once, each of them once.");
        }

        var values = Values(collection.Protocol, words.Count);
        if (values > limits.EstimateValues)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"An estimate of collection {collection.Name} has {values:N0} values, and an answer over HTTP at most {limits.EstimateValues:N0}. Estimate it where its store is: tacit collect estimate, or Collector.EstimateAsync."));
        }

        // Of every shard all counters are read, whatever is made of their sums.
        var steps = Steps(collection.Protocol, words.Count) + ((double)stored.Shards * collection.Protocol.CounterCount);
        if (steps > limits.EstimateSteps)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"This estimate of collection {collection.Name} may take {steps:E0} steps, and one over HTTP at most {(double)limits.EstimateSteps:E0}. Ask about fewer words where it is asked about words, or estimate it where its store is: tacit collect estimate, or Collector.EstimateAsync."));
        }
    }

    /// <summary>Numbers in the answer at most.</summary>
    internal static long Values(IReportProtocol protocol, int words) => protocol switch
    {
        FrequencyOracle oracle => oracle.Parameters.Domain,
        LongitudinalProtocol rounds => rounds.Parameters.Domain,
        HistogramProtocol histogram => histogram.Domain,
        BucketProtocol buckets => buckets.Buckets,
        TupleProtocol tuples => tuples.Domains.Sum(d => (long)d),
        MemoizedTupleProtocol tuples => tuples.Domains.Sum(d => (long)d),
        NumberProtocol numbers => HasDistribution(numbers) ? 11 + (long)numbers.CounterCount : 1,
        _ => Math.Max(1, words),
    };

    /// <summary>Operations of the inner loops at most, roughly.</summary>
    internal static double Steps(IReportProtocol protocol, int words) => protocol switch
    {
        // Each round looks twice at each bit of each word in each cohort, and at all bits; the errors at the bits of each pair of words, at all bits for each word, and then at a triangle of words for each.
        RapporProtocol rappor => ((double)rappor.Cohorts * ((rappor.Hashes * words * ((2 * MostRounds) + (3.0 * words))) + (rappor.Bits * ((2 * MostRounds) + (3.0 * words))))) + Math.Pow(words, 3),

        // Each round looks four times at each cell, and quartiles twenty times for each of 512 numbers that are tried.
        NumberProtocol numbers when HasDistribution(numbers) => ((4.0 * MostRounds) + (20 * 512)) * numbers.CounterCount,

        // Every prefix that is tried, with every function of the pool; the best are made longer.
        HeavyHitterProtocol prefixes => (double)prefixes.Pool * ((1 << prefixes.Prefixes[0]) + ((prefixes.Prefixes.Count - 1) * (double)new EstimateOptions().Most * (1 << prefixes.StepBits))),
        SketchProtocol sketch => ((double)sketch.CounterCount * Math.Log2(sketch.Width)) + ((double)sketch.Rows * words),
        _ => protocol.CounterCount,
    };

    private static bool HasDistribution(NumberProtocol numbers) => numbers.Kind is NumberKind.Piecewise or NumberKind.SquareWave;
}

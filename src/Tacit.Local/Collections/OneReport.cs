namespace Tacit.Local;

/// <summary>By how much one report among those that were counted moves an unbiased estimate at most.</summary>
internal static class OneReport
{
    /// <summary>In units of the estimates, of numbers their mean; null where words are found or decoded, which no such bound is known for.</summary>
    public static double? Moves(IReportAggregator counts) => counts.Protocol switch
    {
        FrequencyOracle oracle => oracle.Law.Influence.Most / counts.Reports,
        LongitudinalProtocol rounds => rounds.Law.Influence.Most / counts.Reports,
        SketchProtocol sketch => sketch.Law.Influence.Most / counts.Reports,
        HistogramProtocol histogram => histogram.Influence.Most / counts.Reports,
        NumberProtocol numbers => numbers.Influence.Most / counts.Reports,
        OneBitMean mean => mean.Maximum * mean.Law.Influence.Most / counts.Reports,

        // A device says of which buckets and attributes it reports: of the one with the fewest reports.
        BucketProtocol buckets => buckets.Law.Influence.Most / Least(counts.Counts[..buckets.Buckets]),
        ITupleProtocol tuples => Enumerable.Range(0, tuples.Domains.Count).Max(a => tuples.LawsOf(a).Common.Influence.Most / (tuples.IsSampled ? counts.Counts[a] : counts.Reports)),
        _ => null,
    };

    private static long Least(ReadOnlySpan<long> counts)
    {
        var least = long.MaxValue;
        foreach (var count in counts)
        {
            least = Math.Min(least, count);
        }

        return least;
    }
}

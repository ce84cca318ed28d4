namespace Tacit.Local;

internal sealed class OneBitMeanAggregator(OneBitMean protocol) : ReportAggregator(protocol), IOneBitMeanAggregator
{
    private const string Covers = "the mean where the users come from, and among them; noise, rounding and sampling";

    public Estimate Estimate(double confidence = 0.95)
    {
        if (Reports == 0)
        {
            throw new BadInputException("There are no reports yet, so there is nothing to estimate.");
        }

        Confidences.Verify(confidence);

        // A mean of numbers in 0 … m is m times the frequency of those that are rounded up.
        var (low, high) = SupportIntervals.Raw(protocol.Law, Reports, [Counts[0]], 1 - confidence)[0];
        return new(protocol.Maximum * protocol.Law.Frequency(Counts[0], Reports), protocol.Maximum * low, protocol.Maximum * high, confidence, Covers);
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        long ones = 0;
        foreach (var report in reports)
        {
            if (report > 1)
            {
                Malformed("it is not 0 or 1");
            }

            ones += report;
        }

        counts[0] += ones;
    }
}

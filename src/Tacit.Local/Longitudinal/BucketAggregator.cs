namespace Tacit.Local;

internal sealed class BucketAggregator(BucketProtocol protocol) : ReportAggregator(protocol), IBucketAggregator
{
    private readonly int _width = Packing.BitsFor(protocol.Buckets);

    public IReadOnlyList<Estimate> Estimate(double confidence = 0.95)
    {
        Confidences.Verify(confidence);

        var (buckets, law) = (protocol.Buckets, protocol.Law);
        var estimates = new Estimate[buckets];
        for (var j = 0; j < buckets; j++)
        {
            var (asked, ones) = (Counts[j], Counts[buckets + j]);
            if (asked == 0)
            {
                throw new BadInputException($"Nobody reports bucket {j} yet, so there is nothing to estimate. Wait for more reports.");
            }

            // Which buckets an installation reports does not depend on its value: those who report one are a random sample.
            var (low, high) = SupportIntervals.Raw(law, asked, [ones], 1 - confidence)[0];
            estimates[j] = new(law.Frequency(ones, asked), low, high, confidence, FrequencyEstimate.EachValue);
        }

        return estimates;
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            Verify(reports.Slice(i, ReportSize));
        }

        var (buckets, bits, set) = (protocol.Buckets, protocol.Bits, protocol.SetSize);
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var report = reports.Slice(i, ReportSize);
            for (var place = 0; place < bits; place++)
            {
                var bucket = set == 0 ? place : BitFields.Read(report, place * _width, _width);
                counts[bucket]++;
                counts[buckets + bucket] += BitFields.Read(report[set..], place, 1);
            }
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        for (var j = 0; j < protocol.Buckets; j++)
        {
            var (asked, ones) = (counts[j], counts[protocol.Buckets + j]);
            if (ones < 0 || ones > asked || asked > reports)
            {
                return false;
            }

            total += asked;
        }

        return total == (Int128)reports * protocol.Bits;
    }

    private void Verify(ReadOnlySpan<byte> report)
    {
        var set = report[..protocol.SetSize];
        var last = -1;
        for (var place = 0; set.Length > 0 && place < protocol.Bits; place++)
        {
            var bucket = BitFields.Read(set, place * _width, _width);
            if (bucket <= last || bucket >= protocol.Buckets)
            {
                Malformed($"its set is not {protocol.Bits} ascending buckets below {protocol.Buckets}");
            }

            last = bucket;
        }

        if ((set.Length > 0 && !BitFields.IsRestZero(set, protocol.Bits * _width)) || !BitFields.IsRestZero(report[set.Length..], protocol.Bits))
        {
            Malformed("a bit beyond its last bucket is set");
        }
    }
}

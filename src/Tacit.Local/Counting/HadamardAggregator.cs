namespace Tacit.Local;

/// <summary>Sums the signs of each column; one fast Walsh–Hadamard transform turns them into supports.</summary>
internal sealed class HadamardAggregator(FrequencyOracle oracle) : FrequencyAggregator(oracle, oracle.Law)
{
    public override long[] Supports()
    {
        // n + Σ_j H[v, j]·signs_j is twice the number of reports that agree with row v.
        long[] sums = [.. Counts];
        WalshHadamard.Transform(sums);
        return [.. sums.Take(oracle.Parameters.Domain).Select(s => (Reports + s) / 2)];
    }

    // The sum of all supports rests on few columns, of all values on the first alone: too few reports for any law of large numbers.
    public override HonestReports? Checks() => HonestReports.OfColumns(Counts, Reports);

    internal override void Check(ReadOnlySpan<byte> reports)
    {
        var end = 2 * (uint)Protocol.CounterCount;
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            if (Packing.ReadIndex(reports[i..], ReportSize) >= end)
            {
                Malformed("a bit beyond its column is set");
            }
        }
    }

    internal override void CountChecked(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        var size = ReportSize;
        for (var i = 0; i < reports.Length; i += size)
        {
            var index = Packing.ReadIndex(reports[i..], size);
            counts[(int)(index >> 1)] += 1 - (2 * (int)(index & 1));
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        foreach (var count in counts)
        {
            total += Int128.Abs(count);
        }

        return total <= reports && ((total - reports) & 1) == 0;
    }
}

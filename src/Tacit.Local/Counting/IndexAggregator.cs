namespace Tacit.Local;

/// <summary>Counts the indices of randomized response.</summary>
internal sealed class IndexAggregator(IReportProtocol protocol, SupportLaw law) : FrequencyAggregator(protocol, law)
{
    private readonly IndexCounter _counter = new(protocol.ReportSize);

    internal override void Check(ReadOnlySpan<byte> reports)
    {
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            if (Packing.ReadIndex(reports[i..], ReportSize) >= (uint)Protocol.CounterCount)
            {
                Refuse();
            }
        }
    }

    internal override void CountChecked(ReadOnlySpan<byte> reports, Span<long> counts) => CountAll(reports, counts);

    // One pass where indices are counted by their bytes.
    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        if (!_counter.TryCount(reports, counts))
        {
            Refuse();
        }
    }

    private void Refuse() => Malformed($"its value is not 0 to {Protocol.CounterCount - 1}, or a bit beyond it is set");
}

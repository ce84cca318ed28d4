namespace Tacit.Local;

/// <summary>Counts the indices of randomized response.</summary>
internal sealed class IndexAggregator(IReportProtocol protocol, SupportLaw law) : FrequencyAggregator(protocol, law)
{
    private readonly IndexCounter _counter = new(protocol.ReportSize);

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        if (!_counter.TryCount(reports, counts))
        {
            Malformed($"its value is not 0 to {Counts.Length - 1}, or a bit beyond it is set");
        }
    }
}

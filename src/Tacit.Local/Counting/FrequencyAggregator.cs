namespace Tacit.Local;

/// <summary>What all aggregators of frequencies share: counts become supports, and supports an estimate.</summary>
internal abstract class FrequencyAggregator(IReportProtocol protocol, SupportLaw law) : ReportAggregator(protocol), IFrequencyAggregator
{
    /// <summary>How many reports support each value.</summary>
    public virtual long[] Supports() => [.. Counts];

    /// <summary>Throws where a report is malformed; counts nothing.</summary>
    internal abstract void Check(ReadOnlySpan<byte> reports);

    /// <summary>Counts reports that were checked, into counters that may be kept elsewhere.</summary>
    internal abstract void CountChecked(ReadOnlySpan<byte> reports, Span<long> counts);

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        Check(reports);
        CountChecked(reports, counts);
    }

    public FrequencyEstimate Estimate(PostProcess postProcess = PostProcess.None, double confidence = 0.95) =>
        FrequencyEstimate.From(Protocol, law, Reports, Supports(), postProcess, confidence, checks: Checks());

    /// <summary>What the counts say about reports as a whole, where supports do not say it.</summary>
    public virtual HonestReports? Checks() => null;
}

using System.Diagnostics.CodeAnalysis;

namespace Tacit.Local;

/// <summary>What all aggregators share: a batch is looked at as a whole before anything of it is counted.</summary>
internal abstract class ReportAggregator(IReportProtocol protocol) : IReportAggregator
{
    // Made when it is asked for: a part of a tuple counts into its tuple's row and needs none.
    private long[]? _row;

    public IReportProtocol Protocol => protocol;

    public long Reports { get; private set; }

    public ReadOnlySpan<long> Counts => Row;

    private long[] Row => _row ??= new long[protocol.CounterCount];

    protected int ReportSize { get; } = protocol.ReportSize;

    public void Add(ReadOnlySpan<byte> packedReports)
    {
        var reports = packedReports.Length / ReportSize;
        if (reports * ReportSize != packedReports.Length)
        {
            throw new BadInputException($"The batch has {packedReports.Length} bytes, which is no multiple of the {ReportSize} bytes of a report of this collection. Nothing of it was counted; make it again with the parameters of this collection.");
        }

        if (reports > 0)
        {
            CountAll(packedReports, Row);
            Reports = checked(Reports + reports);
        }
    }

    public void Merge(IReportAggregator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (protocol.Document != other.Protocol.Document)
        {
            throw new BadInputException($"Counts of collection {other.Protocol.Id} do not add to those of {protocol.Id}: their parameters are different. Nothing was added.");
        }

        Restore(other.Reports, other.Counts);
    }

    internal void Restore(long reports, ReadOnlySpan<long> counts)
    {
        if (!CanHave(reports, counts))
        {
            throw new BadInputException($"These are no counts of {reports} reports of collection {protocol.Id}. Nothing was added; read them again from where they were kept.");
        }

        var (total, row) = (checked(Reports + reports), Row);
        for (var i = 0; i < counts.Length; i++)
        {
            row[i] += counts[i];
        }

        Reports = total;
    }

    internal bool CanHave(long reports, ReadOnlySpan<long> counts) => reports >= 0 && counts.Length == protocol.CounterCount && AreCounts(reports, counts);

    /// <summary>Whether so many reports can have left these counts: each between 0 and them, unless said otherwise.</summary>
    protected virtual bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        foreach (var count in counts)
        {
            if (count < 0 || count > reports)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts whole reports; throws by <see cref="Malformed"/>, and then has changed no counter.</summary>
    protected abstract void CountAll(ReadOnlySpan<byte> reports, Span<long> counts);

    // Not which report: positions in a batch are nobody's business, and the whole batch goes back.
    [DoesNotReturn]
    protected void Malformed(string what) =>
        throw new BadInputException($"A report of the batch is malformed: {what}. Nothing of the batch was counted; make it again with the parameters of collection {protocol.Id}.");
}

namespace Tacit.Local;

/// <summary>Counts each attribute by the aggregator of its own protocol. Where one attribute is sampled, the first d integers say how many reports speak of each.</summary>
internal sealed class TupleAggregator(ITupleProtocol protocol) : ReportAggregator(protocol), ITupleAggregator
{
    private readonly IReadOnlyList<IReportProtocol> _parts = protocol.Parts;
    private readonly bool _isSampled = protocol.IsSampled;

    public FrequencyEstimate Estimate(int attribute, PostProcess postProcess = PostProcess.None, double confidence = 0.95)
    {
        var laws = protocol.LawsOf(attribute);
        var part = _parts[attribute];
        var reports = _isSampled ? Counts[attribute] : Reports;
        var counts = Counts.Slice(First(attribute), part.CounterCount);
        var counted = (FrequencyAggregator)part.CreateAggregator(reports, counts);
        return FrequencyEstimate.From(protocol, laws, reports, counted.Supports(), postProcess, confidence, checks: counted.Checks());
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        // Parts that count for themselves alone: nothing reaches the counts before every part took its whole column.
        var parts = _parts.Select(p => p.CreateAggregator()).ToArray();
        if (_isSampled)
        {
            CountSampled(reports, parts);
        }
        else
        {
            var at = 0;
            for (var j = 0; j < parts.Length; j++)
            {
                var size = _parts[j].ReportSize;
                var column = new byte[reports.Length / ReportSize * size];
                for (int from = at, to = 0; to < column.Length; from += ReportSize, to += size)
                {
                    reports.Slice(from, size).CopyTo(column.AsSpan(to));
                }

                Add(parts[j], column, j);
                at += size;
            }
        }

        for (var j = 0; j < parts.Length; j++)
        {
            var into = counts.Slice(First(j), parts[j].Counts.Length);
            for (var i = 0; i < into.Length; i++)
            {
                into[i] += parts[j].Counts[i];
            }

            if (_isSampled)
            {
                counts[j] += parts[j].Reports;
            }
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 spoken = 0;
        for (var j = 0; j < _parts.Count; j++)
        {
            var part = _isSampled ? counts[j] : reports;
            spoken += part;
            var aggregator = (FrequencyAggregator)_parts[j].CreateAggregator();
            if (part < 0 || !aggregator.CanHave(part, counts.Slice(First(j), _parts[j].CounterCount)))
            {
                return false;
            }
        }

        return !_isSampled || spoken == reports;
    }

    private void CountSampled(ReadOnlySpan<byte> reports, IReportAggregator[] parts)
    {
        var columns = parts.Select(_ => new List<byte>()).ToArray();
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var report = reports.Slice(i, ReportSize);
            if (report[0] >= parts.Length)
            {
                Malformed($"its attribute is not 0 to {parts.Length - 1}");
            }

            var size = _parts[report[0]].ReportSize;
            if (report[(1 + size)..].ContainsAnyExcept((byte)0))
            {
                Malformed("what follows its attribute's part is not zero");
            }

            columns[report[0]].AddRange(report.Slice(1, size));
        }

        for (var j = 0; j < parts.Length; j++)
        {
            Add(parts[j], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(columns[j]), j);
        }
    }

    private void Add(IReportAggregator part, ReadOnlySpan<byte> column, int attribute)
    {
        try
        {
            part.Add(column);
        }
        catch (BadInputException)
        {
            Malformed($"its part for attribute {attribute} is none of {part.Protocol.Name}");
        }
    }

    private int First(int attribute)
    {
        var first = _isSampled ? _parts.Count : 0;
        for (var j = 0; j < attribute; j++)
        {
            first += _parts[j].CounterCount;
        }

        return first;
    }
}

namespace Tacit.Local;

/// <summary>Counts each attribute as the aggregator of its own protocol does, in its slice of the row. Where one attribute is sampled, the first d integers say how many reports speak of each.</summary>
internal sealed class TupleAggregator(ITupleProtocol protocol) : ReportAggregator(protocol), ITupleAggregator
{
    private readonly FrequencyAggregator[] _parts = [.. protocol.Parts.Select(p => (FrequencyAggregator)p.CreateAggregator())];
    private readonly bool _isSampled = protocol.IsSampled;

    public FrequencyEstimate Estimate(int attribute, PostProcess postProcess = PostProcess.None, double confidence = 0.95)
    {
        var laws = protocol.LawsOf(attribute);
        var part = protocol.Parts[attribute];
        var reports = _isSampled ? Counts[attribute] : Reports;
        var counts = Counts.Slice(First(attribute), part.CounterCount);
        var counted = (FrequencyAggregator)part.CreateAggregator(reports, counts);
        return FrequencyEstimate.From(protocol, laws, reports, counted.Supports(), postProcess, confidence, checks: counted.Checks());
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        // Nothing is counted before every part has looked at its whole column; and an upload of a few reports touches a few counters, however many there are.
        var columns = _isSampled ? Sampled(reports) : Split(reports);
        for (var j = 0; j < columns.Length; j++)
        {
            Check(columns[j], j);
        }

        for (int j = 0, first = First(0); j < columns.Length; first += protocol.Parts[j].CounterCount, j++)
        {
            if (columns[j].Length > 0)
            {
                _parts[j].CountChecked(columns[j], counts.Slice(first, protocol.Parts[j].CounterCount));
            }

            if (_isSampled)
            {
                counts[j] += columns[j].Length / protocol.Parts[j].ReportSize;
            }
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 spoken = 0;
        for (var j = 0; j < _parts.Length; j++)
        {
            var part = _isSampled ? counts[j] : reports;
            spoken += part;
            if (part < 0 || !_parts[j].CanHave(part, counts.Slice(First(j), protocol.Parts[j].CounterCount)))
            {
                return false;
            }
        }

        return !_isSampled || spoken == reports;
    }

    private byte[][] Split(ReadOnlySpan<byte> reports)
    {
        var columns = new byte[_parts.Length][];
        for (int j = 0, at = 0; j < columns.Length; at += protocol.Parts[j].ReportSize, j++)
        {
            var size = protocol.Parts[j].ReportSize;
            var column = columns[j] = new byte[reports.Length / ReportSize * size];
            for (int from = at, to = 0; to < column.Length; from += ReportSize, to += size)
            {
                reports.Slice(from, size).CopyTo(column.AsSpan(to));
            }
        }

        return columns;
    }

    private byte[][] Sampled(ReadOnlySpan<byte> reports)
    {
        var lengths = new int[_parts.Length];
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var report = reports.Slice(i, ReportSize);
            if (report[0] >= _parts.Length)
            {
                Malformed($"its attribute is not 0 to {_parts.Length - 1}");
            }

            var size = protocol.Parts[report[0]].ReportSize;
            if (report[(1 + size)..].ContainsAnyExcept((byte)0))
            {
                Malformed("what follows its attribute's part is not zero");
            }

            lengths[report[0]] += size;
        }

        var columns = Array.ConvertAll(lengths, length => length == 0 ? [] : new byte[length]);
        Array.Clear(lengths);
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var (j, size) = (reports[i], protocol.Parts[reports[i]].ReportSize);
            reports.Slice(i + 1, size).CopyTo(columns[j].AsSpan(lengths[j]));
            lengths[j] += size;
        }

        return columns;
    }

    private void Check(ReadOnlySpan<byte> column, int attribute)
    {
        try
        {
            _parts[attribute].Check(column);
        }
        catch (BadInputException)
        {
            Malformed($"its part for attribute {attribute} is none of {protocol.Parts[attribute].Name}");
        }
    }

    private int First(int attribute)
    {
        var first = _isSampled ? _parts.Length : 0;
        for (var j = 0; j < attribute; j++)
        {
            first += protocol.Parts[j].CounterCount;
        }

        return first;
    }
}

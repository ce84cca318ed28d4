using System.Buffers.Binary;

namespace Tacit.Local;

internal sealed class RapporAggregator(RapporProtocol protocol) : ReportAggregator(protocol), IRapporAggregator
{
    private readonly int _row = protocol.Bits + 1;

    public IReadOnlyList<RapporWord> Decode(IReadOnlyList<string> candidates, double penalty = 0, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (Reports == 0)
        {
            throw new BadInputException("There are no reports yet, so there is nothing to decode.");
        }

        if (candidates.Count == 0 || candidates.Distinct(StringComparer.Ordinal).Count() != candidates.Count)
        {
            throw new BadInputException("Decoding needs candidates, each of them once.");
        }

        if (!(penalty >= 0) || double.IsInfinity(penalty))
        {
            throw new BadInputException("The penalty is a number of at least zero.");
        }

        Confidences.Verify(confidence);

        return RapporDecoder.Decode(protocol, Reports, Counts, candidates, penalty, confidence);
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var report = reports.Slice(i, ReportSize);
            if (BinaryPrimitives.ReadUInt16LittleEndian(report) >= protocol.Cohorts || !BitFields.IsRestZero(report[2..], protocol.Bits))
            {
                Malformed($"its cohort is not 0 to {protocol.Cohorts - 1}, or a bit beyond its last is set");
            }
        }

        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var row = counts.Slice(BinaryPrimitives.ReadUInt16LittleEndian(reports[i..]) * _row, _row);
            var report = reports.Slice(i + 2, ReportSize - 2);
            row[0]++;
            for (var bit = 0; bit < protocol.Bits; bit++)
            {
                row[1 + bit] += (report[bit >> 3] >> (bit & 7)) & 1;
            }
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0 || counts[i] > (i % _row == 0 ? reports : counts[i - (i % _row)]))
            {
                return false;
            }

            total += i % _row == 0 ? counts[i] : 0;
        }

        return total == reports;
    }
}

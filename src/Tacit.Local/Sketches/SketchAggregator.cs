using System.Buffers.Binary;
using System.Numerics;

namespace Tacit.Local;

/// <summary>Counts, of each row, the set bits of each cell, or the signs of each Hadamard coefficient. A batch touches what its reports name.</summary>
internal sealed class SketchAggregator(SketchProtocol protocol) : ReportAggregator(protocol), ISketchAggregator
{
    private readonly bool _isHadamard = protocol.Kind == SketchKind.HadamardCountMean;

    public FrequencyEstimate Estimate(IReadOnlyList<string> words, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(words);
        return Estimate([.. words.Select(SketchKey.Of)], confidence);
    }

    public FrequencyEstimate Estimate(IReadOnlyList<int> values, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Estimate([.. values.Select(v => (UInt128)(uint)v)], confidence);
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        var (rows, width) = (protocol.Rows, protocol.Width);
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var report = reports.Slice(i, ReportSize);
            if (BinaryPrimitives.ReadUInt16LittleEndian(report) >= rows)
            {
                Malformed($"its row is not 0 to {rows - 1}");
            }

            if (_isHadamard ? Packing.ReadIndex(report[2..], ReportSize - 2) >= 2 * (uint)width : (width & 7) != 0 && report[^1] >> (width & 7) != 0)
            {
                Malformed("a bit beyond its last cell is set");
            }
        }

        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            var report = reports.Slice(i, ReportSize);
            var row = counts.Slice(BinaryPrimitives.ReadUInt16LittleEndian(report) * width, width);
            report = report[2..];
            if (_isHadamard)
            {
                var index = Packing.ReadIndex(report, report.Length);
                row[(int)(index >> 1)] += 1 - (2 * (int)(index & 1));
                continue;
            }

            for (var b = 0; b < report.Length; b++)
            {
                for (uint rest = report[b]; rest != 0; rest &= rest - 1)
                {
                    row[(8 * b) + BitOperations.TrailingZeroCount(rest)]++;
                }
            }
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        if (!_isHadamard)
        {
            return base.AreCounts(reports, counts);
        }

        Int128 total = 0;
        foreach (var count in counts)
        {
            total += Int128.Abs(count);
        }

        return total <= reports && ((total - reports) & 1) == 0;
    }

    private FrequencyEstimate Estimate(UInt128[] keys, double confidence)
    {
        if (keys.Length == 0)
        {
            throw new BadInputException("Say about which words: a sketch has no list of its own.");
        }

        if (Reports == 0)
        {
            throw new BadInputException("There are no reports yet, so there is nothing to estimate.");
        }

        var supports = Supports(keys);

        // What is left for words that were not named: without the clamp, or the noise of many absent ones would sum up to all there is. A word that is named twice is one.
        var found = keys.Zip(supports).DistinctBy(p => p.First).Select(p => protocol.Law.Frequency(p.Second, Reports)).ToList();
        var rest = Math.Clamp(1 - found.Sum(), 0, 1);
        var floor = protocol.Floor(Math.Min(1, found.Sum(f => Math.Clamp(f, 0, 1) * Math.Clamp(f, 0, 1)) + (rest * rest)));
        var checks = _isHadamard ? HonestReports.OfColumns(Counts, Reports) : HonestReports.OfBits(Ones(), protocol.Cells.Law, protocol.Width, Reports);
        return FrequencyEstimate.From(protocol, protocol.Law, Reports, supports, PostProcess.None, confidence, floor, checks: checks);
    }

    private double Ones()
    {
        double ones = 0;
        foreach (var count in Counts)
        {
            ones += count;
        }

        return ones;
    }

    private long[] Supports(UInt128[] keys)
    {
        var (hashes, width) = (protocol.Hashes, protocol.Width);
        var supports = new long[keys.Length];
        var row = new long[width];
        for (var j = 0; j < hashes.Length; j++)
        {
            Counts.Slice(j * width, width).CopyTo(row);
            if (row.AsSpan().IndexOfAnyExcept(0) < 0)
            {
                continue;
            }

            if (_isHadamard)
            {
                WalshHadamard.Transform(row);
            }

            for (var v = 0; v < keys.Length; v++)
            {
                supports[v] += row[hashes[j].Of(keys[v], width)];
            }
        }

        // Agreements less disagreements become agreements.
        return _isHadamard ? [.. supports.Select(s => (Reports + s) / 2)] : supports;
    }
}

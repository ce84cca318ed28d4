using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Sums noisy counts.</summary>
internal sealed class HistogramAggregator(HistogramProtocol protocol) : ReportAggregator(protocol), IHistogramAggregator
{
    private const string Covers = "the frequency among these users, for each value by itself; noise only";
    private readonly int _largest = protocol.Largest;

    public IReadOnlyList<Estimate> Estimate(double confidence = 0.95)
    {
        if (Reports == 0)
        {
            throw new BadInputException("There are no reports yet, so there is nothing to estimate.");
        }

        Confidences.Verify(confidence);

        var half = Normal.UpperQuantile((1 - confidence) / 2) * Math.Sqrt(protocol.FixedVariance / Reports);
        return [.. Counts.ToArray().Select(sum => (double)sum / protocol.Steps / Reports).Select(f => new Estimate(f, f - half, f + half, confidence, Covers))];
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        foreach (var count in MemoryMarshal.Cast<byte, short>(reports))
        {
            var steps = BitConverter.IsLittleEndian ? count : BinaryPrimitives.ReverseEndianness(count);
            if (steps > _largest || steps < -_largest)
            {
                Malformed($"a count of {steps} steps is beyond the {_largest} that noise reaches");
            }
        }

        for (; reports.Length > 0; reports = reports[ReportSize..])
        {
            for (var v = 0; v < counts.Length; v++)
            {
                counts[v] += BinaryPrimitives.ReadInt16LittleEndian(reports[(2 * v)..]);
            }
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        foreach (var count in counts)
        {
            if (Int128.Abs(count) > (Int128)reports * (-short.MinValue))
            {
                return false;
            }
        }

        return true;
    }
}

using Tacit.Auditing;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Counts cells.</summary>
internal sealed class NumberAggregator(NumberProtocol protocol) : ReportAggregator(protocol), INumberAggregator
{
    private const string Covers = "the mean where the users come from, and among them, of numbers moved into the range; noise and sampling";
    private readonly IndexCounter _counter = new(protocol.ReportSize);

    public Estimate Mean(double confidence = 0.95)
    {
        if (Reports < 2)
        {
            throw new BadInputException($"A mean with an interval needs at least two reports, and there are {Reports}.");
        }

        Confidences.Verify(confidence);

        double sum = 0;
        for (var c = 0; c < Counts.Length; c++)
        {
            sum += Counts[c] * protocol.CellValues[c];
        }

        var mean = sum / Reports;
        double square = 0;
        for (var c = 0; c < Counts.Length; c++)
        {
            var rest = protocol.CellValues[c] - mean;
            square += Counts[c] * rest * rest;
        }

        if (Counts.Length == 2)
        {
            // Which end of the range: how many say the upper one is binomial.
            var (bottom, gap, alpha) = (protocol.CellValues[0], protocol.CellValues[1] - protocol.CellValues[0], (1 - confidence) / 2);
            return new(mean, bottom + (gap * ClopperPearson.Lower(Counts[1], Reports, alpha)), bottom + (gap * ClopperPearson.Upper(Counts[1], Reports, alpha)), confidence, Covers);
        }

        // Reports may happen to be all alike. Users whose mean this is give at least the variance of users who all have it: that of a report is convex in the number.
        var (low, high) = (protocol.Low.ToDouble(), protocol.High.ToDouble());
        var variance = Math.Max(square / (Reports - 1), protocol.Variance(Math.Clamp(mean, low, high)));
        var half = Normal.UpperQuantile((1 - confidence) / 2) * Math.Sqrt(variance / Reports);
        return new(mean, mean - half, mean + half, confidence, Covers);
    }

    public NumberDistribution Distribution(bool smooth = true)
    {
        if (protocol.Kind is NumberKind.Duchi or NumberKind.Hybrid)
        {
            throw new BadInputException($"Reports of {protocol.Name} say which end of the range a number is nearer to, and have no shape. Collect with sw or pm.");
        }

        return Reports > 0
            ? NumberDistribution.From(protocol, Reports, Counts, smooth)
            : throw new BadInputException("There are no reports yet, so there is nothing to estimate.");
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        if (!_counter.TryCount(reports, counts))
        {
            Malformed($"its cell is not 0 to {counts.Length - 1}, or a bit beyond it is set");
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        return base.AreCounts(reports, counts) && total == reports;
    }
}

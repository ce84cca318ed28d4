using System.Globalization;

namespace Tacit.Audit.Local;

/// <summary>A half-line of a score.</summary>
internal sealed class ThresholdSearch(Func<ReadOnlySpan<byte>, double> score) : IEventSearch
{
    private const int Candidates = 512;

    public ReportEvent? Choose(ReportSample first, ReportSample second, double alpha, double delta)
    {
        double[] a = Sorted(first), b = Sorted(second), all = [.. a, .. b];
        Array.Sort(all);
        var promise = new Promise(first.Count, alpha, delta);
        var best = (Promise: double.NegativeInfinity, Threshold: 0.0, Second: false);
        foreach (var threshold in Enumerable.Range(0, Candidates).Select(i => all[(int)((long)i * (all.Length - 1) / (Candidates - 1))]).Distinct())
        {
            var up = promise.Of(a.Length - Below(a, threshold, orEqual: false), b.Length - Below(b, threshold, orEqual: false));
            var down = promise.Of(Below(b, threshold, orEqual: true), Below(a, threshold, orEqual: true));
            best = up > best.Promise ? (up, threshold, false) : best;
            best = down > best.Promise ? (down, threshold, true) : best;
        }

        var (_, at, isSecond) = best;
        return double.IsNegativeInfinity(best.Promise) ? null
            : new(string.Create(CultureInfo.InvariantCulture, $"score {(isSecond ? "≤" : "≥")} {at:G6}"), isSecond ? reports => score(reports) <= at : reports => score(reports) >= at, isSecond);
    }

    private double[] Sorted(ReportSample sample)
    {
        var scores = new double[sample.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = score(sample[i]);
        }

        Array.Sort(scores);
        return scores;
    }

    private static long Below(double[] sorted, double threshold, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = sorted[middle] < threshold || (orEqual && sorted[middle] == threshold) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

using Tacit.Audit.Outputs;

namespace Tacit.Audit.Events;

/// <summary>A learned score that tells the outputs of one input from those of the other: boosted stumps, so a sum of steps of single features.</summary>
/// <remarks>Newton boosting of the logistic loss (Friedman, Hastie and Tibshirani 2000), with bins of 32 quantiles for each feature. For noise that is independent between parts the log likelihood ratio is such a sum.</remarks>
internal sealed class Score
{
    private const int Rounds = 80;
    private const int Bins = 32;
    private const int MaxRuns = 20_000;
    private const double Shrinkage = 0.3;
    private const double Ridge = 5;

    /// <summary>The score as a feature; null when nothing was learned.</summary>
    public static Feature? Train(List<Feature> features, ReadOnlySpan<Observation> first, ReadOnlySpan<Observation> second)
    {
        var n = Math.Min(MaxRuns, first.Length);
        Observation[] runs = [.. first[..n], .. second[..n]];
        var columns = features.Where(f => !f.IsLabel).Select(f => (Feature: f, Values: f.Column(runs)))
            .Select(c => (c.Feature, c.Values, Cuts: Cuts(c.Values))).Where(c => c.Cuts.Length > 0).ToList();
        if (columns.Count < 2)
        {
            return null;
        }

        var bins = columns.Select(c => Array.ConvertAll(c.Values, v => (byte)Bin(v, c.Cuts))).ToList();
        var margin = new double[2 * n];
        var gradient = new double[2 * n];
        var curvature = new double[2 * n];
        var stumps = new List<Stump>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < margin.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-margin[i]));
                gradient[i] = (i < n ? 0 : 1) - p;
                curvature[i] = p * (1 - p);
            }

            if (Best(bins, columns.Select(c => c.Cuts.Length + 1).ToArray(), gradient, curvature) is not { } best)
            {
                break;
            }

            var column = columns[best.Column];
            stumps.Add(new(column.Feature, column.Cuts[best.Bin], Shrinkage * best.Below, Shrinkage * best.Above));
            for (var i = 0; i < margin.Length; i++)
            {
                margin[i] += Shrinkage * (bins[best.Column][i] <= best.Bin ? best.Below : best.Above);
            }
        }

        Stump[] learned = [.. stumps];
        return learned.Length == 0 ? null : new Feature($"learned score of {string.Join(", ", learned.Select(s => s.Feature.Name).Distinct().Take(4))}", o => Sum(learned, o));
    }

    private static double Sum(Stump[] stumps, Observation observation)
    {
        var sum = 0.0;
        foreach (var stump in stumps)
        {
            // Absent is below: the comparison is false for NaN, as in Bin.
            sum += stump.Feature.Read(observation) >= stump.Cut ? stump.Above : stump.Below;
        }

        return Math.Round(sum, 6);
    }

    // Values at or above cut k are in bin k+1 or higher; absent values are in bin 0.
    private static double[] Cuts(double[] values)
    {
        double[] sorted = [.. values.Where(v => !double.IsNaN(v))];
        Array.Sort(sorted);
        if (sorted.Length == 0)
        {
            return [];
        }

        var cuts = Enumerable.Range(0, Bins).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / (Bins - 1))]).Distinct().ToList();
        if (sorted.Length == values.Length)
        {
            cuts.RemoveAt(0);
        }

        return [.. cuts];
    }

    private static int Bin(double value, double[] cuts)
    {
        var bin = 0;
        while (bin < cuts.Length && value >= cuts[bin])
        {
            bin++;
        }

        return bin;
    }

    private static (int Column, int Bin, double Below, double Above)? Best(List<byte[]> bins, int[] sizes, double[] gradient, double[] curvature)
    {
        (int Column, int Bin, double Below, double Above)? best = null;
        var bestGain = 1e-6;
        Span<double> g = stackalloc double[Bins + 1];
        Span<double> h = stackalloc double[Bins + 1];
        for (var c = 0; c < bins.Count; c++)
        {
            g.Clear();
            h.Clear();
            var column = bins[c];
            for (var i = 0; i < column.Length; i++)
            {
                g[column[i]] += gradient[i];
                h[column[i]] += curvature[i];
            }

            double allG = 0, allH = 0;
            for (var k = 0; k < sizes[c]; k++)
            {
                allG += g[k];
                allH += h[k];
            }

            double belowG = 0, belowH = 0;
            for (var k = 0; k + 1 < sizes[c]; k++)
            {
                belowG += g[k];
                belowH += h[k];
                var (aboveG, aboveH) = (allG - belowG, allH - belowH);
                var gain = (belowG * belowG / (belowH + Ridge)) + (aboveG * aboveG / (aboveH + Ridge)) - (allG * allG / (allH + Ridge));
                if (gain > bestGain)
                {
                    bestGain = gain;
                    best = (c, k, belowG / (belowH + Ridge), aboveG / (aboveH + Ridge));
                }
            }
        }

        return best;
    }

    private readonly record struct Stump(Feature Feature, double Cut, double Below, double Above);
}

namespace Tacit.Audit.Fairness;

/// <summary>The measures from counts of positives and negatives in score bins. The counts may be noisy, so results are moved into [0, 1].</summary>
/// <param name="middles">The middle of each bin, for Brier and calibration.</param>
/// <param name="threshold">The first bin with ŷ = 1.</param>
internal sealed class BinnedMeasures(double[] middles, int threshold)
{
    /// <summary>Bins with ŷ = 1.</summary>
    public int Selected => middles.Length - threshold;

    /// <summary>All measures; what is 0/0 is NaN.</summary>
    public void Measure(ReadOnlySpan<double> negatives, ReadOnlySpan<double> positives, Span<double> measures)
    {
        double below = 0, all = 0, won = 0, truePositives = 0, falsePositives = 0, squares = 0, calibration = 0;
        for (var i = 0; i < middles.Length; i++)
        {
            var (n, p, middle) = (negatives[i], positives[i], middles[i]);
            won += p * (below + (n / 2));
            below += n;
            all += p;
            if (i >= threshold)
            {
                truePositives += p;
                falsePositives += n;
            }

            squares += (p * (1 - middle) * (1 - middle)) + (n * middle * middle);
            calibration += Math.Abs(p - (middle * (p + n)));
        }

        var total = all + below;
        measures[(int)FairnessMetric.Prevalence] = Share(all, total);
        measures[(int)FairnessMetric.Auroc] = Share(won, all * below);
        measures[(int)FairnessMetric.TruePositiveRate] = Share(truePositives, all);
        measures[(int)FairnessMetric.FalsePositiveRate] = Share(falsePositives, below);
        measures[(int)FairnessMetric.PositivePredictiveValue] = Share(truePositives, truePositives + falsePositives);
        measures[(int)FairnessMetric.Accuracy] = Share(truePositives + below - falsePositives, total);
        measures[(int)FairnessMetric.SelectionRate] = Share(truePositives + falsePositives, total);
        measures[(int)FairnessMetric.Brier] = Share(squares, total);
        measures[(int)FairnessMetric.CalibrationError] = Share(calibration, total);
    }

    private static double Share(double part, double whole) => Math.Clamp(part / whole, 0, 1);
}

namespace Tacit.Audit.Fairness;

/// <summary>The rows of one group in the order of one run's scores: measures for any multiplicities of the rows in one pass, without copying or sorting again.</summary>
internal sealed class SortedGroup
{
    public const int Metrics = 9;

    // The row times four, 2 where the next score is another one, 1 for a positive label.
    private readonly int[] _rows;
    private readonly double[] _scores;

    // Stretches in which neither the calibration bin nor ŷ changes.
    private readonly (int End, int Bin, bool Selected)[] _stretches;

    /// <param name="ascending">The rows of the group by increasing score.</param>
    /// <param name="scores">The score of each row.</param>
    /// <param name="labels">The label of each row.</param>
    /// <param name="threshold">ŷ = 1 from here on.</param>
    public SortedGroup(ReadOnlySpan<int> ascending, IReadOnlyList<double> scores, bool[] labels, double threshold)
    {
        _rows = new int[ascending.Length];
        _scores = new double[ascending.Length];
        var stretches = new List<(int End, int Bin, bool Selected)>();
        for (var i = 0; i < ascending.Length; i++)
        {
            var score = _scores[i] = scores[ascending[i]];
            var last = i == ascending.Length - 1 || scores[ascending[i + 1]] > score;
            _rows[i] = (ascending[i] << 2) | (last ? 2 : 0) | (labels[ascending[i]] ? 1 : 0);
            var (bin, selected) = (ScoreBins.Of(score), score >= threshold);
            if (stretches.Count > 0 && stretches[^1].Bin == bin && stretches[^1].Selected == selected)
            {
                stretches[^1] = (i + 1, bin, selected);
            }
            else
            {
                stretches.Add((i + 1, bin, selected));
            }
        }

        _stretches = [.. stretches];
    }

    /// <summary>The measures where row r counts <paramref name="weights"/>[r] times; what is undefined is NaN.</summary>
    public void Measure(ReadOnlySpan<ushort> weights, Span<double> measures)
    {
        // Twice the number of pairs in which the positive wins, a tie counting half: a whole number, so ties cost no rounding.
        long twiceWon = 0, positives = 0, negatives = 0, truePositives = 0, falsePositives = 0;
        double squares = 0, calibration = 0, gap = 0;
        var start = 0;
        for (var s = 0; s < _stretches.Length; s++)
        {
            var (end, bin, selected) = _stretches[s];
            long inPositives = 0, inNegatives = 0, tiedPositives = 0, tiedNegatives = 0;
            var sum = 0.0;
            for (var i = start; i < end; i++)
            {
                var row = _rows[i];
                long weight = weights[row >> 2];
                var positive = row & 1;
                var distance = _scores[i] - positive;
                sum += weight * _scores[i];
                squares += weight * distance * distance;
                tiedPositives += weight & -(long)positive;
                tiedNegatives += weight & ((long)positive - 1);
                if ((row & 2) != 0)
                {
                    twiceWon += tiedPositives * ((2 * (negatives + inNegatives)) + tiedNegatives);
                    inPositives += tiedPositives;
                    inNegatives += tiedNegatives;
                    tiedPositives = tiedNegatives = 0;
                }
            }

            start = end;
            positives += inPositives;
            negatives += inNegatives;
            gap += inPositives - sum;
            if (selected)
            {
                truePositives += inPositives;
                falsePositives += inNegatives;
            }

            if (s == _stretches.Length - 1 || _stretches[s + 1].Bin != bin)
            {
                calibration += Math.Abs(gap);
                gap = 0;
            }
        }

        double n = positives + negatives;
        measures[(int)FairnessMetric.Prevalence] = positives / n;
        measures[(int)FairnessMetric.Auroc] = twiceWon / (2.0 * positives * negatives);
        measures[(int)FairnessMetric.TruePositiveRate] = truePositives / (double)positives;
        measures[(int)FairnessMetric.FalsePositiveRate] = falsePositives / (double)negatives;
        measures[(int)FairnessMetric.PositivePredictiveValue] = truePositives / (double)(truePositives + falsePositives);
        measures[(int)FairnessMetric.Accuracy] = (truePositives + negatives - falsePositives) / n;
        measures[(int)FairnessMetric.SelectionRate] = (truePositives + falsePositives) / n;
        measures[(int)FairnessMetric.Brier] = squares / n;
        measures[(int)FairnessMetric.CalibrationError] = calibration / n;
    }
}

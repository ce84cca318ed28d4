namespace Tacit.Audit.Fairness;

/// <summary>The threshold of a run, from validation rows alone.</summary>
internal static class Thresholds
{
    /// <summary>The score with the largest TPR − FPR (Youden 1950); of several, the largest.</summary>
    public static double Youden(IReadOnlyList<double> scores, IReadOnlyList<bool> labels)
    {
        int[] order = [.. Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i])];
        double positives = labels.Count(l => l), negatives = labels.Count - positives;
        var (threshold, best, gained, lost) = (double.NaN, double.NegativeInfinity, 0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            _ = labels[order[i]] ? gained++ : lost++;
            var distance = (gained / positives) - (lost / negatives);
            if ((i == order.Length - 1 || scores[order[i + 1]] < scores[order[i]]) && distance > best)
            {
                (threshold, best) = (scores[order[i]], distance);
            }
        }

        return threshold;
    }
}

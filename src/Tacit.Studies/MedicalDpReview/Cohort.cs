using Tacit.Randomness;

namespace Tacit.Studies.MedicalDpReview;

/// <summary>Rows that a model is trained, validated or tested on.</summary>
/// <param name="Features">Features [row, column], scaled by public constants to a norm of about one.</param>
/// <param name="Labels">Whether the person died.</param>
/// <param name="Sex">The sex of each row.</param>
/// <param name="Age">The band of age of each row.</param>
internal sealed record Cohort(double[,] Features, bool[] Labels, string[] Sex, string[] Age)
{
    public int Columns => Features.GetLength(1);

    /// <summary>Three parts of a shuffled cohort: the first rows train, the next choose thresholds, at most so many of the rest test.</summary>
    public (Cohort Train, Cohort Validation, Cohort Test) Split(RandomSource random, int train, int validation, int test)
    {
        int[] order = [.. Enumerable.Range(0, Labels.Length)];
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow((ulong)i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return (Of(order[..train]), Of(order[train..(train + validation)]), Of([.. order[(train + validation)..].Take(test)]));
    }

    /// <summary>The first rows.</summary>
    public Cohort First(int rows) => Of([.. Enumerable.Range(0, rows)]);

    private Cohort Of(int[] rows)
    {
        var features = new double[rows.Length, Columns];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var c = 0; c < Columns; c++)
            {
                features[i, c] = Features[rows[i], c];
            }
        }

        return new(features, [.. rows.Select(r => Labels[r])], [.. rows.Select(r => Sex[r])], [.. rows.Select(r => Age[r])]);
    }
}

using Tacit.Randomness;

namespace Tacit.Studies.MedicalDpReview;

/// <summary>The controlled generator: two Gaussian groups whose labels follow different directions, each with features of its own, so that a model without noise can serve both.</summary>
internal static class TwoGroups
{
    private const int Columns = 5;

    /// <summary>Rows, of which a share is of the minority. The groups stand in the place of the sex.</summary>
    public static Cohort Make(RandomSource random, int rows, double share)
    {
        var (features, labels, group) = (new double[rows, Columns], new bool[rows], new string[rows]);
        var minority = (int)Math.Round(share * rows);
        for (var i = 0; i < rows; i++)
        {
            var (x, y, few) = (Generated.Normal(random), Generated.Normal(random), i < minority);
            var at = few ? 3 : 1;
            features[i, 0] = few ? 0.5 : -0.5;
            features[i, at] = x / 4;
            features[i, at + 1] = y / 4;
            labels[i] = Generated.Uniform(random) < 1 / (1 + Math.Exp(-3 * (few ? y : x)));
            group[i] = few ? "minority" : "majority";
        }

        return new(features, labels, group, [.. group.Select(_ => "any")]);
    }
}

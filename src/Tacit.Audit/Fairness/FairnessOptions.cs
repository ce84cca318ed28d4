using System.Globalization;

namespace Tacit.Audit.Fairness;

/// <summary>What is compared, how sure it has to be, and how much is resampled.</summary>
public sealed record FairnessOptions
{
    /// <summary>The measure whose loss is the cost of privacy: AUROC, a rate, accuracy, Brier or calibration error.</summary>
    public FairnessMetric Metric { get; init; } = FairnessMetric.Auroc;

    /// <summary>The threshold for ŷ of every model. Null: each run's threshold is the one with the largest TPR − FPR on the validation rows (Youden 1950).</summary>
    public double? Threshold { get; init; }

    /// <summary>A group with fewer rows is insufficient: it is named, and nothing is said of it.</summary>
    public int FewestRows { get; init; } = 50;

    /// <summary>m: a group is harmed where its cost is above that of all by more than this.</summary>
    public double Margin { get; init; } = 0.02;

    /// <summary>The most that the probability may be that any group is called harmed wrongly; intervals have the confidence 1 − α, and the costs of groups all together.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>B: how often rows and seeds are drawn again.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>The seed of resampling.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; null for one per processor. The result does not depend on it.</summary>
    public int? Threads { get; init; }

    internal bool LowerIsBetter => Metric is FairnessMetric.FalsePositiveRate or FairnessMetric.Brier or FairnessMetric.CalibrationError;

    internal void Check()
    {
        if (!Enum.IsDefined(Metric) || Metric is FairnessMetric.Prevalence or FairnessMetric.SelectionRate)
        {
            throw new BadInputException($"'{Metric}' is neither better high nor better low, so it has no cost. Choose AUROC, a rate, accuracy, Brier or calibration error.");
        }

        Expect(Threshold is null or (>= 0 and <= 1), "The threshold lies between 0 and 1", Threshold ?? 0);
        Expect(FewestRows >= 1, "A sufficient group has at least one row", FewestRows);
        Expect(Margin is >= 0 and < 1, "The margin lies between 0 and 1", Margin);
        Expect(Alpha is > 0 and < 0.5, "Alpha lies between 0 and one half", Alpha);
        Expect(Resamples is >= 100 and <= 100_000, "There are 100 to 100,000 resamples", Resamples);
        Expect(Threads is null or >= 1, "There is at least one thread", Threads ?? 1);
    }

    private static void Expect(bool holds, string what, double was)
    {
        if (!holds)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{what}, but {was} was given."));
        }
    }
}

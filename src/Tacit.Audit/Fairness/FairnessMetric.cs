namespace Tacit.Audit.Fairness;

/// <summary>What is measured of a group. ŷ = 1 where the score is at the threshold or above.</summary>
public enum FairnessMetric
{
    /// <summary>Share of positive labels.</summary>
    Prevalence = 0,

    /// <summary>Area under the receiver operating characteristic: the chance that a positive scores above a negative, ties counting half (Hanley and McNeil 1982).</summary>
    Auroc = 1,

    /// <summary>P(ŷ = 1 | positive).</summary>
    TruePositiveRate = 2,

    /// <summary>P(ŷ = 1 | negative).</summary>
    FalsePositiveRate = 3,

    /// <summary>P(positive | ŷ = 1).</summary>
    PositivePredictiveValue = 4,

    /// <summary>P(ŷ = label).</summary>
    Accuracy = 5,

    /// <summary>P(ŷ = 1).</summary>
    SelectionRate = 6,

    /// <summary>Mean squared distance of score and label (Brier 1950).</summary>
    Brier = 7,

    /// <summary>Expected calibration error over 15 bins of equal width (Naeini, Cooper and Hauskrecht 2015).</summary>
    CalibrationError = 8,
}

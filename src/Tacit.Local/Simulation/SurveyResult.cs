namespace Tacit.Local;

/// <summary>What a simulated collection found, beside the truth.</summary>
/// <param name="Estimate">The estimates.</param>
/// <param name="Truth">The frequency of each value among the simulated users.</param>
/// <param name="MeanSquaredError">Of the shown estimates, the mean over all values.</param>
/// <param name="AnalyticVariance">What the unbiased estimates' mean squared error is expected to be, for these very users.</param>
/// <param name="ReportsPerSecond">Randomized, packed and counted.</param>
/// <param name="Privacy">What each report gave away at most.</param>
public sealed record SurveyResult(FrequencyEstimate Estimate, IReadOnlyList<double> Truth, double MeanSquaredError, double AnalyticVariance, double ReportsPerSecond, PrivacyStatement Privacy);

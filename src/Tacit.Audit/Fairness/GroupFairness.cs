namespace Tacit.Audit.Fairness;

/// <summary>What was found of one group under one model.</summary>
/// <param name="Partition">The attribute, or the combination of attributes, that it is a value of; <c>all</c> for everybody.</param>
/// <param name="Group">Its name.</param>
/// <param name="Count">Its rows.</param>
/// <param name="IsSufficient">False where it has too few rows: then nothing else is said of it.</param>
/// <param name="Metrics">The mean over runs with its interval; a measure that is undefined here is absent.</param>
/// <param name="Cost">What privacy costs it; null for the reference, and where the compared measure is undefined.</param>
/// <param name="Diagnostics">What the caller measured of training, or null.</param>
public sealed record GroupFairness(
    string Partition, string Group, Estimate Count, bool IsSufficient, IReadOnlyDictionary<FairnessMetric, Estimate> Metrics, PrivacyCost? Cost, GroupDiagnostics? Diagnostics)
{
    /// <summary>A measure, or null where it is undefined or the group insufficient.</summary>
    /// <param name="metric">The measure.</param>
    public Estimate? this[FairnessMetric metric] => Metrics.TryGetValue(metric, out var value) ? value : null;
}

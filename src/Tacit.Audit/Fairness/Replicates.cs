namespace Tacit.Audit.Fairness;

/// <summary>Measures of all groups under all models, once as measured and once for each resample.</summary>
/// <remarks>Place 0 of each array is the measurement, places 1 to B are resamples. What is undefined is NaN.</remarks>
internal sealed class Replicates
{
    private readonly double[][][] _metrics;
    private readonly double[][][] _costs;

    public Replicates(int models, int groups, int resamples)
    {
        double[][][] Arrays(int outer, int inner) => [.. Enumerable.Range(0, outer).Select(_ => Enumerable.Range(0, inner).Select(_ => new double[resamples + 1]).ToArray())];
        Resamples = resamples;
        _metrics = Arrays(models, groups * SortedGroup.Metrics);
        _costs = Arrays(models, groups);
    }

    /// <summary>B.</summary>
    public int Resamples { get; }

    /// <summary>A measure of a group under a model.</summary>
    public double[] Of(int model, int group, FairnessMetric metric) => _metrics[model][(group * SortedGroup.Metrics) + (int)metric];

    /// <summary>Δ of a group under a candidate, from the same rows and paired runs.</summary>
    public double[] CostOf(int model, int group) => _costs[model][group];
}

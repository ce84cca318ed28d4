using Tacit.Randomness;

namespace Tacit.Audit.Fairness;

/// <summary>
/// The paired bootstrap: seeds are drawn again in the outer loop, and rows within group and label, the same rows for all models (Efron and Tibshirani 1993).
/// A resample is a multiplicity for each row, so nothing is copied and nothing sorted again.
/// </summary>
internal sealed class RowBootstrap
{
    private readonly int[][] _strata;
    private readonly SortedGroup[][][] _models;
    private readonly FairnessOptions _options;
    private readonly int _rows;
    private readonly int _groups;

    /// <param name="strata">The rows of each finest cell and label.</param>
    /// <param name="models">[model][run][group]; the reference first.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="options">Resamples, seed, threads and the compared measure.</param>
    public RowBootstrap(int[][] strata, SortedGroup[][][] models, int rows, FairnessOptions options)
    {
        (_strata, _models, _rows, _options) = (strata, models, rows, options);
        _groups = models[0][0].Length;
    }

    public Replicates Run(CancellationToken token)
    {
        var result = new Replicates(_models.Length, _groups, _options.Resamples);
        var once = new ushort[_rows];
        Array.Fill(once, (ushort)1);
        Add(result, 0, once, null);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Threads ?? Environment.ProcessorCount, CancellationToken = token };
        Parallel.For(1, _options.Resamples + 1, parallel, () => new ushort[_rows], (b, _, weights) =>
        {
            // A seed of its own for each resample: the result does not depend on who computes it.
            var random = RandomSource.Seeded(unchecked((_options.Seed * 1_000_003) + (ulong)b));
            Array.Clear(weights);
            foreach (var stratum in _strata)
            {
                for (var k = 0; k < stratum.Length; k++)
                {
                    weights[stratum[random.NextBelow((ulong)stratum.Length)]]++;
                }
            }

            Add(result, b, weights, random);
            return weights;
        }, _ => { });
        return result;
    }

    private void Add(Replicates result, int place, ushort[] weights, RandomSource? random)
    {
        var reference = new double[_models[0].Length][];
        for (var model = 0; model < _models.Length; model++)
        {
            var runs = _models[model];
            var measured = new double[runs.Length][];
            var (sum, costs) = (new double[_groups * SortedGroup.Metrics], new double[_groups]);
            for (var r = 0; r < runs.Length; r++)
            {
                var run = random is null ? r : (int)random.NextBelow((ulong)runs.Length);
                var own = measured[run] ??= Measure(runs[run], weights);
                var paired = model == 0 ? own : Paired(reference, run, weights);
                for (var k = 0; k < sum.Length; k++)
                {
                    sum[k] += own[k];
                }

                for (var g = 0; g < _groups; g++)
                {
                    var at = (g * SortedGroup.Metrics) + (int)_options.Metric;
                    costs[g] += (paired[at] - own[at]) * (_options.LowerIsBetter ? -1 : 1);
                }
            }

            reference = model == 0 ? measured : reference;
            for (var g = 0; g < _groups; g++)
            {
                result.CostOf(model, g)[place] = costs[g] / runs.Length;
                for (var m = 0; m < SortedGroup.Metrics; m++)
                {
                    result.Of(model, g, (FairnessMetric)m)[place] = sum[(g * SortedGroup.Metrics) + m] / runs.Length;
                }
            }
        }
    }

    private double[] Paired(double[][] reference, int run, ushort[] weights)
    {
        var at = reference.Length == 1 ? 0 : run;
        return reference[at] ??= Measure(_models[0][at], weights);
    }

    private static double[] Measure(SortedGroup[] groups, ushort[] weights)
    {
        var measures = new double[groups.Length * SortedGroup.Metrics];
        for (var g = 0; g < groups.Length; g++)
        {
            groups[g].Measure(weights, measures.AsSpan(g * SortedGroup.Metrics, SortedGroup.Metrics));
        }

        return measures;
    }
}

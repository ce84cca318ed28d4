using System.Globalization;
using Tacit.Randomness;

namespace Tacit.Audit.Fairness;

/// <summary>The report of noisy tables: measures of the noisy margins, and the law of their error by drawing rows and noise again.</summary>
/// <remarks>
/// At the nearest counts that are not negative, rows are drawn within group and label, fresh noise is added to each cell, and the measures are taken again: their
/// distance from those of the nearest counts stands for the error (the basic bootstrap; Davison and Hinkley 1997). Post-processing; coverage is approximate.
/// </remarks>
internal sealed class TableAudit
{
    private const string Covers = "noise of the release, rows drawn again within group and label, and seeds";
    private readonly FairnessCounts _counts;
    private readonly FairnessOptions _options;
    private readonly GroupSpace _space;
    private readonly int _bins;
    private readonly int _groups;
    private readonly int _strata;
    private readonly double _scale;
    private readonly BinnedMeasures _measures;

    public TableAudit(FairnessCounts counts, FairnessOptions options, int threshold)
    {
        (_counts, _options, _space, _bins) = (counts, options, counts.Table.Space, counts.Table.Bins);
        (_strata, _groups) = (2 * _space.Cells, _space.Groups.Count);
        _scale = counts.Table.Noise(counts.Relation).Scale.ToDouble();
        double[] edges = [0, .. counts.Table.Edges, 1];
        _measures = new([.. edges.Zip(edges.Skip(1), (a, b) => (a + b) / 2)], threshold);
    }

    public FairnessReport Report(CancellationToken token)
    {
        var columns = _counts.Table.Columns;
        var models = columns.Select((c, i) => (Column: c, Place: i)).GroupBy(c => c.Column).Select(g => (g.Key, Places: g.Select(c => c.Place).ToArray())).ToList();
        var replicates = new Replicates(models.Count + 1, _groups, _options.Resamples);
        for (var m = 0; m < models.Count; m++)
        {
            foreach (var place in models[m].Places)
            {
                Add(replicates, m + 1, place, models[m].Places, token);
            }
        }

        MoveIntoRange(replicates, models.Count + 1);
        AuditedModel[] audited = [new("reference", double.PositiveInfinity, [new([])]), .. models.Select(m => new AuditedModel(m.Key.Name, m.Key.Epsilon, [.. m.Places.Select(_ => new ScoredRun([]))]))];
        var counts = Counts();
        bool[] sufficient = [.. counts.Select(c => c.Value >= _options.FewestRows)];
        return new FairnessSummary(_space, counts, sufficient, replicates, _options, Covers).Report(
            string.Create(CultureInfo.InvariantCulture, $"The audit released {columns.Count} table{(columns.Count == 1 ? string.Empty : "s")} of counts with noise from private test rows: each model and seed costs its table, and all of them add up."),
            audited, [.. audited.Select(m => m.Runs.Select(_ => _options.Threshold!.Value).ToArray())],
            ["Scores are in bins: AUROC counts pairs within a bin as ties, Brier scores and calibration use the middle of a bin. Noise makes calibration errors look larger."]);
    }

    // The mean over tables of the noisy number of rows.
    private Estimate[] Counts()
    {
        var of = 2 * _bins * _bins;
        double[] totals = [.. Enumerable.Range(0, _space.Cells).Select(cell => _counts.Counts.Average(table => (double)table.Skip(cell * of).Take(of).Sum()))];
        return [.. _space.Groups.Select(group =>
        {
            var value = group.Cells.Sum(cell => totals[cell]);
            var deviation = _scale * Math.Sqrt(2.0 * of * group.Cells.Length / _counts.Counts.Count);
            var half = deviation / Math.Sqrt(_options.Alpha);
            return new Estimate(value, value - half, value + half, 1 - _options.Alpha, "noise of the release alone (Chebyshev)");
        })];
    }

    // What a table adds to the means of its model and of the reference: measured − times · drawn + centre, whose percentiles are the basic bootstrap.
    private void Add(Replicates result, int model, int place, int[] places, CancellationToken token)
    {
        var cells = _counts.Counts[place];
        var measured = Measure(Margins(cells));
        Undefine(measured, cells);
        double[][] nearest = [.. Enumerable.Range(0, _strata).Select(s => Simplex.Project([.. cells.Skip(s * _bins * _bins).Take(_bins * _bins)]))];
        SampledCells[] samples = [.. nearest.Select(s => new SampledCells(s))];
        var centre = Measure(Margins([.. nearest.SelectMany(s => s)]));
        Accumulate(result, model, 0, places.Length, i => measured[i], i => measured[i]);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Threads ?? Environment.ProcessorCount, CancellationToken = token };
        Parallel.For(1, _options.Resamples + 1, parallel, b =>
        {
            // Rows and seeds are drawn alike for all tables, noise is not.
            var seeds = Source(b, 0, 0);
            var times = places.Count(_ => places[(int)seeds.NextBelow((ulong)places.Length)] == place);
            var drawn = Measure(Simulate(samples, b, place));
            Accumulate(result, model, b, places.Length, i => measured[i] - drawn[i] + centre[i], i => measured[i] - (times * drawn[i]) + centre[i]);
        });
    }

    private void Accumulate(Replicates result, int model, int at, int runs, Func<int, double> reference, Func<int, double> candidate)
    {
        var measures = _groups * SortedGroup.Metrics;
        for (var i = 0; i < measures; i++)
        {
            var (group, metric) = (i / SortedGroup.Metrics, (FairnessMetric)(i % SortedGroup.Metrics));
            result.Of(0, group, metric)[at] += reference(i) / _counts.Counts.Count;
            result.Of(model, group, metric)[at] += candidate(measures + i) / runs;
        }

        for (var g = 0; g < _groups; g++)
        {
            result.CostOf(model, g)[at] += candidate((2 * measures) + g) / runs;
        }
    }

    // Means of rates are rates.
    private void MoveIntoRange(Replicates result, int models)
    {
        for (var model = 0; model < models; model++)
        {
            for (var i = 0; i < _groups * SortedGroup.Metrics; i++)
            {
                foreach (ref var value in result.Of(model, i / SortedGroup.Metrics, (FairnessMetric)(i % SortedGroup.Metrics)).AsSpan())
                {
                    value = Math.Clamp(value, 0, 1);
                }
            }
        }
    }

    private RandomSource Source(int resample, int place, int stratum) =>
        RandomSource.Seeded(unchecked(((((_options.Seed * 1_000_003) + (ulong)resample) * 1_000_003) + (ulong)place) * 1_000_003) + (ulong)stratum);

    /// <summary>Bins of reference and of candidate for each stratum, from sampled rows and fresh noise.</summary>
    private (double[] Reference, double[] Candidate) Simulate(SampledCells[] samples, int resample, int place)
    {
        var (reference, candidate) = (new double[_strata * _bins], new double[_strata * _bins]);
        var noise = Source(resample, place + 1, 0);
        for (var s = 0; s < _strata; s++)
        {
            var left = reference.AsSpan(s * _bins, _bins);
            var right = candidate.AsSpan(s * _bins, _bins);
            samples[s].Add(Source(resample, 0, s + 1), _bins, left, right);
            for (var i = 0; i < _bins; i++)
            {
                for (var j = 0; j < _bins; j++)
                {
                    // Discrete Laplace noise is the difference of two geometric variables. Drawn in floating point: it stands for the noise and protects nobody.
                    var z = Math.Floor(-_scale * Math.Log(Uniform(noise))) - Math.Floor(-_scale * Math.Log(Uniform(noise)));
                    left[i] += z;
                    right[j] += z;
                }
            }
        }

        return (reference, candidate);
    }

    private (double[] Reference, double[] Candidate) Margins(IReadOnlyList<double> cells)
    {
        var (reference, candidate) = (new double[_strata * _bins], new double[_strata * _bins]);
        for (var i = 0; i < cells.Count; i++)
        {
            var stratum = i / (_bins * _bins);
            reference[i / _bins] += cells[i];
            candidate[(stratum * _bins) + (i % _bins)] += cells[i];
        }

        return (reference, candidate);
    }

    private (double[] Reference, double[] Candidate) Margins(IReadOnlyList<long> cells) => Margins([.. cells.Select(c => (double)c)]);

    /// <summary>Measures of the reference for each group, then of the candidate, then the costs.</summary>
    private double[] Measure((double[] Reference, double[] Candidate) margins)
    {
        var measures = _groups * SortedGroup.Metrics;
        var result = new double[(2 * measures) + _groups];
        Span<double> negatives = new double[_bins], positives = new double[_bins];
        for (var g = 0; g < _groups; g++)
        {
            var at = g * SortedGroup.Metrics;
            Sum(margins.Reference, g, negatives, positives);
            _measures.Measure(negatives, positives, result.AsSpan(at, SortedGroup.Metrics));
            Sum(margins.Candidate, g, negatives, positives);
            _measures.Measure(negatives, positives, result.AsSpan(measures + at, SortedGroup.Metrics));
            var metric = at + (int)_options.Metric;
            result[(2 * measures) + g] = (result[metric] - result[measures + metric]) * (_options.LowerIsBetter ? -1 : 1);
        }

        return result;
    }

    private void Sum(double[] margins, int group, Span<double> negatives, Span<double> positives)
    {
        negatives.Clear();
        positives.Clear();
        foreach (var cell in _space.Groups[group].Cells)
        {
            for (var i = 0; i < _bins; i++)
            {
                negatives[i] += margins[(2 * cell * _bins) + i];
                positives[i] += margins[(((2 * cell) + 1) * _bins) + i];
            }
        }
    }

    /// <summary>A share whose whole is not clear of its noise is undefined: below 1, or below 3 standard deviations.</summary>
    private void Undefine(double[] measured, IReadOnlyList<long> cells)
    {
        var margins = Margins(cells);
        Span<double> negatives = new double[_bins], positives = new double[_bins];
        for (var g = 0; g < _groups; g++)
        {
            var of = _space.Groups[g].Cells.Length * _bins;
            for (var side = 0; side < 2; side++)
            {
                Sum(side == 0 ? margins.Reference : margins.Candidate, g, negatives, positives);
                var measures = measured.AsSpan(((side * _groups) + g) * SortedGroup.Metrics, SortedGroup.Metrics);
                var (all, others, chosen) = (Total(positives), Total(negatives), Total(positives[^_measures.Selected..]) + Total(negatives[^_measures.Selected..]));
                var (fewPositives, fewNegatives) = (IsUnclear(all, of * _bins), IsUnclear(others, of * _bins));
                Undefine(measures, fewPositives, FairnessMetric.TruePositiveRate, FairnessMetric.Auroc);
                Undefine(measures, fewNegatives, FairnessMetric.FalsePositiveRate, FairnessMetric.Auroc);
                Undefine(measures, IsUnclear(chosen, 2 * of * _measures.Selected), FairnessMetric.PositivePredictiveValue);
                Undefine(measures, IsUnclear(all + others, 2 * of * _bins), Enum.GetValues<FairnessMetric>());
            }

            var compared = (g * SortedGroup.Metrics) + (int)_options.Metric;
            if (double.IsNaN(measured[compared]) || double.IsNaN(measured[(_groups * SortedGroup.Metrics) + compared]))
            {
                measured[(2 * _groups * SortedGroup.Metrics) + g] = double.NaN;
            }
        }
    }

    private static void Undefine(Span<double> measures, bool unclear, params ReadOnlySpan<FairnessMetric> metrics)
    {
        foreach (var metric in metrics)
        {
            measures[(int)metric] = unclear ? double.NaN : measures[(int)metric];
        }
    }

    private bool IsUnclear(double whole, long cells) => !(whole >= Math.Max(1, 3 * _scale * Math.Sqrt(2.0 * cells)));

    private static double Total(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    // In (0, 1).
    private static double Uniform(RandomSource random) => ((random.NextUInt64() >> 11) + 0.5) * Math.ScaleB(1, -53);
}

using System.Globalization;

namespace Tacit.Audit.Fairness;

/// <summary>Turns measurements and resamples into a report: intervals, differences, tests.</summary>
/// <param name="space">The groups.</param>
/// <param name="counts">Rows of each group.</param>
/// <param name="sufficient">Whether each group has enough of them.</param>
/// <param name="replicates">The measures.</param>
/// <param name="options">How sure it has to be.</param>
/// <param name="covers">What intervals cover, in words.</param>
internal sealed class FairnessSummary(GroupSpace space, Estimate[] counts, bool[] sufficient, Replicates replicates, FairnessOptions options, string covers)
{
    private readonly string[] _partitions = [.. space.Groups.Skip(1).Select(g => g.Partition).Distinct(StringComparer.Ordinal)];

    public FairnessReport Report(string data, IReadOnlyList<AuditedModel> models, IReadOnlyList<double>[] thresholds, IEnumerable<string> notes) => new(
        data, options,
        [.. models.Select((m, i) => new ModelFairness(m.Name, m.Epsilon, m.Runs.Count, thresholds[i], Groups(i, m), [.. _partitions.Select(p => Gaps(i, p))]))],
        [.. notes, .. Notes(models)]);

    private List<GroupFairness> Groups(int model, AuditedModel audited)
    {
        // A cost beyond that of all needs both.
        int[] tested = model == 0 || !HasCost(model, 0) ? [] : [.. Enumerable.Range(1, space.Groups.Count - 1).Where(g => sufficient[g] && HasCost(model, g))];
        double[] p = [.. tested.Select(g => P(Excess(model, g)))];
        var adjusted = HolmTest.Adjust(p);
        return [.. space.Groups.Select((group, g) =>
        {
            var at = Array.IndexOf(tested, g);
            var cost = at >= 0
                ? new PrivacyCost(Interval(replicates.CostOf(model, g), tested.Length), Interval(Excess(model, g), tested.Length), p[at], adjusted[at], adjusted[at] <= options.Alpha)
                : model > 0 && g == 0 && sufficient[0] && HasCost(model, 0)
                    ? new PrivacyCost(Interval(replicates.CostOf(model, 0)), Interval(Excess(model, 0)), 1, 1, false)
                    : null;
            return new GroupFairness(
                group.Partition, group.Name, counts[g], sufficient[g], sufficient[g] ? Metrics(model, g) : new Dictionary<FairnessMetric, Estimate>(), cost,
                audited.Diagnostics.FirstOrDefault(d => d.Group == group.Name));
        })];
    }

    private Dictionary<FairnessMetric, Estimate> Metrics(int model, int group) => Enum.GetValues<FairnessMetric>()
        .Where(m => !double.IsNaN(replicates.Of(model, group, m)[0]))
        .ToDictionary(m => m, m => Interval(replicates.Of(model, group, m)));

    private FairnessGaps Gaps(int model, string partition)
    {
        int[] groups = [.. Enumerable.Range(0, space.Groups.Count).Where(g => space.Groups[g].Partition == partition && sufficient[g])];
        var (rate, compared) = (Range(model, groups, FairnessMetric.SelectionRate), groups.Where(g => HasCost(model, g)).ToArray());
        var (tpr, fpr) = (Range(model, groups, FairnessMetric.TruePositiveRate), Range(model, groups, FairnessMetric.FalsePositiveRate));
        var comparable = compared.Length >= 2;
        var sign = options.LowerIsBetter ? -1 : 1;
        int? worst = comparable ? compared.MinBy(g => sign * replicates.Of(0, g, options.Metric)[0]) : null;
        var everybody = sufficient[0] && HasCost(model, 0);
        return new(
            partition,
            rate is null ? null : Interval(rate),
            tpr is null || fpr is null ? null : Interval(Each(b => Math.Max(tpr[b], fpr[b]))),
            comparable && Ratio(model, compared) is { } ratio && !double.IsNaN(ratio[0]) ? Interval(ratio) : null,
            comparable && model > 0 ? Interval(Each(b => compared.Max(g => replicates.CostOf(model, g)[b]) - compared.Min(g => replicates.CostOf(model, g)[b]))) : null,
            worst is { } group && model > 0 && everybody ? Interval(Excess(model, group)) : null,
            worst is { } named ? space.Groups[named].Name : null);
    }

    // 0/0 where all are 0.
    private double[] Ratio(int model, int[] groups) => Each(b => groups.Min(g => replicates.Of(model, g, options.Metric)[b]) / groups.Max(g => replicates.Of(model, g, options.Metric)[b]));

    // A measure that some groups lack is compared among those that have it.
    private double[]? Range(int model, int[] groups, FairnessMetric metric)
    {
        double[][] has = [.. groups.Select(g => replicates.Of(model, g, metric)).Where(v => !double.IsNaN(v[0]))];
        return has.Length < 2 ? null : Each(b => has.Max(v => v[b]) - has.Min(v => v[b]));
    }

    private bool HasCost(int model, int group) => !double.IsNaN(replicates.CostOf(model, group)[0]);

    private double[] Excess(int model, int group)
    {
        var (own, all) = (replicates.CostOf(model, group), replicates.CostOf(model, 0));
        return Each(b => own[b] - all[b]);
    }

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, replicates.Resamples + 1).Select(value)];

    private double P(double[] excess) => (1.0 + excess.Skip(1).Count(e => !(e > options.Margin))) / (replicates.Resamples + 1);

    /// <summary>The percentile interval, shared by <paramref name="together"/> intervals that hold at once. Resamples in which the measure is undefined are left out.</summary>
    private Estimate Interval(double[] values, int together = 1)
    {
        double[] sorted = [.. values.Skip(1).Where(v => !double.IsNaN(v)).Order()];
        var confidence = 1 - options.Alpha;
        if (sorted.Length == 0)
        {
            return new(values[0], double.NegativeInfinity, double.PositiveInfinity, confidence, covers);
        }

        var skip = (int)Math.Floor(options.Alpha / (2 * together) * (sorted.Length + 1));
        var (low, high) = skip == 0 ? (sorted[0], sorted[^1]) : (sorted[skip - 1], sorted[^skip]);
        return new(values[0], Math.Min(values[0], low), Math.Max(values[0], high), confidence, covers);
    }

    private IEnumerable<string> Notes(IReadOnlyList<AuditedModel> models)
    {
        if (models.Skip(1).Where(m => m.Runs.Count < 5).Select(m => m.Name).ToList() is { Count: > 0 } few)
        {
            yield return $"Fewer than 5 seeds of {string.Join(", ", few)}: the intervals hold for these models rather than for the way of training.";
        }

        var insufficient = sufficient.Count(s => !s);
        if (insufficient > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{insufficient} of {sufficient.Length} groups have fewer than {options.FewestRows} rows: they are listed as insufficient and nothing is said of them.");
        }

        var tested = sufficient.Skip(1).Count(s => s);
        if (tested / (replicates.Resamples + 1.0) > options.Alpha)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"With {tested} groups and {replicates.Resamples} resamples no group can be found harmed. Resample more.");
        }

        if (options.Alpha / (2 * Math.Max(1, tested)) * (replicates.Resamples + 1) < 1)
        {
            yield return "There are too few resamples for intervals of all groups at once: their ends are the extreme resamples.";
        }
    }
}

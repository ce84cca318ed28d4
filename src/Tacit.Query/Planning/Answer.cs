using System.Globalization;
using Tacit.Data;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>From released integers to a table of estimates: post-processing only.</summary>
internal sealed class Answer(QueryPlan plan, IReadOnlyList<Group> groups, IReadOnlyDictionary<string, Drawn> drawn)
{
    private readonly double _confidence = plan.Question.Confidence;
    private readonly Dictionary<(string Part, int Group), QuantileTree> _trees = [];

    public Table ToTable()
    {
        if (plan.Question.Aggregates is [Aggregate.Histogram histogram])
        {
            return HistogramTable(histogram);
        }

        var rows = groups.Select((g, i) => new TableRow(g.Labels, [.. plan.Question.Aggregates.Select(a => Estimate(a, i))])).ToArray();
        return new(plan.Question.Keys, [.. plan.Question.Aggregates.Select(NameOf)], rows);
    }

    private string NameOf(Aggregate aggregate) => aggregate is Aggregate.Units ? plan.Scope.UnitName + "s" : aggregate.ToString()!;

    private Estimate? Estimate(Aggregate aggregate, int group) => aggregate switch
    {
        Aggregate.Count => Sum(drawn[plan.Factory.RowCount().Key], group, 1),
        Aggregate.Units => Sum(drawn[plan.Factory.UnitCount().Key], group, 1),
        Aggregate.Sum sum => SumOf(plan.Scope.Resolve(sum.Column), group),
        Aggregate.Mean mean => MeanOf(plan.Scope.Resolve(mean.Column), group),
        Aggregate.Quantile quantile => QuantileOf(plan.Scope.Resolve(quantile.Column), quantile.Q, group),
        _ => throw new InvalidOperationException("Unknown aggregate."),
    };

    private Estimate Sum(Drawn part, int group, double step)
    {
        var half = part.HalfWidth(group, _confidence) * step;
        var value = part.At(group) * step;
        return new(value, value - half, value + half, _confidence, Tacit.Estimate.NoiseOnly);
    }

    private Estimate SumOf(ScopeColumn column, int group) =>
        Sum(drawn[plan.Factory.RawSum(column).Key], group, plan.Factory.Bounds(column, groups[group]).Step);

    private Estimate? MeanOf(ScopeColumn column, int group)
    {
        var bounds = plan.Factory.Bounds(column, groups[group]);
        var sum = drawn[PartFactory.CentredSumKey(column)];
        var count = drawn[plan.Factory.ValueCount(column).Key];
        return RatioInterval.Of(sum.At(group), sum.Noise(group), count.At(group), count.Noise(group), bounds.HalfRange, _confidence) is { } ratio
            ? new Estimate(ToValue(ratio.Value), ToValue(ratio.Low), ToValue(ratio.High), _confidence, Tacit.Estimate.NoiseOnly)
            : null;

        double ToValue(double fromCentre) => Math.Clamp(bounds.ToValue(bounds.Centre + fromCentre), bounds.Low, bounds.High);
    }

    private Estimate? QuantileOf(ScopeColumn column, double q, int group)
    {
        var part = drawn[plan.Factory.Tree(column).Key];
        if (!_trees.TryGetValue((part.Part.Key, group), out var tree))
        {
            var nodes = Enumerable.Range(0, QuantileTree.Nodes).Select(i => part.At(group, i)).ToArray();
            _trees[(part.Part.Key, group)] = tree = new QuantileTree(nodes, part.Noise(group));
        }

        var bounds = plan.Scope.BoundsOfAllGroups(column);
        return tree.Quantile(q, _confidence) is { } position
            ? new Estimate(ToValue(position.Value), ToValue(position.Low), ToValue(position.High), _confidence, Tacit.Estimate.NoiseOnly)
            : null;

        double ToValue(double share) => Math.Clamp(
            bounds.ToValue(bounds.MinInteger + (share * (bounds.MaxInteger - bounds.MinInteger + 1)) - 0.5), bounds.Low, bounds.High);
    }

    private Table HistogramTable(Aggregate.Histogram histogram)
    {
        var part = drawn.Values.Single();
        var rows = new List<TableRow>();
        for (var g = 0; g < groups.Count; g++)
        {
            var half = part.HalfWidth(g, _confidence);
            for (var bin = 0; bin < part.Part.Cells; bin++)
            {
                var last = bin + 1 == part.Part.Cells;
                var label = string.Create(CultureInfo.InvariantCulture, $"[{histogram.Edges[bin]}, {histogram.Edges[bin + 1]}{(last ? "]" : ")")}");
                var value = part.At(g, bin);
                rows.Add(new([.. groups[g].Labels, label], [new Estimate(value, value - half, value + half, _confidence, Tacit.Estimate.NoiseOnly)]));
            }
        }

        return new([.. plan.Question.Keys, histogram.Column], ["count"], rows);
    }
}

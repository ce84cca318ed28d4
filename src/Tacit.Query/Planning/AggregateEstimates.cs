using Tacit.Query.Relations;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>From the released integers of one level to estimates of its aggregates: post-processing only.</summary>
internal sealed class AggregateEstimates(LevelAnswer answer)
{
    private readonly Dictionary<(string Part, int Group), QuantileTree> _trees = [];

    private PartFactory Factory => answer.Level.Factory;

    public Estimate? Of(AggregateCall call, int group, double confidence) => call.Function switch
    {
        AggregateFunction.Count => Sum(Factory.RowCount(), group, 1, confidence),
        AggregateFunction.CountValues => Sum(Factory.ValueCount(call.X!), group, 1, confidence),
        AggregateFunction.CountUnits => Sum(Factory.UnitCount(call.X), group, 1, confidence),
        AggregateFunction.CountDistinct => Sum(Factory.DistinctCount(call.X!), group, 1, confidence),
        AggregateFunction.Sum => Sum(Factory.RawSum(call.X!), group, Factory.Measure(call.X!).GridOf(answer.Groups[group]).Step, confidence),
        AggregateFunction.Mean => Mean(call.X!, group, confidence),
        AggregateFunction.Quantile => Quantile(call.X!, group, confidence, t => t.Quantile(call.Q, confidence)),
        AggregateFunction.Min => Quantile(call.X!, group, confidence, t => t.Extreme(largest: false, confidence)),
        AggregateFunction.Max => Quantile(call.X!, group, confidence, t => t.Extreme(largest: true, confidence)),
        AggregateFunction.Histogram => throw new InvalidOperationException("A histogram has its own rows."),
        _ => new MomentEstimates(answer, confidence).Of(call, group),
    };

    /// <summary>The count of a bin of a histogram, which is asked for alone.</summary>
    public Estimate OfBin(int group, int bin, double confidence)
    {
        var drawn = answer.Drawn.Values.Single();
        var (count, half) = (drawn.At(group, bin), drawn.HalfWidth(group, confidence));
        return new(count, count - half, count + half, confidence, Estimate.NoiseOnly);
    }

    private Drawn Drawn(Part part) => answer.Drawn[part.Key];

    private Estimate Sum(Part part, int group, double step, double confidence)
    {
        var drawn = Drawn(part);
        var half = drawn.HalfWidth(group, confidence) * step;
        var value = drawn.At(group) * step;
        return new(value, value - half, value + half, confidence, Estimate.NoiseOnly);
    }

    private Estimate? Mean(Scalar x, int group, double confidence)
    {
        var grid = Factory.Measure(x).GridOf(answer.Groups[group]);
        var sum = Drawn(Factory.CentredSum(x));
        var count = Drawn(Factory.ValueCount(x));
        return RatioInterval.Of(sum.At(group), sum.Noise(group), count.At(group), count.Noise(group), grid.HalfRange, confidence) is { } ratio
            ? new Estimate(ToValue(ratio.Value), ToValue(ratio.Low), ToValue(ratio.High), confidence, Estimate.NoiseOnly)
            : null;

        double ToValue(double fromCentre) => Math.Clamp(grid.ToValue(grid.Centre + fromCentre), grid.Low, grid.High);
    }

    private Estimate? Quantile(Scalar x, int group, double confidence, Func<QuantileTree, (double Value, double Low, double High)?> read)
    {
        var drawn = Drawn(Factory.Tree(x));
        if (!_trees.TryGetValue((drawn.Part.Key, group), out var tree))
        {
            var nodes = Enumerable.Range(0, QuantileTree.Nodes).Select(i => drawn.At(group, i)).ToArray();
            _trees[(drawn.Part.Key, group)] = tree = new QuantileTree(nodes, drawn.Noise(group));
        }

        var grid = Factory.TreeGrid(x);
        return read(tree) is { } position
            ? new Estimate(ToValue(position.Value), ToValue(position.Low), ToValue(position.High), confidence, Estimate.NoiseOnly)
            : null;

        double ToValue(double share) => Math.Clamp(
            grid.ToValue(grid.MinInteger + (share * (grid.MaxInteger - grid.MinInteger + 1)) - 0.5), grid.Low, grid.High);
    }
}

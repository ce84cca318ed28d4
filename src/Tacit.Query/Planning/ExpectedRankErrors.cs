using System.Globalization;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>The errors to expect of what is counted cell by cell, in rows, because those in the column's own unit depend on where the data lie. Public facts alone.</summary>
/// <remarks>
/// Of a quantile: how far its rank is off, to the nearest leaf, as <see cref="QuantileTree.RankHalfWidth"/> has it. Of an extreme: how many rows lie beyond it. Both are
/// approximate, and hold where a group has rows enough to be answered at all.
/// </remarks>
internal static class ExpectedRankErrors
{
    public static string Of(Part part, LevelPlan level, GroupedQuery query)
    {
        if (part.Cells != QuantileTree.Nodes)
        {
            return string.Create(CultureInfo.InvariantCulture, $"expected error ± {part.Noise.HalfWidth(part.Weight(level.Context.AnyGroup), query.Confidence):G3} rows in a bin at {query.Confidence:P0}");
        }

        var noise = new NoiseScale(part.Noise.IsGaussian, (part.Noise.Scale * part.Weight(level.Context.AnyGroup)).ToDouble());
        var beyond = QuantileTree.RowsBeyondExtreme(noise, query.Confidence);
        var errors = query.Aggregates
            .Where(a => a.Function is AggregateFunction.Quantile or AggregateFunction.Min or AggregateFunction.Max && level.Factory.Tree(a.X!).Key == part.Key)
            .Select(a => a.Function switch
            {
                AggregateFunction.Quantile => string.Create(
                    CultureInfo.InvariantCulture, $"the rank of quantile {a.Q} ± {QuantileTree.RankHalfWidth(a.Q, double.PositiveInfinity, noise, query.Confidence):G3} rows"),
                var extreme => string.Create(CultureInfo.InvariantCulture, $"at most {beyond:G3} rows beyond the {(extreme == AggregateFunction.Min ? "min" : "max")}"),
            });
        return string.Create(
            CultureInfo.InvariantCulture, $"expected error at {query.Confidence:P0}: {string.Join(", ", errors)}, to one of {QuantileTree.Leaves} steps of the range; a group of fewer than about {QuantileTree.FewestRows(noise):G3} rows is too few to say");
    }
}

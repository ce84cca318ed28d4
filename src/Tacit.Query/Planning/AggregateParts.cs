using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>Which parts an aggregate is made of. Equal parts of several aggregates are bought once.</summary>
internal static class AggregateParts
{
    public static IEnumerable<Part> Of(AggregateCall call, PartFactory factory) => call.Function switch
    {
        AggregateFunction.Count => [factory.RowCount()],
        AggregateFunction.CountValues => [factory.ValueCount(call.X!)],
        AggregateFunction.CountUnits => [factory.UnitCount(call.X)],
        AggregateFunction.CountDistinct => [factory.DistinctCount(call.X!)],
        AggregateFunction.Sum => [factory.RawSum(call.X!)],
        AggregateFunction.Mean => [factory.CentredSum(call.X!), factory.ValueCount(call.X!)],
        AggregateFunction.VariancePopulation or AggregateFunction.VarianceSample or AggregateFunction.DeviationPopulation or AggregateFunction.DeviationSample =>
            [factory.ValueCount(call.X!), factory.CentredSum(call.X!), factory.CentredSquares(call.X!)],
        AggregateFunction.Min or AggregateFunction.Max or AggregateFunction.Quantile => [factory.Tree(call.X!)],
        AggregateFunction.Histogram => [factory.Histogram(call.X!, call.Edges!)],
        _ => OfPairs(call, factory),
    };

    /// <summary>The parts of a statistic of two columns, over rows that have both.</summary>
    public static Part[] OfPairs(AggregateCall call, PartFactory factory)
    {
        var (x, y) = Pair(call);
        var (count, sums, product) = (factory.ValueCount(x), new[] { factory.CentredSum(x), factory.CentredSum(y) }, factory.CentredProducts(x, y));
        return call.Function switch
        {
            AggregateFunction.CovariancePopulation or AggregateFunction.CovarianceSample => [count, .. sums, product],
            AggregateFunction.Correlation => [count, .. sums, product, factory.CentredSquares(x), factory.CentredSquares(y)],
            _ => [count, .. sums, product, factory.CentredSquares(y)],
        };
    }

    /// <summary>Both arguments, NULL where one is.</summary>
    public static (Scalar X, Scalar Y) Pair(AggregateCall call)
    {
        var (x, y) = (Expressions.AsNumber(call.X!), Expressions.AsNumber(call.Y!));
        return (Where(x, y), Where(y, x));

        static Scalar Where(Scalar value, Scalar other) => Expressions.Case([(Expressions.IsNull(other), Literal.Null)], value);
    }
}

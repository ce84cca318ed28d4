using System.Text.Json;
using Tacit.Query.Planning;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds aggregates that are released.</summary>
internal static class OuterAggregates
{
    public static AggregateCall Bind(ExpressionBinder rows, JsonElement node) => rows.Reader.Placed(node, () => Bound(rows, node, FunctionBinder.NameOf(node)));

    private static AggregateCall Bound(ExpressionBinder rows, JsonElement node, string name)
    {
        var reader = rows.Reader;
        var distinct = node.GetProperty("distinct").GetBoolean();
        var filter = SqlReader.Part(node, "filter") is { } f ? rows.Condition(f) : null;
        Scalar Where(Scalar x) => filter is null ? x : Expressions.Case([(filter, x)], Literal.Null);
        if (name == "histogram")
        {
            return Histogram(rows, node, filter, distinct);
        }

        var a = rows.All(node, "children");
        if (name is "quantile_cont" or "quantile_disc" or "quantile" or "approx_quantile" or "median")
        {
            return Quantile(rows, node, name, a, Where);
        }

        reader.Without(node, ("order_bys", "ORDER BY inside an aggregate"));
        if (distinct && name is not ("count" or "min" or "max"))
        {
            throw reader.Unsupported(node, $"{name} of DISTINCT values");
        }

        AggregateCall Number(AggregateFunction function) => new(function, Where(Expressions.Usable(Expressions.AsNumber(a[0]))));
        AggregateCall Pair(AggregateFunction function) => new(function, Where(Expressions.Usable(Expressions.AsNumber(a[0]))), Where(Expressions.Usable(Expressions.AsNumber(a[1]))));
        if (a is [{ Kind: ValueKind.RowKey }] && (distinct || name != "count"))
        {
            throw reader.Refuse(SqlError.Kind, node, $"This takes {Expressions.Words(a[0])}. To count rows of a table that has such a key, count them where the key is its own; or group by the unit and the key in a sub-query.");
        }

        return (name, a.Length) switch
        {
            ("count_star" or "count", 0) => filter is null ? new(AggregateFunction.Count) : new(AggregateFunction.CountValues, Where(Literal.Of(1))),
            ("count", 1) when a[0] is UnitKey => distinct ? new(AggregateFunction.CountUnits, filter) : filter is null ? new(AggregateFunction.Count) : new(AggregateFunction.CountValues, Where(Literal.Of(1))),
            ("count", 1) when distinct => new(AggregateFunction.CountDistinct, Where(a[0])),
            ("count", 1) when a[0] is Literal { Value: not null } && filter is null => new(AggregateFunction.Count),
            ("count", 1) => new(AggregateFunction.CountValues, Where(a[0])),
            ("approx_count_distinct", 1) => a[0] is UnitKey ? new(AggregateFunction.CountUnits, filter) : new(AggregateFunction.CountDistinct, Where(a[0])),
            ("sum", 1) => Number(AggregateFunction.Sum),
            ("avg" or "mean", 1) => Number(AggregateFunction.Mean),
            ("variance" or "var_samp", 1) => Number(AggregateFunction.VarianceSample),
            ("var_pop", 1) => Number(AggregateFunction.VariancePopulation),
            ("stddev" or "stddev_samp", 1) => Number(AggregateFunction.DeviationSample),
            ("stddev_pop", 1) => Number(AggregateFunction.DeviationPopulation),
            ("min", 1) => Number(AggregateFunction.Min),
            ("max", 1) => Number(AggregateFunction.Max),
            ("corr", 2) => Pair(AggregateFunction.Correlation),
            ("covar_pop", 2) => Pair(AggregateFunction.CovariancePopulation),
            ("covar_samp", 2) => Pair(AggregateFunction.CovarianceSample),
            ("regr_slope", 2) => Pair(AggregateFunction.Slope),
            ("regr_intercept", 2) => Pair(AggregateFunction.Intercept),
            _ => throw reader.Unsupported(node, $"The aggregate {name} with {a.Length} arguments"),
        };
    }

    // PERCENTILE_CONT(q) WITHIN GROUP (ORDER BY x) comes with x in its order.
    private static AggregateCall Quantile(ExpressionBinder rows, JsonElement node, string name, Scalar[] a, Func<Scalar, Scalar> where)
    {
        var reader = rows.Reader;
        var orders = SqlReader.Part(node, "order_bys") is { } o ? SqlReader.List(o, "orders").ToArray() : [];
        var (x, share, falls) = (orders, a) switch
        {
            ([var order], [var q]) => (rows.Bind(order.GetProperty("expression")), q, SqlReader.Type(order) == "DESCENDING"),
            ([], [var only]) when name == "median" => (only, Literal.Of(0.5), false),
            ([], [var first, var q]) => (first, q, false),
            _ => throw reader.Unsupported(node, $"{name} of this form"),
        };
        if (share is not Literal { Value: double level } || level is < 0 or > 1)
        {
            throw reader.Refuse(SqlError.Kind, node, "A quantile takes one constant between 0 and 1.");
        }

        return new(AggregateFunction.Quantile, where(Expressions.AsNumber(x)), Q: falls ? 1 - level : level);
    }

    private static AggregateCall Histogram(ExpressionBinder rows, JsonElement node, Scalar? filter, bool distinct)
    {
        var reader = rows.Reader;
        reader.Without(node, ("order_bys", "ORDER BY inside an aggregate"));
        var children = SqlReader.List(node, "children").ToArray();
        if (distinct || children.Length != 2 || SqlReader.Class(children[1]) != "FUNCTION" || FunctionBinder.NameOf(children[1]) != "list_value")
        {
            throw reader.Refuse(SqlError.Unsupported, node, "A histogram takes a number and its edges: histogram(x, [0, 10, 20]).");
        }

        var edges = rows.All(children[1], "children").Select(e => e is Literal { Value: double edge } ? edge : throw new BadInputException("The edges of a histogram are constants.")).ToArray();
        if (edges.Length < 2 || !edges.Zip(edges.Skip(1)).All(p => p.First < p.Second))
        {
            throw new BadInputException("A histogram needs at least two increasing finite edges.");
        }

        var x = Expressions.AsNumber(rows.Bind(children[0]));
        return new(AggregateFunction.Histogram, filter is null ? x : Expressions.Case([(filter, x)], Literal.Null), Edges: edges);
    }
}

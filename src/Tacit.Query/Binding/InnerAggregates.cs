using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds aggregates over one unit's rows.</summary>
internal static class InnerAggregates
{
    public static InnerAggregate Bind(ExpressionBinder rows, JsonElement node, Relation input)
    {
        var reader = rows.Reader;
        var name = FunctionBinder.NameOf(node);
        reader.Without(node, ("order_bys", "ORDER BY inside an aggregate of a sub-query"));
        var distinct = node.GetProperty("distinct").GetBoolean();
        var filter = SqlReader.Part(node, "filter") is { } f ? rows.Condition(f) : null;
        var arguments = rows.All(node, "children");
        if (arguments.Any(a => a is UnitKey))
        {
            throw reader.Refuse(SqlError.NotPrivate, node, "Inside one unit there is one unit: count rows instead.");
        }

        Scalar? Where(Scalar? x) => filter is null ? x : Expressions.Case([(filter, x ?? Literal.Of(1))], Literal.Null);
        return reader.Placed(node, () => (name, arguments.Length, distinct) switch
        {
            ("count_star", 0, _) or ("count", 0, _) => RelationBuilder.Inner(InnerFunction.Count, Where(null), input),
            ("count", 1, false) => RelationBuilder.Inner(InnerFunction.Count, Where(arguments[0]), input),
            ("count", 1, true) => RelationBuilder.Inner(InnerFunction.CountDistinct, Where(arguments[0]), input),
            ("sum", 1, false) => RelationBuilder.Inner(InnerFunction.Sum, Where(arguments[0]), input),
            ("avg" or "mean", 1, false) => RelationBuilder.Inner(InnerFunction.Mean, Where(arguments[0]), input),
            ("min", 1, _) => RelationBuilder.Inner(InnerFunction.Min, Where(arguments[0]), input),
            ("max", 1, _) => RelationBuilder.Inner(InnerFunction.Max, Where(arguments[0]), input),
            ("bool_or", 1, _) => RelationBuilder.Inner(InnerFunction.Any, Where(arguments[0]), input),
            ("bool_and", 1, _) => RelationBuilder.Inner(InnerFunction.All, Where(arguments[0]), input),
            _ => throw reader.Unsupported(node, $"{name} in a sub-query{(distinct ? " with DISTINCT" : string.Empty)}"),
        });
    }
}

using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Sub-queries in conditions: whether the row's unit is among units. Their answer is a function of that unit's own rows.</summary>
internal static class UnitSubQueries
{
    public static Func<JsonElement, Names, Scalar> In(BindingScope scope) => (node, names) =>
    {
        var reader = scope.Reader;
        scope.Count(node);
        var query = node.GetProperty("subquery").GetProperty("node");
        switch (SqlReader.Word(node, "subquery_type"))
        {
            case "ANY" when SqlReader.Word(node, "comparison_type") == "COMPARE_EQUAL" && SqlReader.Part(node, "child") is { } child && new ExpressionBinder(reader, names, null).Bind(child) is UnitKey:
                var (relation, unit) = SelectBinder.Bind(scope, query);
                return unit is not null && relation.Columns.Count == 0
                    ? new UnitIn(relation)
                    : throw reader.Refuse(SqlError.NotPrivate, node, $"The sub-query behind IN selects the unit alone: {scope.UnitColumn} IN (SELECT {scope.UnitColumn} FROM …).");
            case "ANY":
                throw reader.Refuse(SqlError.NotPrivate, node, "Only the unit is looked for in a sub-query: what other units have must not decide about this one's rows.");
            case "EXISTS" or "NOT_EXISTS":
                var exists = Exists(scope, node, query, names);
                return SqlReader.Word(node, "subquery_type") == "EXISTS" ? exists : Expressions.Not(exists);
            default:
                throw reader.Refuse(SqlError.NotPrivate, node, "A sub-query gives a number of all units here: that must be released, and paid, by a question of its own.");
        }
    };

    private static UnitIn Exists(BindingScope scope, JsonElement node, JsonElement query, Names outer)
    {
        var reader = scope.Reader;
        if (SqlReader.Type(query) != "SELECT_NODE")
        {
            throw reader.Unsupported(node, "This sub-query in EXISTS");
        }

        reader.Without(query, ("group_expressions", "GROUP BY in EXISTS"), ("having", "HAVING in EXISTS"), ("qualify", "QUALIFY in EXISTS"), ("sample", "SAMPLE"), ("modifiers", "DISTINCT, ORDER BY and LIMIT in EXISTS"));
        if (SqlReader.List(query, "select_list").FirstOrDefault(i => SelectBinder.HasAggregate(i)) is { ValueKind: not JsonValueKind.Undefined } aggregate)
        {
            throw reader.Refuse(SqlError.Unsupported, aggregate, "An aggregate without GROUP BY gives a row where there are none, so EXISTS of it is always true. Write SELECT 1.");
        }

        var inner = FromBinder.BindRows(scope.With(query), query.GetProperty("from_table"));
        var relation = inner.Relation;
        var correlated = false;
        var binder = new ExpressionBinder(reader, inner, In(scope));
        foreach (var conjunct in SqlReader.Part(query, "where_clause") is { } where ? JoinBinder.Conjuncts(where) : [])
        {
            if (JoinBinder.IsUnitEquality(conjunct, inner, outer))
            {
                correlated = true;
            }
            else
            {
                relation = RelationBuilder.Filtered(relation, binder.Condition(conjunct));
            }
        }

        return correlated
            ? new UnitIn(relation)
            : throw reader.Refuse(SqlError.NotPrivate, node, $"EXISTS speaks of the row's own unit: add … WHERE inner.{scope.UnitColumn} = outer.{scope.UnitColumn}.");
    }
}

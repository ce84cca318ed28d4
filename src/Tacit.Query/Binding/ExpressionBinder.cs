using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds expressions over rows. What is not on its list is refused with its name and place.</summary>
/// <param name="reader">The text and its tree.</param>
/// <param name="names">What names mean.</param>
/// <param name="subQueries">Binds sub-queries about the unit, or null where there may be none.</param>
/// <param name="before">Looks at every node first: an aggregate or a key of a grouping becomes a slot. Null leaves it to this binder.</param>
internal sealed class ExpressionBinder(SqlReader reader, Names names, Func<JsonElement, Names, Scalar>? subQueries, Func<JsonElement, Scalar?>? before = null)
{
    public SqlReader Reader => reader;

    public Names Names => names;

    /// <summary>The expression of a node.</summary>
    /// <exception cref="BadInputException">It is refused; the message says why and where.</exception>
    public Scalar Bind(JsonElement node)
    {
        if (before?.Invoke(node) is { } known)
        {
            return known;
        }

        return reader.Placed(node, () => Bound(node));
    }

    /// <summary>The condition of a node.</summary>
    public Scalar Condition(JsonElement node) => reader.Placed(node, () => Expressions.AsCondition(Bind(node)));

    public Scalar[] All(JsonElement node, string list) => [.. SqlReader.List(node, list).Select(Bind)];

    private Scalar Bound(JsonElement node)
    {
        switch (SqlReader.Class(node))
        {
            case "CONSTANT":
                return Constant(reader.Constant(node));
            case "COLUMN_REF":
                return ColumnOf(node);
            case "COMPARISON":
                return Comparison(SqlReader.Type(node), Bind(node.GetProperty("left")), Bind(node.GetProperty("right")), node);
            case "CONJUNCTION":
                var parts = All(node, "children");
                return parts.Aggregate(SqlReader.Type(node) == "CONJUNCTION_AND" ? Expressions.And : Expressions.Or);
            case "BETWEEN":
                var input = Bind(node.GetProperty("input"));
                return Expressions.And(
                    Expressions.Greater(input, Bind(node.GetProperty("lower")), true),
                    Expressions.Compare(Operation.LessOrEqual, input, Bind(node.GetProperty("upper"))));
            case "OPERATOR":
                return OperatorOf(node);
            case "CASE":
                return Expressions.Case(
                    [.. SqlReader.List(node, "case_checks").Select(c => (Bind(c.GetProperty("when_expr")), Bind(c.GetProperty("then_expr"))))],
                    Bind(node.GetProperty("else_expr")));
            case "CAST":
                return CastBinder.Bind(this, node);
            case "FUNCTION":
                reader.Without(node, ("filter", "FILTER here"), ("order_bys", "ORDER BY inside a function here"), ("distinct", "DISTINCT here"), ("catalog", "A function of another catalog"));
                return FunctionBinder.Bind(this, node);
            case "SUBQUERY" when subQueries is not null:
                return subQueries(node, names);
            case "SUBQUERY":
                throw reader.Unsupported(node, "A sub-query here");
            case "STAR":
                throw reader.Unsupported(node, "* here");
            case "WINDOW":
                throw reader.Unsupported(node, "A window function here");
            default:
                throw reader.Unsupported(node, $"An expression of the kind {SqlReader.Class(node).ToLowerInvariant()}");
        }
    }

    public static Scalar Constant(object? value) => value switch
    {
        null => Literal.Null,
        bool truth => Literal.Of(truth),
        double number => Literal.Of(number),
        string text => Literal.Of(text),
        _ => throw new InvalidOperationException("Unknown constant."),
    };

    public static Scalar Comparison(string type, Scalar a, Scalar b, JsonElement node) => type switch
    {
        "COMPARE_EQUAL" => Expressions.Compare(Operation.Equal, a, b),
        "COMPARE_NOTEQUAL" => Expressions.Compare(Operation.NotEqual, a, b),
        "COMPARE_LESSTHAN" => Expressions.Compare(Operation.Less, a, b),
        "COMPARE_LESSTHANOREQUALTO" => Expressions.Compare(Operation.LessOrEqual, a, b),
        "COMPARE_GREATERTHAN" => Expressions.Greater(a, b, false),
        "COMPARE_GREATERTHANOREQUALTO" => Expressions.Greater(a, b, true),
        "COMPARE_NOT_DISTINCT_FROM" => NotDistinct(a, b),
        "COMPARE_DISTINCT_FROM" => Expressions.Not(NotDistinct(a, b)),
        _ => throw new BadInputException("This comparison is not answered."),
    };

    private static Scalar NotDistinct(Scalar a, Scalar b) => Expressions.Case(
        [
            (Expressions.And(Expressions.IsNull(a), Expressions.IsNull(b)), Literal.Of(true)),
            (Expressions.Or(Expressions.IsNull(a), Expressions.IsNull(b)), Literal.Of(false)),
        ],
        Expressions.Compare(Operation.Equal, a, b));

    private Scalar ColumnOf(JsonElement node)
    {
        var path = SqlReader.List(node, "column_names").Select(n => n.GetString()!).ToArray();
        var found = path.Length switch
        {
            1 => names.Find(null, path[0]),
            2 => names.Find(path[0], path[1]),
            _ => null,
        };
        return found ?? throw reader.Refuse(SqlError.Unknown, node, $"There is no column '{string.Join(".", path)}'. There are: {names.All}. What is not declared does not exist.");
    }

    private Scalar OperatorOf(JsonElement node)
    {
        var type = SqlReader.Type(node);
        switch (type)
        {
            case "OPERATOR_NOT":
                return Expressions.Not(Bind(node.GetProperty("children")[0]));
            case "OPERATOR_IS_NULL":
                return Expressions.IsNull(Bind(node.GetProperty("children")[0]));
            case "OPERATOR_IS_NOT_NULL":
                return Expressions.Not(Expressions.IsNull(Bind(node.GetProperty("children")[0])));
            case "COMPARE_IN":
                var list = All(node, "children");
                return Expressions.In(list[0], list[1..]);
            case "COMPARE_NOT_IN":
                var others = All(node, "children");
                return Expressions.Not(Expressions.In(others[0], others[1..]));
            case "OPERATOR_COALESCE":
                return Expressions.Coalesce(All(node, "children"));
            case "OPERATOR_NULLIF":
                var pair = All(node, "children");
                return Expressions.NullIf(pair[0], pair[1]);
            default:
                throw reader.Unsupported(node, $"The operator {type.ToLowerInvariant()}");
        }
    }
}

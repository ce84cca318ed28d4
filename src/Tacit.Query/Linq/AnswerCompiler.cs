using System.Linq.Expressions;
using Tacit.Query.Planning;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>From a result expression over a group to aggregates, and to a function that makes the result of a released row.</summary>
internal sealed class AnswerCompiler : ExpressionVisitor
{
    private readonly Func<ParameterExpression, Expression, (RowCompiler Compiler, Expression Body)> _rows;
    private readonly KeyShape? _key;
    private readonly ParameterExpression _group;
    private readonly ParameterExpression _row = Expression.Parameter(typeof(TableRow), "row");
    private readonly List<AggregateCall> _aggregates = [];

    private AnswerCompiler(Func<ParameterExpression, Expression, (RowCompiler Compiler, Expression Body)> rows, KeyShape? key, ParameterExpression group) => (_rows, _key, _group) = (rows, key, group);

    public static PrivateAnswer<TResult> Compile<T, TResult>(PrivateRows<T> rows, KeyShape? key, LambdaExpression result, string words)
    {
        var (captured, text) = Captured.In(result);
        var compiler = new AnswerCompiler(rows.Over, key, result.Parameters[0]);
        var body = compiler.Visit(captured);
        if (compiler._aggregates.Count == 0)
        {
            throw new BadInputException($"'{text}' asks for nothing that must be released: name Count(), CountUnits(), Average(…) or another aggregate. Nothing was spent.");
        }

        var keys = key?.Parts ?? [];
        return new(rows.Data, new()
        {
            Words = $"{words}.{(key is null ? "Summarize" : "Select")}({text})",
            Relation = rows.Relation,
            Keys = keys,
            Levels = [[.. Enumerable.Range(0, keys.Count)]],
            Aggregates = compiler._aggregates,
            Output = new(
                [.. keys.Select((k, i) => new OutputColumn(k.Name, new ReleasedKey(i), true)), .. compiler._aggregates.Select((_, i) => new OutputColumn(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"v{i + 1}"), new ReleasedAggregate(i), false))],
                null, [], null, 0),
        }, Expression.Lambda<Func<TableRow, TResult>>(body, compiler._row).Compile());
    }

    protected override Expression VisitMember(MemberExpression node) => node.Expression == _group && node.Member.Name == nameof(PrivateGroup<,>.Key)
        ? _key!.Made(Expression.Property(_row, nameof(TableRow.Keys)))
        : base.VisitMember(node);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (Group(node.Object) is null)
        {
            return base.VisitMethodCall(node);
        }

        var call = Aggregate(node);
        var at = _aggregates.IndexOf(call);
        if (at < 0)
        {
            at = _aggregates.Count;
            _aggregates.Add(call);
        }

        return Expression.Property(Expression.Property(_row, nameof(TableRow.Values)), "Item", Expression.Constant(at));
    }

    protected override Expression VisitParameter(ParameterExpression node) => node == _group
        ? throw new BadInputException($"The group '{node}' holds no rows: of it only its key and its aggregates can be named. Nothing was spent.")
        : node;

    private Expression? Group(Expression? e) => e is UnaryExpression { NodeType: ExpressionType.Convert } convert ? Group(convert.Operand) : e == _group ? e : null;

    private AggregateCall Aggregate(MethodCallExpression node)
    {
        try
        {
            return Called(node);
        }
        catch (BadInputException e) when (!e.Message.StartsWith("The expression", StringComparison.Ordinal))
        {
            throw RowCompiler.Refused(node, e.Message);
        }
    }

    private AggregateCall Called(MethodCallExpression node)
    {
        Scalar Value()
        {
            var (compiler, body) = Over(node);
            return compiler.Of(body);
        }

        Scalar Number() => Expressions.Usable(Expressions.AsNumber(Value()));
        Scalar Condition()
        {
            var (compiler, body) = Over(node);
            return compiler.Condition(body);
        }

        switch (node.Method.Name, node.Arguments.Count)
        {
            case ("Count", 0):
                return new(AggregateFunction.Count);
            case ("Count", 1):
                return new(AggregateFunction.CountValues, Expressions.Case([(Condition(), Literal.Of(1))], Literal.Null));
            case ("CountUnits", 0):
                return new(AggregateFunction.CountUnits);
            case ("CountUnits", 1):
                return new(AggregateFunction.CountUnits, Condition());
            case ("CountDistinct", 1):
                return Value() switch
                {
                    UnitKey => new(AggregateFunction.CountUnits),
                    { Kind: ValueKind.RowKey } key => throw new BadInputException($"this takes {Expressions.Words(key)}. To count rows of a table that has such a key, count them where the key is its own"),
                    var value => new(AggregateFunction.CountDistinct, value),
                };
            case ("Sum", 1):
                return new(AggregateFunction.Sum, Number());
            case ("Average", 1):
                return new(AggregateFunction.Mean, Number());
            case ("Rate", 1):
                return new(AggregateFunction.Mean, Expressions.AsNumber(Condition()));
            case ("Median", 1):
                return new(AggregateFunction.Quantile, Number(), Q: 0.5);
            case ("Quantile", 2):
                return node.Arguments[1] is ConstantExpression { Value: double q and >= 0 and <= 1 } ? new(AggregateFunction.Quantile, Number(), Q: q) : throw new BadInputException("a quantile takes one constant between 0 and 1");
            case ("Min", 1):
                return new(AggregateFunction.Min, Number());
            case ("Max", 1):
                return new(AggregateFunction.Max, Number());
            case ("Variance", 1):
                return new(AggregateFunction.VarianceSample, Number());
            case ("StandardDeviation", 1):
                return new(AggregateFunction.DeviationSample, Number());
            default:
                throw new BadInputException("this method of a group is not on the list");
        }
    }

    private (RowCompiler Compiler, Expression Body) Over(MethodCallExpression node) => node.Arguments[0] is LambdaExpression lambda
        ? _rows(lambda.Parameters[0], lambda.Body)
        : throw new BadInputException("what is aggregated is written here, as row => row.Column");
}

using System.Linq.Expressions;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>Methods that a typed question may call on a row's values.</summary>
internal static class CallCompiler
{
    public static Scalar Of(RowCompiler rows, MethodCallExpression call)
    {
        if (call.Method.DeclaringType == typeof(Math))
        {
            return OfMath(rows, call);
        }

        if (call.Method.Name == nameof(Enumerable.Contains) && call.Object?.Type != typeof(string))
        {
            return In(rows, call);
        }

        if (call.Object is { } text && text.Type == typeof(string))
        {
            return OfText(rows, call, rows.Of(text));
        }

        throw RowCompiler.Refused(call, "this method is not on the list");
    }

    private static Scalar OfMath(RowCompiler rows, MethodCallExpression call)
    {
        var a = call.Arguments.Select(rows.Of).ToArray();
        return (call.Method.Name, a) switch
        {
            ("Abs", [var x]) => Expressions.Function(Operation.Absolute, x),
            ("Floor", [var x]) => Expressions.Function(Operation.Floor, x),
            ("Ceiling", [var x]) => Expressions.Function(Operation.Ceiling, x),
            ("Sqrt", [var x]) => Expressions.Function(Operation.SquareRoot, x),
            ("Log", [var x]) => Expressions.Function(Operation.NaturalLog, x),
            ("Exp", [var x]) => Expressions.Function(Operation.Exponential, x),
            ("Min", [var x, var y]) => Expressions.Extreme(false, [x, y]),
            ("Max", [var x, var y]) => Expressions.Extreme(true, [x, y]),
            ("Clamp", [var x, Literal { Value: double low }, Literal { Value: double high }]) => Expressions.Clamp(x, low, high),
            _ => throw RowCompiler.Refused(call, "of Math there are Abs, Floor, Ceiling, Sqrt, Log, Exp, Min, Max, and Clamp between constants. Math.Round would round halves to even: write Math.Floor(x + 0.5)"),
        };
    }

    // A list, an array or a span of constants.
    private static Scalar In(RowCompiler rows, MethodCallExpression call)
    {
        var list = call.Object ?? call.Arguments[0];
        while (list is MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var inner] })
        {
            list = inner;
        }

        while (list is UnaryExpression { NodeType: ExpressionType.Convert } convert)
        {
            list = convert.Operand;
        }

        // A comparer, where there is one, is the default one.
        var (value, comparer) = call.Object is null ? (call.Arguments[1], call.Arguments.ElementAtOrDefault(2)) : (call.Arguments[0], call.Arguments.ElementAtOrDefault(1));
        return list is ConstantExpression { Value: System.Collections.IEnumerable values } && comparer is null or ConstantExpression { Value: null }
            ? Expressions.In(rows.Of(value), [.. values.Cast<object?>().Select(v => rows.Of(Expression.Constant(v)))])
            : throw RowCompiler.Refused(call, "Contains is asked of a list of constants");
    }

    private static Scalar OfText(RowCompiler rows, MethodCallExpression call, Scalar text)
    {
        if (call.Method.Name == nameof(string.Equals) && call.Arguments is [var other, ConstantExpression { Value: StringComparison.Ordinal }])
        {
            return Expressions.Compare(Operation.Equal, text, rows.Of(other));
        }

        var isOrdinal = call.Arguments.Skip(1).All(a => a is ConstantExpression { Value: StringComparison.Ordinal });
        if (call.Arguments is [ConstantExpression { Value: string part }, ..] && isOrdinal && part.AsSpan().IndexOfAny("%_\\\0") < 0)
        {
            var pattern = call.Method.Name switch
            {
                nameof(string.StartsWith) => part + "%",
                nameof(string.EndsWith) => "%" + part,
                nameof(string.Contains) => $"%{part}%",
                _ => null,
            };
            if (pattern is not null)
            {
                return TextAndTime.Like(text, Literal.Of(pattern));
            }
        }

        throw RowCompiler.Refused(call, "of text there are Length, and StartsWith, EndsWith and Contains of a constant without %, _ and \\, all ordinal");
    }
}

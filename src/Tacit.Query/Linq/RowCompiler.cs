using System.Linq.Expressions;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>From C# expressions over a row to those of the planner. What is not on its list is refused with the text of the expression.</summary>
/// <param name="Relation">The rows.</param>
/// <param name="Sources">Whose columns they are.</param>
internal sealed record RowCompiler(Relation Relation, IReadOnlyList<RowSource> Sources)
{
    /// <summary>A condition.</summary>
    public Scalar Condition(Expression e) => Guarded(e, () => Expressions.AsCondition(Of(e)));

    /// <summary>The expression.</summary>
    /// <exception cref="BadInputException">It is refused.</exception>
    public Scalar Of(Expression e) => Guarded(e, () => e switch
    {
        ConstantExpression constant => Constant(constant),
        MemberExpression { Expression: ParameterExpression row } member when Sources.FirstOrDefault(s => s.Row == row) is { } source => source.Column(Relation, member.Member),
        MemberExpression member => Member(member),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary),
        ConditionalExpression choice => Expressions.Case([(Condition(choice.Test), Of(choice.IfTrue))], Of(choice.IfFalse)),
        MethodCallExpression call => CallCompiler.Of(this, call),
        _ => throw Refused(e, "expressions of this form are not answered"),
    });

    public static BadInputException Refused(Expression e, string why) => new($"{Mark}'{e}' is not answered: {why.TrimEnd('.')}. Nothing was spent.");

    private const string Mark = "The expression ";

    private static T Guarded<T>(Expression e, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (BadInputException inner) when (!inner.Message.StartsWith(Mark, StringComparison.Ordinal))
        {
            throw Refused(e, inner.Message);
        }
    }

    private static Literal Constant(ConstantExpression constant) => constant.Value switch
    {
        null => Literal.Null,
        bool truth => Literal.Of(truth),
        string text => text.Contains('\0', StringComparison.Ordinal) ? throw Refused(constant, "no text holds a NUL") : Literal.Of(text),
        char letter => Literal.Of(letter.ToString()),
        DateTime { Kind: not DateTimeKind.Local } time => Literal.Of(new DateTime(time.Ticks - (time.Ticks % 10), DateTimeKind.Unspecified)),
        DateOnly day => Literal.Of(day.ToDateTime(TimeOnly.MinValue)),
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal when Convert.ToDouble(constant.Value, System.Globalization.CultureInfo.InvariantCulture) is var number && double.IsFinite(number) => Literal.Of(number),
        _ => throw Refused(constant, "a constant is a finite number, a text, a truth, a time in UTC, or null"),
    };

    private Scalar Member(MemberExpression member) => (member.Expression is { } inner ? Nullable.GetUnderlyingType(inner.Type) ?? inner.Type : null, member.Member.Name) switch
    {
        (_, "Value") when Nullable.GetUnderlyingType(member.Expression!.Type) is not null => Of(member.Expression),
        (_, "HasValue") when Nullable.GetUnderlyingType(member.Expression!.Type) is not null => Expressions.Not(Expressions.IsNull(Of(member.Expression))),
        ({ } type, "Length") when type == typeof(string) => TextAndTime.Length(Of(member.Expression!)),
        ({ } type, "Date") when type == typeof(DateTime) => TextAndTime.Truncate(Literal.Of("day"), Of(member.Expression!)),
        ({ } type, "Year" or "Month" or "Day" or "Hour" or "Minute") when type == typeof(DateTime) || type == typeof(DateOnly) =>
            TextAndTime.Part(Literal.Of(member.Member.Name.ToLowerInvariant()), Of(member.Expression!)),
        _ when member.Expression is NewExpression or MemberInitExpression => throw Refused(member, $"what '{member.Member.Name}' is was not said where the object was made. Make it with new {{ … }}, or set its members: new Row {{ {member.Member.Name} = … }}"),
        _ => throw Refused(member, "this member is not on the list"),
    };

    private Scalar Unary(UnaryExpression unary)
    {
        switch (unary.NodeType)
        {
            case ExpressionType.Convert or ExpressionType.ConvertChecked:
                var inner = Of(unary.Operand);
                return IsWhole(unary.Type) && inner.Kind == ValueKind.Number && !inner.Facts.IsWhole && !IsWhole(unary.Operand.Type)
                    ? throw Refused(unary, "C# would cut its fraction off. Write Math.Floor(…) or Math.Round(…)")
                    : inner;
            case ExpressionType.Not when (Nullable.GetUnderlyingType(unary.Type) ?? unary.Type) == typeof(bool):
                return Expressions.Not(Of(unary.Operand));
            case ExpressionType.Negate or ExpressionType.NegateChecked:
                return Expressions.Negate(Of(unary.Operand));
            default:
                throw Refused(unary, "this operator is not on the list");
        }
    }

    private Scalar Binary(BinaryExpression b)
    {
        var (x, y) = (Of(b.Left), Of(b.Right));
        switch (b.NodeType)
        {
            case ExpressionType.AndAlso or ExpressionType.And:
                return Expressions.And(x, y);
            case ExpressionType.OrElse or ExpressionType.Or:
                return Expressions.Or(x, y);
            case ExpressionType.Equal when y.Kind == ValueKind.Null || x.Kind == ValueKind.Null:
                return Expressions.IsNull(y.Kind == ValueKind.Null ? x : y);
            case ExpressionType.NotEqual when y.Kind == ValueKind.Null || x.Kind == ValueKind.Null:
                return Expressions.Not(Expressions.IsNull(y.Kind == ValueKind.Null ? x : y));
            case ExpressionType.Equal:
                return Expressions.Compare(Operation.Equal, x, y);
            case ExpressionType.NotEqual:
                return Expressions.Compare(Operation.NotEqual, x, y);
            case ExpressionType.LessThan:
                return Expressions.Compare(Operation.Less, x, y);
            case ExpressionType.LessThanOrEqual:
                return Expressions.Compare(Operation.LessOrEqual, x, y);
            case ExpressionType.GreaterThan:
                return Expressions.Greater(x, y, false);
            case ExpressionType.GreaterThanOrEqual:
                return Expressions.Greater(x, y, true);
            case ExpressionType.Coalesce:
                return Expressions.Coalesce([x, y]);
            case ExpressionType.Add or ExpressionType.AddChecked when b.Type == typeof(string):
                return TextAndTime.Concatenate(x, y);
            case ExpressionType.Add or ExpressionType.AddChecked:
                return Expressions.Number(Operation.Add, x, y);
            case ExpressionType.Subtract or ExpressionType.SubtractChecked:
                return Expressions.Number(Operation.Subtract, x, y);
            case ExpressionType.Multiply or ExpressionType.MultiplyChecked:
                return Expressions.Number(Operation.Multiply, x, y);
            case ExpressionType.Divide:
                return IsWhole(b.Type) ? throw Refused(b, "C# would cut the fraction of whole numbers off. Divide doubles, and take Math.Floor(…)") : Expressions.Number(Operation.Divide, x, y);
            case ExpressionType.Modulo:
                return Expressions.Number(Operation.Modulo, x, y);
            default:
                throw Refused(b, "this operator is not on the list");
        }
    }

    private static bool IsWhole(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is >= TypeCode.SByte and <= TypeCode.UInt64;
}

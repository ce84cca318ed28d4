using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds casts. A cast that fails is NULL, whether it was written CAST or TRY_CAST.</summary>
internal static class CastBinder
{
    public static Scalar Bind(ExpressionBinder binder, JsonElement node)
    {
        var child = binder.Bind(node.GetProperty("child"));
        var type = node.GetProperty("cast_type").GetProperty("id").GetString()!;
        switch (type)
        {
            case "BOOLEAN":
                return child is Literal { Value: string text }
                    ? text is "t" or "true" or "1" ? Literal.Of(true) : text is "f" or "false" or "0" ? Literal.Of(false) : throw new BadInputException("This text is neither true nor false.")
                    : child.Kind == ValueKind.Number ? Expressions.Compare(Operation.NotEqual, child, Literal.Of(0)) : Expressions.AsCondition(child);
            case "DOUBLE" or "FLOAT" or "DECIMAL":
                return ToNumber(child);
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT":
                var number = ToNumber(child);
                return number.Facts.IsWhole ? number : Expressions.Function(Operation.Floor, Expressions.Number(Operation.Add, number, Literal.Of(0.5)));
            case "VARCHAR":
                return child.Kind == ValueKind.Text ? child : throw new BadInputException("Only text is cast to text: a number as text would have another spelling on every engine.");
            case "DATE":
                return child is Literal { Value: string } ? TextAndTime.Truncate(Literal.Of("day"), Expressions.AsTime(child)) is Call { Arguments: [Literal { Value: DateTime day }, _] } ? Literal.Of(day.Date) : throw new InvalidOperationException() : TextAndTime.Truncate(Literal.Of("day"), child);
            case "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS":
                return Expressions.AsTime(child);
            default:
                throw binder.Reader.Unsupported(node, $"A cast to {type.ToLowerInvariant()}");
        }
    }

    private static Scalar ToNumber(Scalar a) => a.Kind == ValueKind.Text ? TextAndTime.ToNumber(a) : Expressions.AsNumber(a);
}

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
                    ? Literal.Of(Truth(text))
                    : child.Kind == ValueKind.Number ? Expressions.Compare(Operation.NotEqual, child, Literal.Of(0)) : Expressions.AsCondition(child);
            case "DOUBLE" or "FLOAT":
                return ToNumber(child);
            case "DECIMAL":
                var exact = ToNumber(child);
                var (width, scale) = Digits(node);
                return Within(exact.Facts.IsWhole || scale > 15 ? exact : Expressions.Round(exact, scale), -Math.Pow(10, width - scale), Math.Pow(10, width - scale), false);
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT":
                var number = ToNumber(child);
                var whole = number.Facts.IsWhole ? number : Expressions.Function(Operation.Floor, Expressions.Number(Operation.Add, number, Literal.Of(0.5)));
                var bits = BitsOf(type);
                return type[0] == 'U' ? Within(whole, 0, Math.Pow(2, bits), true) : Within(whole, -Math.Pow(2, bits - 1), Math.Pow(2, bits - 1), true);
            case "VARCHAR":
                return child.Kind == ValueKind.Text ? child : throw new BadInputException("Only text is cast to text: a number as text would have another spelling on every engine.");
            case "DATE":
                return child is Literal { Value: string } ? TextAndTime.Truncate(Literal.Of("day"), Expressions.AsTime(child)) is Call { Arguments: [Literal { Value: DateTime day }, _] } ? Literal.Of(day.Date) : throw new InvalidOperationException() : TextAndTime.Truncate(Literal.Of("day"), child);
            case "TIMESTAMP":
                return Expressions.AsTime(child);
            default:
                throw binder.Reader.Unsupported(node, $"A cast to {type.ToLowerInvariant()}");
        }
    }

    /// <summary>The truth that a constant text says.</summary>
    /// <exception cref="BadInputException">It says none.</exception>
    public static bool Truth(string text) => text switch
    {
        "t" or "true" or "1" => true,
        "f" or "false" or "0" => false,
        _ => throw new BadInputException("This text is neither true nor false."),
    };

    /// <summary>All digits of a decimal type, and those behind the point.</summary>
    public static (int Width, int Scale) Digits(JsonElement node) =>
        SqlReader.Part(node.GetProperty("cast_type"), "type_info") is { } info ? (info.GetProperty("width").GetInt32(), info.GetProperty("scale").GetInt32()) : (18, 3);

    private static int BitsOf(string type) => type.TrimStart('U') switch { "TINYINT" => 8, "SMALLINT" => 16, "INTEGER" => 32, "BIGINT" => 64, _ => 128 };

    // What the type does not hold is NULL. Its ends are asked about only where the number can lie beyond.
    private static Scalar Within(Scalar number, double low, double high, bool holdsLow)
    {
        var range = number.Range.Widest;
        var conditions = new List<Scalar>();
        if (range.Low < low || (range.Low == low && !holdsLow))
        {
            conditions.Add(Expressions.Greater(number, Literal.Of(low), holdsLow));
        }

        if (range.High >= high)
        {
            conditions.Add(Expressions.Compare(Operation.Less, number, Literal.Of(high)));
        }

        return conditions.Count == 0 ? number : Expressions.Case([(conditions.Aggregate(Expressions.And), number)], Literal.Null);
    }

    private static Scalar ToNumber(Scalar a) => a.Kind == ValueKind.Text ? TextAndTime.ToNumber(a) : Expressions.AsNumber(a);
}

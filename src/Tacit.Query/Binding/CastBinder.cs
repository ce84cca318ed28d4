using System.Globalization;
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
                var (width, scale) = Digits(node);
                var most = Math.Pow(10, width - scale);
                return Held(ToNumber(child), -most, most, false, x => x.Facts.IsWhole || scale > 15 ? x : Expressions.Round(x, scale), v => scale > 15 ? v : Constants.Rounded(v, scale));
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT":
                var bits = BitsOf(type);
                var (low, high) = type[0] == 'U' ? (0, Math.Pow(2, bits)) : (-Math.Pow(2, bits - 1), Math.Pow(2, bits - 1));
                return Held(ToNumber(child), low, high, true, x => x.Facts.IsWhole ? x : Expressions.Function(Operation.Floor, Expressions.Number(Operation.Add, x, Literal.Of(0.5))), v => Math.Floor(v + 0.5));
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

    // What the type does not hold is NULL. Its ends are asked about only where the number can lie beyond; a number of unknown range is one of a type's from here on.
    private static Scalar Held(Scalar number, double low, double high, bool holdsLow, Func<Scalar, Scalar> rounded, Func<double, double> folded)
    {
        if (number is Literal { Value: double constant })
        {
            var value = folded(constant);
            return value < high && (value > low || (holdsLow && value == low)) ? Literal.Of(value) : new Literal(null, number.Facts);
        }

        var held = rounded(number.Range.Widest.IsUsable ? number : Expressions.Clamp(number, low - Math.Max(1, Math.Abs(low)), high));
        var range = held.Range.Widest;
        var conditions = new List<Scalar>();
        if (range.Low < low || (range.Low == low && !holdsLow))
        {
            conditions.Add(Expressions.Greater(held, Literal.Of(low), holdsLow));
        }

        if (range.High >= high)
        {
            conditions.Add(Expressions.Compare(Operation.Less, held, Literal.Of(high)));
        }

        return conditions.Count == 0 ? held : Expressions.Case([(conditions.Aggregate(Expressions.And), Expressions.Clamp(held, low, high))], Literal.Null);
    }

    private static Scalar ToNumber(Scalar a) => a switch
    {
        Literal { Value: string text } => double.TryParse(text.Trim(' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? Literal.Of(number) : new Literal(null, Facts.Number(0, 0)),
        { Kind: ValueKind.Text } => TextAndTime.ToNumber(a),
        _ => Expressions.AsNumber(a),
    };
}

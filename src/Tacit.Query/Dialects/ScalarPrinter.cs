using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>Prints expressions over the columns of a block.</summary>
internal sealed class ScalarPrinter(Dialect dialect, Func<Relation, string> units)
{
    /// <summary>The value itself: a double, a boolean, a text, a timestamp.</summary>
    public string Value(Scalar scalar, Block block) =>
        Short(scalar switch
        {
            Slot slot => Decoded(slot, block),
            Literal literal => Constant(literal),
            UnitIn within => $"({block.Unit} IN ({units(within.Relation)}))",
            UnitKey => block.Unit,
            Call { Kind: ValueKind.Number } when Named(scalar, block) is { } name => name.In(0, dialect),
            Call { Operation: Operation.Multiply } product => Scaled(product, block).In(0, dialect),
            Call call => HeldConditions.Of(call, block) ?? dialect.Print(call.Operation, [.. call.Arguments.Select(a => Operand(call.Operation, a, block))], call),
            _ => throw new InvalidOperationException("Unknown expression."),
        });

    /// <summary>The number as an integer on a grid, and how it is held where it is a stored one.</summary>
    public string Fixed(Scalar number, Block block, Func<int, FixedPoint> gridOfCode, FixedPoint grid, int per) =>
        per < 0
            ? dialect.Fix(Scaled(number, block), grid, number)
            : $"(CASE {block.Columns[per]} {string.Join(" ", Enumerable.Range(0, number.Range.Each.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {dialect.Fix(Scaled(number, block), gridOfCode(i), number)}")))} ELSE NULL END)";

    /// <summary>A number that is not decoded yet, where it need not be.</summary>
    public Scaled Scaled(Scalar number, Block block)
    {
        switch (number)
        {
            case Slot { Storage: FixedStorage { Per: < 0 } grid } slot:
                return new(dialect.ToDouble(block.Columns[slot.Index]), grid.Grid.Exponent);
            case Call when Named(number, block) is { } name:
                return name;
            case Call { Operation: Operation.Multiply } product:
                var (a, b) = (Scaled(product[0], block), Scaled(product[1], block));
                var exponent = a.Exponent + b.Exponent;
                var isHeld = (a.Exponent != 0 || b.Exponent != 0) && Dialects.Scaled.Holds(product, exponent);
                return isHeld
                    ? new(Short(dialect.Print(Operation.Multiply, [a.Text, b.Text], product)), exponent)
                    : new(Short(dialect.Print(Operation.Multiply, [a.In(0, dialect), b.In(0, dialect)], product)), 0);
            default:
                return new(Value(number, block), 0);
        }
    }

    /// <summary>An integer as one of 64 bits, so that products of it hold.</summary>
    public string Wide(string integer) => dialect.Wide(integer);

    /// <summary>A key as it leaves the engine; see <see cref="KeyDomain"/>.</summary>
    public string Key(Scalar key, Block block) => key.Facts.IsNullKey
        ? KeyDomain.IsText(key) ? $"coalesce({dialect.Text(KeyDomain.Led)} || {Known(key, block)}, {dialect.Text(KeyDomain.NullText)})" : $"coalesce({dialect.ToBigInt(Known(key, block))}, {KeyDomain.NullInteger})"
        : Known(key, block);

    private static Scaled? Named(Scalar number, Block block) => block.Named.Count > 0 && block.Named.TryGetValue(number.Text, out var name) ? name : null;

    private string Short(string text) => text.Length <= dialect.LongestExpression
        ? text
        : throw new BadInputException("The expression is too large. Compute parts of it in a sub-query.");

    private string Known(Scalar key, Block block) => key switch
    {
        Slot slot when slot.Storage == Storage.Code => block.Columns[slot.Index],
        { Kind: ValueKind.Boolean } => $"CAST({Value(key, block)} AS INTEGER)",
        { Kind: ValueKind.Number } => dialect.ToBigInt(Value(key, block)),
        { Kind: ValueKind.Time } => dialect.Microseconds(Value(key, block)),
        _ => dialect.Bytes(Value(key, block)),
    };

    private string Operand(Operation operation, Scalar a, Block block)
    {
        var value = Value(a, block);
        return a.Kind == ValueKind.Text && operation is Operation.Equal or Operation.NotEqual or Operation.Less or Operation.LessOrEqual or Operation.In or Operation.Like
            ? dialect.Bytes(value)
            : value;
    }

    private string Decoded(Slot slot, Block block)
    {
        var held = block.Columns[slot.Index];
        if (slot.Storage == Storage.Code)
        {
            return $"(CASE {held} {string.Join(" ", slot.Facts.Domain!.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {dialect.Text(v)}")))} ELSE NULL END)";
        }

        if (slot.Storage is not FixedStorage grid)
        {
            return held;
        }

        // A product with a power of two is exact.
        var step = grid.Per < 0
            ? dialect.Real(grid.Grid.Step)
            : $"(CASE {block.Columns[grid.Per]} {string.Join(" ", grid.Each.Select((g, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {dialect.Real(g.Step)}")))} ELSE NULL END)";
        return $"({dialect.ToDouble(held)} * {step})";
    }

    private string Constant(Literal literal) => literal.Value switch
    {
        null => dialect.Null(literal.Kind),
        double number => dialect.Real(number),
        bool truth => dialect.Boolean(truth),
        DateTime time => dialect.Time(time),
        _ => dialect.Text((string)literal.Value),
    };
}

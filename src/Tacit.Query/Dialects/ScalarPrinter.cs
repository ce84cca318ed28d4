using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>Prints expressions over the columns of a block.</summary>
internal sealed class ScalarPrinter(Dialect dialect, Func<Relation, Block> print)
{
    // Some spellings name an operand more than once, so depth multiplies: what would not fit in a page or two is refused.
    private const int Longest = 200_000;

    /// <summary>The value itself: a double, a boolean, a text, a timestamp.</summary>
    public string Value(Scalar scalar, Block block)
    {
        var text = scalar switch
        {
            Slot slot => Decoded(slot, block),
            Literal literal => Constant(literal),
            UnitIn within => $"({block.Unit} IN ({Units(within.Relation)}))",
            UnitKey => block.Unit,
            Call call => Code(call, block) ?? Grid(call, block) ?? dialect.Print(call.Operation, [.. call.Arguments.Select(a => Operand(call.Operation, a, block))], call),
            _ => throw new InvalidOperationException("Unknown expression."),
        };
        return text.Length <= Longest
            ? text
            : throw new BadInputException("The expression is too large. Compute parts of it in a sub-query.");
    }

    /// <summary>The number as an integer on a grid, and how it is held where it is a stored one.</summary>
    public string Fixed(Scalar number, Block block, Func<int, FixedPoint> gridOfCode, FixedPoint grid, int per) =>
        per < 0
            ? dialect.Fix(Value(number, block), grid, number)
            : $"(CASE {block.Columns[per]} {string.Join(" ", Enumerable.Range(0, number.Range.Each.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {dialect.Fix(Value(number, block), gridOfCode(i), number)}")))} ELSE NULL END)";

    /// <summary>An integer as one of 64 bits, so that products of it hold.</summary>
    public string Wide(string integer) => dialect.Wide(integer);

    /// <summary>A key as it leaves the engine; see <see cref="KeyDomain"/>.</summary>
    public string Key(Scalar key, Block block) => key.Facts.IsNullKey
        ? KeyDomain.IsText(key) ? $"coalesce({dialect.Text(KeyDomain.Led)} || {Known(key, block)}, {dialect.Text(KeyDomain.NullText)})" : $"coalesce({dialect.ToBigInt(Known(key, block))}, {KeyDomain.NullInteger})"
        : Known(key, block);

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

    private string Units(Relation relation)
    {
        var block = print(relation);
        return $"SELECT {block.Unit} FROM {block.From}{block.WhereText}";
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

    // Categories are compared by their codes.
    private static string? Code(Call call, Block block)
    {
        if (call.Operation is not (Operation.Equal or Operation.NotEqual or Operation.In or Operation.IsNull))
        {
            return null;
        }

        var slot = call.Arguments.OfType<Slot>().FirstOrDefault(s => s.Storage == Storage.Code);
        if (slot is null || call.Arguments.Any(a => !ReferenceEquals(a, slot) && a is not Literal { Value: string }))
        {
            return null;
        }

        var held = block.Columns[slot.Index];
        if (call.Operation == Operation.IsNull)
        {
            return $"({held} IS NULL)";
        }

        // What is not declared is never there: −1 is no code.
        var codes = call.Arguments.OfType<Literal>().Select(a => RelationBuilder.IndexOf(slot.Facts.Domain!, (string)a.Value!).ToString(CultureInfo.InvariantCulture)).ToArray();
        return call.Operation switch
        {
            Operation.Equal => $"({held} = {codes[0]})",
            Operation.NotEqual => $"({held} <> {codes[0]})",
            _ => $"({held} IN ({string.Join(", ", codes)}))",
        };
    }

    // A stored number is compared with a constant as an integer.
    private static string? Grid(Call call, Block block)
    {
        if (call.Operation is not (Operation.Less or Operation.LessOrEqual))
        {
            return null;
        }

        var less = call.Operation == Operation.Less;
        switch (call[0], call[1])
        {
            case (Slot { Storage: FixedStorage { Per: < 0 } grid } slot, Literal { Value: double bound }) when OnGrid(bound, grid) is { } x:
                return string.Create(CultureInfo.InvariantCulture, $"({block.Columns[slot.Index]} {(less ? "<" : "<=")} {(long)(less ? Math.Ceiling(x) : Math.Floor(x))})");
            case (Literal { Value: double bound }, Slot { Storage: FixedStorage { Per: < 0 } grid } slot) when OnGrid(bound, grid) is { } x:
                return string.Create(CultureInfo.InvariantCulture, $"({block.Columns[slot.Index]} {(less ? ">" : ">=")} {(long)(less ? Math.Floor(x) : Math.Ceiling(x))})");
            default:
                return null;
        }

        static double? OnGrid(double bound, FixedStorage grid) => Math.ScaleB(bound, -grid.Grid.Exponent) is var x && Math.Abs(x) < 1L << 60 && Math.ScaleB(x, grid.Grid.Exponent) == bound ? x : null;
    }
}

using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>Conditions on prepared columns that say the same of what is held, codes and integers, as of the values: nothing is decoded for them.</summary>
internal static class HeldConditions
{
    /// <summary>The condition; null where it must be asked of the values.</summary>
    public static string? Of(Call call, Block block) => Code(call, block) ?? Whole(call, block);

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

        // What is not declared is never there: −1 is no code.
        var codes = call.Arguments.OfType<Literal>().Select(a => (long)RelationBuilder.IndexOf(slot.Facts.Domain!, (string)a.Value!)).ToArray();
        return Among(call.Operation, block.Columns[slot.Index], codes);
    }

    // Numbers on one grid stand as their integers do, and a constant as what opening would have made of it: 0.05 equals a stored 0.05, though no step of the grid does.
    private static string? Whole(Call call, Block block)
    {
        switch (call.Operation)
        {
            case Operation.IsNull when call[0] is Slot { Storage: FixedStorage { Per: < 0 } } slot:
                return $"({block.Columns[slot.Index]} IS NULL)";
            case Operation.In when call[0] is Slot { Storage: FixedStorage grid } slot && call.Arguments.Skip(1).All(a => a is Literal { Value: double }):
                var among = call.Arguments.Skip(1).Select(a => (double)((Literal)a).Value!);
                return grid.Per < 0
                    ? Among(Operation.In, block.Columns[slot.Index], [.. among.Select(v => At(v, grid.Grid))])
                    : $"({string.Join(" OR ", among.Select(v => $"({block.Columns[slot.Index]} = {At(v, grid, block)})"))})";
            case Operation.Equal or Operation.NotEqual or Operation.Less or Operation.LessOrEqual:
                var sign = Sign(call.Operation);
                return (call[0], call[1]) switch
                {
                    (Slot { Storage: FixedStorage { Per: < 0 } a } x, Slot { Storage: FixedStorage { Per: < 0 } b } y) when a.Grid.Exponent == b.Grid.Exponent => $"({block.Columns[x.Index]} {sign} {block.Columns[y.Index]})",
                    (Slot { Storage: FixedStorage grid } x, Literal { Value: double constant }) => $"({block.Columns[x.Index]} {sign} {At(constant, grid, block)})",
                    (Literal { Value: double constant }, Slot { Storage: FixedStorage grid } y) => $"({block.Columns[y.Index]} {(call.Operation is Operation.Less or Operation.LessOrEqual ? sign.Replace('<', '>') : sign)} {At(constant, grid, block)})",
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static string At(double constant, FixedStorage grid, Block block) => grid.Per < 0
        ? Text(At(constant, grid.Grid))
        : $"(CASE {block.Columns[grid.Per]} {string.Join(" ", grid.Each.Select((g, i) => $"WHEN {Text(i)} THEN {Text(At(constant, g))}"))} ELSE NULL END)";

    // Beyond the bounds no value is, not even one that was clipped to them.
    private static long At(double constant, FixedPoint grid) =>
        constant < grid.Low ? grid.MinInteger - 1 : constant > grid.High ? grid.MaxInteger + 1 : grid.ToInteger(constant);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Among(Operation operation, string held, long[] values)
    {
        var list = string.Join(", ", values.Select(Text));
        return operation switch
        {
            Operation.IsNull => $"({held} IS NULL)",
            Operation.In => $"({held} IN ({list}))",
            _ => $"({held} {Sign(operation)} {list})",
        };
    }

    private static string Sign(Operation operation) => operation switch
    {
        Operation.Equal => "=",
        Operation.NotEqual => "<>",
        Operation.Less => "<",
        _ => "<=",
    };
}

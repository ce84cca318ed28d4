using System.Globalization;
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

    // Numbers on one grid stand as their integers do.
    private static string? Whole(Call call, Block block)
    {
        switch (call.Operation)
        {
            case Operation.IsNull or Operation.In when call[0] is Slot { Storage: FixedStorage { Per: < 0 } grid } slot:
                return OnGrid(call.Arguments.Skip(1), grid) is { } among ? Among(call.Operation, block.Columns[slot.Index], among) : null;
            case Operation.Equal or Operation.NotEqual or Operation.Less or Operation.LessOrEqual when call[0] is Slot { Storage: FixedStorage { Per: < 0 } a } x && call[1] is Slot { Storage: FixedStorage { Per: < 0 } b } y:
                return a.Grid.Exponent == b.Grid.Exponent ? $"({block.Columns[x.Index]} {Sign(call.Operation)} {block.Columns[y.Index]})" : null;
            case Operation.Equal or Operation.NotEqual when Sides(call) is { } sides:
                return OnGrid([sides.Constant], sides.Grid) is { } equal ? Among(call.Operation, block.Columns[sides.Slot], equal) : null;
            case Operation.Less or Operation.LessOrEqual when Sides(call) is { } sides && Units((double)sides.Constant.Value!, sides.Grid) is { } bound:
                var isLess = call.Operation == Operation.Less;
                return call[0] is Slot
                    ? Compared(block.Columns[sides.Slot], isLess ? "<" : "<=", isLess ? Math.Ceiling(bound) : Math.Floor(bound))
                    : Compared(block.Columns[sides.Slot], isLess ? ">" : ">=", isLess ? Math.Floor(bound) : Math.Ceiling(bound));
            default:
                return null;
        }
    }

    // A number on a grid and a constant, whichever stands first.
    private static (int Slot, FixedStorage Grid, Literal Constant)? Sides(Call call) => (call[0], call[1]) switch
    {
        (Slot { Storage: FixedStorage { Per: < 0 } grid } slot, Literal { Value: double } constant) => (slot.Index, grid, constant),
        (Literal { Value: double } constant, Slot { Storage: FixedStorage { Per: < 0 } grid } slot) => (slot.Index, grid, constant),
        _ => null,
    };

    private static string Compared(string held, string sign, double bound) => string.Create(CultureInfo.InvariantCulture, $"({held} {sign} {(long)bound})");

    private static string Among(Operation operation, string held, long[] values)
    {
        var list = string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
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

    // The constants as integers; null where one is between two of them.
    private static long[]? OnGrid(IEnumerable<Scalar> constants, FixedStorage grid)
    {
        var values = new List<long>();
        foreach (var constant in constants)
        {
            if (constant is not Literal { Value: double value } || Units(value, grid) is not { } units || units != Math.Floor(units))
            {
                return null;
            }

            values.Add((long)units);
        }

        return [.. values];
    }

    // How many steps of the grid a constant is; null where doubles cannot say it, or integers cannot hold it.
    private static double? Units(double value, FixedStorage grid) =>
        Math.ScaleB(value, -grid.Grid.Exponent) is var x && Math.Abs(x) < 1L << 60 && Math.ScaleB(x, grid.Grid.Exponent) == value ? x : null;
}

using System.Globalization;
using Tacit.Data;
using Tacit.Query.Dialects;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>A number on its way to a sum: its integer expression, and the grid that a group's integers lie on.</summary>
internal sealed class Measure
{
    private readonly Scalar _number;
    private readonly ScalarPrinter _printer;
    private readonly FixedPoint _one;
    private readonly int _per;
    private readonly IReadOnlyList<FixedPoint> _each;

    private Measure(Scalar number, ScalarPrinter printer, FixedPoint one, int per, IReadOnlyList<FixedPoint> each, string sql)
    {
        _number = number;
        _printer = printer;
        _one = one;
        _per = per;
        _each = each;
        Sql = sql;
    }

    /// <summary>The integer expression; NULL where the number is.</summary>
    public string Sql { get; }

    public string Text => _number.Text;

    /// <summary>Whether the bounds are those of all categories together, though they depend on one.</summary>
    public bool IsWidened => _number.Range.IsPerCategory && _per < 0;

    /// <summary>The measure of a number, in groups by these keys.</summary>
    public static Measure Of(Scalar number, IReadOnlyList<Scalar> keys, ScalarPrinter printer, Block block)
    {
        var x = Expressions.Usable(Expressions.AsNumber(number));

        // Where a missing category is a key, an expression may be a number there though the stored one is missing, and no category's grid is its own.
        var per = x.Range.IsPerCategory && keys.OfType<Slot>().Any(k => k.Index == x.Range.Per && k.Storage == Storage.Code && (x is Slot || !k.Facts.IsNullKey)) ? x.Range.Per : -1;
        if (x is Slot { Storage: FixedStorage stored } slot && (stored.Per < 0 || stored.Per == per))
        {
            return new(x, printer, stored.Grid, stored.Per, stored.Each, block.Columns[slot.Index]);
        }

        var each = per < 0 ? [] : x.Range.Each.Select(Grid).ToArray();
        var one = Grid(x.Range.Widest);
        return new(x, printer, one, per, each, printer.Fixed(x, block, code => each[code], one, per));
    }

    /// <summary>The slot of the category that the grid depends on, or −1.</summary>
    public int Per => _per;

    /// <summary>The grids: one, or one for every code of the category.</summary>
    public IReadOnlyList<FixedPoint> Grids => _per < 0 ? [_one] : _each;

    /// <summary>The grid of a group. Where the category is missing a stored number is, too: any grid holds its sums.</summary>
    public FixedPoint GridOf(Group group) => _per < 0 ? _one : _each[Math.Max(0, group.CodeOf(_per))];

    /// <summary>The sum of the integers about the public middle of their bounds.</summary>
    /// <remarks>Of stored integers that share it, the middle is taken once from their sum: their count is pushed down anyway, and rows are many.</remarks>
    public string CentredSumSql(Block block, Dialect dialect) => _number is Slot { Storage: FixedStorage { Per: < 0 } }
        ? $"({dialect.Sum(Sql)} - {dialect.Widest(_one.Centre)} * count({Sql}))"
        : dialect.Sum(CentredSql(block));

    /// <summary>The integer about the public middle of its bounds.</summary>
    public string CentredSql(Block block) => _per < 0
        ? string.Create(CultureInfo.InvariantCulture, $"({Sql} - ({_one.Centre}))")
        : $"({Sql} - {CaseOf(block, g => g.Centre)})";

    /// <summary>2(x − m)² − h², which moves half as far as the square does.</summary>
    public string SquareSql(Block block)
    {
        var u = _printer.Wide(CentredSql(block));
        var h = _printer.Wide(_per < 0 ? _one.HalfRange.ToString(CultureInfo.InvariantCulture) : CaseOf(block, g => g.HalfRange));
        return $"(2 * {u} * {u} - {h} * {h})";
    }

    private string CaseOf(Block block, Func<FixedPoint, long> number) =>
        $"(CASE {block.Columns[_per]} {string.Join(" ", _each.Select((g, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {number(g)}")))} ELSE 0 END)";

    // A constant has no width of its own: zero is taken into its bounds, or one where it is zero.
    private static FixedPoint Grid(Interval range) => range.Low < range.High
        ? FixedPoint.Between(range.Low, range.High, "the number")
        : range.Low == 0 ? FixedPoint.Between(0, 1, "the number") : FixedPoint.Between(Math.Min(0, range.Low), Math.Max(0, range.High), "the number");
}

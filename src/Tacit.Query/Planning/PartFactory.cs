using System.Globalization;
using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query.Dialects;
using Tacit.Query.Relations;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>The sensitivity table: what each aggregate releases, and how far one unit can move it.</summary>
/// <remarks>Guarantee: add/remove of one unit. Weighted by the group's bound, every vector over all groups moves by at most what <see cref="RowBound"/> says.</remarks>
internal sealed class PartFactory(LevelContext level)
{
    private readonly Dictionary<string, Measure> _measures = new(StringComparer.Ordinal);

    private string Rows => level.Rows.Words(level.UnitName);

    public Part RowCount() => Single("rows", "number of rows", "count(*)", _ => 1, Rows, new("rows", []));

    public Part ValueCount(Scalar x) => Single($"count {x.Text}", $"number of rows with {level.NameOf(x)}", $"count({(x is Slot slot ? level.Block.Columns[slot.Index] : Value(x))})", _ => 1, Rows, new("values", [x]));

    // Where each has one row, rows and units are one number, and it is bought once.
    public Part UnitCount(Scalar? where = null) => where is null && level.Relation.IsOnePerUnit ? RowCount() with { Name = $"number of {level.UnitName}s" } : Single(
        $"units {where?.Text}", $"number of {level.UnitName}s{(where is null ? string.Empty : " that fulfil a condition")}", level.UnitCountSql(where), _ => 1, string.Create(
            CultureInfo.InvariantCulture, $"a {level.UnitName} is in at most {level.Rows.Groups} group{(level.Rows.Groups == 1 ? string.Empty : "s")}"), new("units", where is null ? [] : [where])) with
    {
        Shift1 = level.Rows.Groups,
        Shift2 = ((Rational)level.Rows.Groups).SqrtUp(40),
    };

    public Part DistinctCount(Scalar x) => Single($"distinct {x.Text}", $"number of different values of {level.NameOf(x)}", $"count(DISTINCT {Value(x)})", _ => 1, $"{Rows}, each with one value", new("distinct", [x]));

    public Part RawSum(Scalar x) => Single(
        $"sum {x.Text}", $"sum of {level.NameOf(x)}", level.Dialect.Sum(Measure(x).Sql), g => Measure(x).GridOf(g).Magnitude, $"{Rows}, each at most the larger bound{Widened(x)}", Derived("sum", x));

    public Part CentredSum(Scalar x) => Single(
        $"centred sum {x.Text}", $"sum of {level.NameOf(x)} about the middle of its bounds", Measure(x).CentredSumSql(level.Block, level.Dialect),
        g => Measure(x).GridOf(g).HalfRange, $"{Rows}, each at most half the range{Widened(x)}", Derived("centredSum", x));

    public Part CentredSquares(Scalar x) => Single(
        $"centred squares {x.Text}", $"sum of squares of {level.NameOf(x)} about the middle of its bounds", level.Dialect.Sum(Measure(x).SquareSql(level.Block)),
        g => Square(Measure(x).GridOf(g).HalfRange), $"{Rows}, each at most half the range squared{Widened(x)}", Derived("centredSquares", x));

    public Part CentredProducts(Scalar x, Scalar y) => Single(
        $"centred products {x.Text} {y.Text}", $"sum of products of {level.NameOf(x)} and {level.NameOf(y)} about the middles of their bounds",
        level.Dialect.Sum($"{level.Dialect.Wide(Measure(x).CentredSql(level.Block))} * {level.Dialect.Wide(Measure(y).CentredSql(level.Block))}"),
        g => (Rational)Measure(x).GridOf(g).HalfRange * Measure(y).GridOf(g).HalfRange, $"{Rows}, each at most both half ranges multiplied", Derived("centredProducts", x, y));

    public Part Histogram(Scalar x, IReadOnlyList<double> edges)
    {
        var number = Expressions.AsNumber(x);
        foreach (var edge in edges)
        {
            if (!number.Range.Widest.Holds(edge))
            {
                var bounds = number.Range.Widest;
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                    $"The edge {edge} is outside the declared bounds [{bounds.Low}, {bounds.High}]: values beyond them are clipped."));
            }
        }

        var branches = Enumerable.Range(0, edges.Count - 1).Select(i => (
            When: Expressions.And(Expressions.Greater(number, Literal.Of(edges[i]), true), i + 2 == edges.Count
                ? Expressions.Compare(Operation.LessOrEqual, number, Literal.Of(edges[i + 1]))
                : Expressions.Compare(Operation.Less, number, Literal.Of(edges[i + 1]))),
            Then: (Scalar)Literal.Of(i))).ToArray();
        return new Part
        {
            Key = $"histogram {x.Text}",
            Name = $"histogram of {level.NameOf(x)}",
            CellSql = level.Printer.Key(Expressions.Case(branches, Literal.Null), level.Block),
            Cells = edges.Count - 1,
            Weight = _ => 1,
            Shift1 = level.Rows.L1,
            Shift2 = level.Rows.L1,
            Sensitivity = $"{Rows}, each in one bin",
            Derived = new("histogram", [x]),
        };
    }

    public Part Tree(Scalar x)
    {
        var widest = Widest(x);
        var grid = widest.GridOf(level.AnyGroup);
        return new Part
        {
            Key = $"tree {x.Text}",
            Name = $"tree of counts of {level.NameOf(x)}",
            CellSql = level.Dialect.DivideWhole(
                string.Create(CultureInfo.InvariantCulture, $"({level.Dialect.Wide(widest.Sql)} - ({grid.MinInteger})) * {QuantileTree.Leaves}"), grid.MaxInteger - grid.MinInteger + 1),
            Cells = QuantileTree.Nodes,
            Expand = QuantileTree.NodesOf,
            Weight = _ => 1,
            Shift1 = level.Rows.L1 * (Rational)QuantileTree.Height,
            Shift2 = level.Rows.L1 * ((Rational)QuantileTree.Height).SqrtUp(40),
            Sensitivity = string.Create(CultureInfo.InvariantCulture, $"{Rows}, each in one node of {QuantileTree.Height} levels"),
            Derived = new("tree", [x]),
        };
    }

    /// <summary>The grid of a number whose tree is the same in every group.</summary>
    public FixedPoint TreeGrid(Scalar x) => Widest(x).GridOf(level.AnyGroup);

    public Measure Measure(Scalar x)
    {
        if (!_measures.TryGetValue(x.Text, out var measure))
        {
            _measures[x.Text] = measure = Planning.Measure.Of(x, level.Keys, level.Printer, level.Block);
            level.CheckWidened(measure.IsWidened, x);
        }

        return measure;
    }

    private Measure Widest(Scalar x)
    {
        if (x.Kind == ValueKind.Number && x.Range.IsPerCategory)
        {
            level.CheckWidened(true, x, inEveryGroup: true);
        }

        // The tree has the same leaves in every group: keys that would narrow the bounds are not looked at. A sum of the same number keeps its own measure:
        // its weights must be those of the integers that are summed.
        var key = $"tree {x.Text}";
        if (!_measures.TryGetValue(key, out var measure))
        {
            _measures[key] = measure = Planning.Measure.Of(x, [], level.Printer, level.Block);
        }

        return measure;
    }

    // Integers on the grids of several categories may be other ones for one value, and one for several values; that there is one says as much.
    private string Value(Scalar x) => x is Slot { Storage: not FixedStorage { Per: >= 0 } } slot ? level.Block.Columns[slot.Index] : x.Kind == ValueKind.Text ? level.Dialect.Bytes(level.Printer.Value(x, level.Block)) : level.Printer.Value(x, level.Block);

    private string Widened(Scalar x) => Measure(x).IsWidened ? " (the widest of all categories: grouping by the category that the bounds depend on gives less noise)" : string.Empty;

    private DerivedPart Derived(string aggregate, params Scalar[] x) => new(aggregate, x, [.. x.Select(a => Measure(a).Grids)], [.. x.Select(a => Measure(a).Per)]);

    private static Rational Square(long value) => (Rational)value * value;

    private Part Single(string key, string name, string sql, Func<Group, Rational> weight, string sensitivity, DerivedPart derived) => new()
    {
        Key = key,
        Name = name,
        Sql = sql,
        Weight = weight,
        Shift1 = level.Rows.L1,
        Shift2 = level.Rows.L2,
        Sensitivity = sensitivity,
        Derived = derived,
    };
}

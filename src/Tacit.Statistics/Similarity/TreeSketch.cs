using Tacit.Mechanisms;

namespace Tacit.Statistics;

/// <summary>Sums of L1 distances: a tree for each column.</summary>
internal sealed class TreeSketch : SimilaritySketch
{
    private readonly TreeShape _shape;
    private readonly double _low;
    private readonly double _high;

    public TreeSketch(int columns, double low, double high, int levels, bool pure)
        : this(columns, low, high, new TreeShape(CheckColumns(columns), levels, pure))
    {
    }

    private TreeSketch(int columns, double low, double high, TreeShape shape)
        : base(columns, isDistance: true, shape.Sensitivity)
    {
        CheckRange(low, high);
        (_shape, _low, _high) = (shape, low, high);
    }

    public override Int128[] Of(double[,] rows)
    {
        _ = RowTable.Cells(rows, Columns);
        var (middle, perUnit) = (_low + ((_high - _low) / 2), _shape.Steps / (_high - _low));
        return _shape.NodesOf(rows.GetLength(0), (from, first, trees, steps) =>
        {
            var cells = RowTable.Cells(rows, Columns);
            for (var i = 0; i < steps.Length; i++)
            {
                var x = cells[((from + (i / trees)) * Columns) + first + (i % trees)];
                steps[i] = _shape.StepOf(double.IsNaN(x) ? middle : x, _low, perUnit);
            }
        });
    }

    public override SimilarityIndex Index(ReadOnlySpan<Int128> released, IntegerNoise noise) => TreeIndex.Of(
        _shape, Checked(released, noise), DeviationOf(noise), [.. Enumerable.Repeat((_low, _high), Columns)], 1, null);

    public override SimilarityError ExpectedError(IntegerNoise noise, double rows)
    {
        ArgumentNullException.ThrowIfNull(noise);
        var unit = (_high - _low) / _shape.Steps;
        return new(DeviationOf(noise) * unit * Math.Sqrt(Columns * TreeShape.NoiseSquare(_shape.Levels, _shape.IsPure, null)), Columns * rows * (_high - _low) / _shape.Leaves);
    }

    internal override (long Own, long Shared) StoredBytes => (16L * Columns * (_shape.Leaves + 1), 0);

    internal static void CheckRange(double low, double high)
    {
        if (!(low < high) || !(Math.Abs(low) <= 1e50) || !(Math.Abs(high) <= 1e50) || !(high - low >= 1e-50))
        {
            throw new BadInputException($"A column goes from a lower to a higher finite number, but {low} and {high} were given.");
        }
    }
}

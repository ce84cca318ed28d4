using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>A public bound on the L2 norm of a row, with the lattice on which rows are clipped and cut toward zero.</summary>
internal sealed class NormBound
{
    private const int Bits = 16;
    private readonly Lattice _lattice;
    private readonly Rational _bound;
    private readonly long _square;

    // Scaling by a power of two is exact, or gives a number that is cut to zero or clipped.
    private readonly double _perStep;

    /// <summary>A bound of 2^16 to 2^17 steps.</summary>
    public NormBound(double bound, string name)
    {
        if (!double.IsFinite(bound) || !(bound >= 1e-200) || !(bound <= 1e200))
        {
            throw new BadInputException($"{name} must be a positive finite number, but was {bound}.");
        }

        _lattice = new Lattice(Math.ILogB(bound) - Bits);
        _perStep = Math.ScaleB(1, -_lattice.Exponent);
        _bound = Rational.FromDoubleExact(bound);
        Steps = _lattice.InSteps(_bound);
        WholeSteps = (long)Steps.Floor();
        _square = (long)(Steps * Steps).Floor();
    }

    /// <summary>The bound in steps.</summary>
    public Rational Steps { get; }

    /// <summary>The bound in steps, rounded down.</summary>
    public long WholeSteps { get; }

    /// <summary>The length of a step.</summary>
    public double Step => _lattice.Step.ToDouble();

    /// <summary>A row of at most the bound, in steps. NaN becomes 0.</summary>
    public void Clip(ReadOnlySpan<double> row, Span<long> steps)
    {
        // Rows that are short enough are cut toward zero as they are; the lattice does the rest.
        long square = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var x = double.IsNaN(row[i]) ? 0 : row[i] * _perStep;
            if (!(Math.Abs(x) <= WholeSteps) || square > _square)
            {
                square = long.MaxValue;
                break;
            }

            steps[i] = (long)x;
            square += steps[i] * steps[i];
        }

        if (square > _square)
        {
            _lattice.ClipL2(row, _bound, steps);
        }
    }

    /// <summary>One number of at most the bound, in steps.</summary>
    public long Clip(double value)
    {
        Span<long> steps = stackalloc long[1];
        Clip([value], steps);
        return steps[0];
    }

    /// <summary>A row of a table.</summary>
    public static ReadOnlySpan<double> Row(double[,] rows, int at)
    {
        var columns = rows.GetLength(1);
        return RowTable.Cells(rows, columns).Slice(at * columns, columns);
    }

    /// <summary>Refuses tables of another width, and those that an array with one more column could not hold.</summary>
    public static void Check(double[,] rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.GetLength(1) != columns)
        {
            throw new ArgumentException($"The table must have {columns} columns.", nameof(rows));
        }

        if ((long)rows.GetLength(0) * (columns + 1) > Array.MaxLength)
        {
            throw new BadInputException($"A table in memory has at most {Array.MaxLength} cells, one column more than given counted. Ask a data set instead, or take fewer rows.");
        }
    }

    /// <summary>Refuses numbers of columns that the small dense algebra here is not for.</summary>
    public static int CheckColumns(int columns) => columns is >= 1 and <= 64
        ? columns
        : throw new BadInputException($"There are 1 to 64 columns, but {columns} were stated.");
}

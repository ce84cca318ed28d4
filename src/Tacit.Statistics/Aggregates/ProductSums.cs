using System.Runtime.Intrinsics;

namespace Tacit.Statistics;

/// <summary>Exact sums of integers over rows, and of their products: Σzᵢ, and Σzᵢzⱼ for i ≤ j row by row of the upper triangle.</summary>
/// <remarks>
/// Rows are gathered in blocks, column by column. Where a block of products stays within 2^53, doubles add it without rounding, in vectors and in any order;
/// wider numbers are multiplied as integers. So the sums are exact either way, and the same on every machine.
/// </remarks>
internal sealed class ProductSums
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 256;

    private readonly int _columns;
    private readonly bool _fits;
    private readonly double[] _block;
    private readonly Int128[] _sums;
    private readonly Int128[] _products;
    private int _used;

    /// <param name="columns">d.</param>
    /// <param name="largest">No integer is larger in size; at most 2^30.</param>
    public ProductSums(int columns, long largest)
    {
        _columns = columns;
        _fits = (double)largest * largest * Rows <= 1L << 53;
        _block = new double[columns * Rows];
        _sums = new Int128[columns];
        _products = new Int128[SymmetricMatrix.Packed(columns)];
    }

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<long> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            _block[(i * Rows) + _used] = row[i];
        }

        Taken(1);
    }

    /// <summary>Where the next rows of a column go: whole numbers, followed by <see cref="Taken"/>.</summary>
    public Span<double> Next(int column) => _block.AsSpan((column * Rows) + _used, Rows - _used);

    /// <summary>So many rows were written to every column.</summary>
    public void Taken(int rows)
    {
        _used += rows;
        if (_used == Rows)
        {
            Flush();
        }
    }

    /// <summary>The sums of all rows.</summary>
    public (Int128[] Sums, Int128[] Products) Total()
    {
        Flush();
        return (_sums, _products);
    }

    private void Flush()
    {
        var at = 0;
        for (var i = 0; i < _columns; i++)
        {
            var x = _block.AsSpan(i * Rows, _used);
            _sums[i] += Sum(x);
            for (var j = i; j < _columns; j++)
            {
                var y = _block.AsSpan(j * Rows, _used);
                _products[at++] += _fits ? (long)Dot(x, y) : WideDot(x, y);
            }
        }

        _used = 0;
    }

    private static long Sum(ReadOnlySpan<double> x)
    {
        var (a, b) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var k = 0;
        for (; k + 8 <= x.Length; k += 8)
        {
            a += Vector256.Create(x[k..]);
            b += Vector256.Create(x[(k + 4)..]);
        }

        var sum = Vector256.Sum(a + b);
        for (; k < x.Length; k++)
        {
            sum += x[k];
        }

        return (long)sum;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (a, b) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var k = 0;
        for (; k + 8 <= x.Length; k += 8)
        {
            a += Vector256.Create(x[k..]) * Vector256.Create(y[k..]);
            b += Vector256.Create(x[(k + 4)..]) * Vector256.Create(y[(k + 4)..]);
        }

        var sum = Vector256.Sum(a + b);
        for (; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    private static Int128 WideDot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Int128 sum = 0;
        for (var k = 0; k < x.Length; k++)
        {
            sum += (long)x[k] * (long)y[k];
        }

        return sum;
    }
}

using System.Buffers;

namespace Tacit.Statistics;

/// <summary>Products of rows, less the middle of a public box, with public vectors.</summary>
internal sealed class Projection(int columns, double low, double high, double[] panels)
{
    private readonly double _middle = low + ((high - low) / 2);

    public int Columns => columns;

    public double Low => low;

    public double High => high;

    public ReadOnlySpan<double> Panels => panels;

    /// <summary>Products of rows with the eight vectors of a panel. Rows are clipped to the box; queries may lie anywhere.</summary>
    public void Products(ReadOnlySpan<double> rows, int panel, Span<double> products, bool isRow)
    {
        var rented = ArrayPool<double>.Shared.Rent(rows.Length);
        var clean = rented.AsSpan(0, rows.Length);
        RowTable.Clean(rows, clean, _middle);
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = (isRow ? Math.Clamp(clean[i], low, high) : clean[i]) - _middle;
        }

        Panel.Multiply(clean, columns, panels.AsSpan(panel * columns * Panel.Width, columns * Panel.Width), products);
        ArrayPool<double>.Shared.Return(rented, clearArray: true);
    }
}

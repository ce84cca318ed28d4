using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tacit.Statistics;

/// <summary>The rows of a table as they are read behind the wall: any bits in, finite numbers out.</summary>
internal static class RowTable
{
    // Beyond that no bound is, and products of such numbers are finite still.
    private const double Furthest = 1e100;

    /// <summary>The cells, row by row.</summary>
    public static ReadOnlySpan<double> Cells(double[,] rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.GetLength(1) == columns
            ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, double>(ref MemoryMarshal.GetArrayDataReference((Array)rows)), rows.Length)
            : throw new ArgumentException($"The table must have {columns} columns.", nameof(rows));
    }

    /// <summary>Copies rows and takes the place of what is no number: NaN becomes <paramref name="missing"/>, and infinities are cut.</summary>
    public static void Clean(ReadOnlySpan<double> from, Span<double> to, double missing = 0)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var x = from[i];
            to[i] = Math.Abs(x) <= Furthest ? x : double.IsNaN(x) ? missing : Math.CopySign(Furthest, x);
        }
    }

    /// <summary>Runs over stretches of rows on all processors: sums of integers do not depend on who adds which.</summary>
    public static void Share(int rows, int least, Action<int, int> stretch)
    {
        var parts = Math.Clamp(rows / least, 1, Environment.ProcessorCount);
        Parallel.For(0, parts, part => stretch((int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts)));
    }

    /// <summary>x/F with x cut to norm F, over √2, and 1/√2 for the constant: a norm of at most 1 up to rounding, which clips of gradients bound for certain. NaN counts as 0.</summary>
    /// <param name="features">The features of a row, in place.</param>
    /// <param name="bound">F.</param>
    /// <returns>The constant.</returns>
    public static double ScaleToUnit(Span<double> features, double bound)
    {
        double square = 0;
        foreach (ref var x in features)
        {
            x = double.IsNaN(x) ? 0 : Math.Clamp(x / bound, -Furthest, Furthest);
            square += x * x;
        }

        var factor = 1 / (Math.Sqrt(2) * Math.Max(1, Math.Sqrt(square)));
        foreach (ref var x in features)
        {
            x *= factor;
        }

        return 1 / Math.Sqrt(2);
    }
}

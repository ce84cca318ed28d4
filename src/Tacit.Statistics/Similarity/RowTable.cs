using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tacit.Statistics;

/// <summary>The rows of a table as they are read by sketches: any bits in, finite numbers out.</summary>
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
    public static void Share(int rows, int least, Action<int, int, int> stretch)
    {
        var parts = Parts(rows, least);
        Parallel.For(0, parts, part => stretch(part, (int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts)));
    }

    /// <summary>How many stretches that makes.</summary>
    public static int Parts(int rows, int least) => Math.Clamp(rows / least, 1, Environment.ProcessorCount);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Statistics;

/// <summary>Products of rows with eight public vectors at a time, and the sines and cosines of what comes out.</summary>
/// <remarks>
/// What a row gives is decided by that row alone: neither its place, nor the rows beside it, nor whether the code was compiled for speed yet, changes a bit. Else the
/// coming of one row could move the integers of the others. So only operations that are exactly rounded everywhere are used: no estimates, and no sine of a library.
/// </remarks>
internal static class Panel
{
    /// <summary>Vectors of a panel.</summary>
    public const int Width = 8;

    private const int Rows = 4;

    /// <summary>Cuts vectors, [column, vector], into panels [panel][column][8]. Their number is a multiple of eight.</summary>
    public static double[] Of(double[,] vectors)
    {
        var (columns, count) = (vectors.GetLength(0), vectors.GetLength(1));
        var panels = new double[columns * count];
        for (var c = 0; c < columns; c++)
        {
            for (var j = 0; j < count; j++)
            {
                panels[(((j / Width * columns) + c) * Width) + (j % Width)] = vectors[c, j];
            }
        }

        return panels;
    }

    /// <summary>products[r][8] = Σ over columns of rows[r][column] × panel[column][8].</summary>
    public static void Multiply(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> panel, Span<double> products)
    {
        var count = rows.Length / columns;
        if (panel.Length < columns * Width || products.Length < count * Width)
        {
            throw new ArgumentException("A panel has eight numbers for each column, and products eight for each row.", nameof(panel));
        }

        ref var p = ref MemoryMarshal.GetReference(panel);
        for (var r = 0; r < count; r += Rows)
        {
            // Rows beyond the last are the last one again, by the same instructions.
            ref var a = ref MemoryMarshal.GetReference(rows[(r * columns)..]);
            ref var b = ref MemoryMarshal.GetReference(rows[(Math.Min(r + 1, count - 1) * columns)..]);
            ref var c = ref MemoryMarshal.GetReference(rows[(Math.Min(r + 2, count - 1) * columns)..]);
            ref var d = ref MemoryMarshal.GetReference(rows[(Math.Min(r + 3, count - 1) * columns)..]);
            Vector256<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            for (var k = 0; k < columns; k++)
            {
                var left = Vector256.LoadUnsafe(ref p, (nuint)(k * Width));
                var right = Vector256.LoadUnsafe(ref p, (nuint)((k * Width) + 4));
                Accumulate(ref a0, ref a1, Unsafe.Add(ref a, k), left, right);
                Accumulate(ref b0, ref b1, Unsafe.Add(ref b, k), left, right);
                Accumulate(ref c0, ref c1, Unsafe.Add(ref c, k), left, right);
                Accumulate(ref d0, ref d1, Unsafe.Add(ref d, k), left, right);
            }

            Store(a0, a1, products[(r * Width)..]);
            Store(b0, b1, products[(Math.Min(r + 1, count - 1) * Width)..]);
            Store(c0, c1, products[(Math.Min(r + 2, count - 1) * Width)..]);
            Store(d0, d1, products[(Math.Min(r + 3, count - 1) * Width)..]);
        }
    }

    /// <summary>sin 2πt and cos 2πt, to about 1e-11 and an error of t itself: turns are reduced exactly, however many they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Sine, Vector256<double> Cosine) SineAndCosine(Vector256<double> turns)
    {
        // What is left of a turn after whole quarters: exact, as both are within a factor of two or the quotient is zero.
        var rest = turns - Vector256.Round(turns);
        var quarters = Vector256.Round(rest * 4.0);
        var x = (rest - (quarters * 0.25)) * (2 * Math.PI);
        var square = x * x;
        var sine = Vector256.Create(-1.0 / 39916800);
        sine = Vector256.FusedMultiplyAdd(sine, square, Vector256.Create(1.0 / 362880));
        sine = Vector256.FusedMultiplyAdd(sine, square, Vector256.Create(-1.0 / 5040));
        sine = Vector256.FusedMultiplyAdd(sine, square, Vector256.Create(1.0 / 120));
        sine = Vector256.FusedMultiplyAdd(sine, square, Vector256.Create(-1.0 / 6));
        sine = Vector256.FusedMultiplyAdd(sine * square, x, x);
        var cosine = Vector256.Create(1.0 / 479001600);
        cosine = Vector256.FusedMultiplyAdd(cosine, square, Vector256.Create(-1.0 / 3628800));
        cosine = Vector256.FusedMultiplyAdd(cosine, square, Vector256.Create(1.0 / 40320));
        cosine = Vector256.FusedMultiplyAdd(cosine, square, Vector256.Create(-1.0 / 720));
        cosine = Vector256.FusedMultiplyAdd(cosine, square, Vector256.Create(1.0 / 24));
        cosine = Vector256.FusedMultiplyAdd(cosine, square, Vector256.Create(-0.5));
        cosine = Vector256.FusedMultiplyAdd(cosine, square, Vector256.Create(1.0));

        // Quarters are −2 … 2: odd ones swap, ±2 turn both about.
        var odd = Vector256.Equals(Vector256.Abs(quarters), Vector256.Create(1.0));
        var half = Vector256.Equals(Vector256.Abs(quarters), Vector256.Create(2.0));
        var (s, c) = (Vector256.ConditionalSelect(odd, cosine, sine), Vector256.ConditionalSelect(odd, sine, cosine));
        s = Vector256.ConditionalSelect(half | Vector256.Equals(quarters, Vector256.Create(-1.0)), -s, s);
        c = Vector256.ConditionalSelect(half | Vector256.Equals(quarters, Vector256.Create(1.0)), -c, c);
        return (s, c);
    }

    /// <summary>The sum of four numbers in one order, whatever instructions there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector256<double> x) => (x[0] + x[1]) + (x[2] + x[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref Vector256<double> low, ref Vector256<double> high, double x, Vector256<double> left, Vector256<double> right)
    {
        var v = Vector256.Create(x);
        low = Vector256.FusedMultiplyAdd(v, left, low);
        high = Vector256.FusedMultiplyAdd(v, right, high);
    }

    private static void Store(Vector256<double> low, Vector256<double> high, Span<double> to)
    {
        low.CopyTo(to);
        high.CopyTo(to[4..]);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>The Walsh–Hadamard transform of 2^m integers in m·2^m additions: entry v becomes Σ_j (−1)^popcount(v∧j)·x_j.</summary>
internal static class WalshHadamard
{
    public static void Transform(Span<long> values)
    {
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                Butterflies(values.Slice(start, half), values.Slice(start + half, half));
            }
        }
    }

    private static void Butterflies(Span<long> left, Span<long> right)
    {
        var done = 0;
        if (left.Length >= Vector<long>.Count)
        {
            var a = MemoryMarshal.Cast<long, Vector<long>>(left);
            var b = MemoryMarshal.Cast<long, Vector<long>>(right);
            for (var i = 0; i < a.Length; i++)
            {
                (a[i], b[i]) = (a[i] + b[i], a[i] - b[i]);
            }

            done = a.Length * Vector<long>.Count;
        }

        for (var i = done; i < left.Length; i++)
        {
            (left[i], right[i]) = (left[i] + right[i], left[i] - right[i]);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tacit.Mechanisms.Tables;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// A threshold table for 32-bit words: a sign bit and 31 bits of U. A guide by the logarithm of 1 − U (sign, leading zeros and next bits of the
/// complement, as a float has them) proposes an outcome, the thresholds decide. A word that equals a threshold is continued, exactly.
/// </summary>
internal sealed class BulkTable
{
    private const int Mantissa = 11;
    private const int Shift = 23 - Mantissa;
    private const int Base = 127 << Mantissa;
    private const uint Top = int.MaxValue;
    private readonly ThresholdTable _table;
    private readonly uint[] _thresholds;
    private readonly int[] _guide = new int[(32 << Mantissa) + 1];

    public BulkTable(MagnitudeLaw law)
    {
        _table = ThresholdTable.For(law);
        var list = new List<uint>();
        foreach (var threshold in _table.Thresholds)
        {
            list.Add((uint)(threshold >> 32));
            if (list[^1] >= Top)
            {
                break;
            }
        }

        // A proposal may look one entry beyond the first of 2^31 − 1.
        list.AddRange([Top, Top]);
        _thresholds = [.. list];
        for (int cell = _guide.Length - 1, k = 0; cell >= 0; cell--)
        {
            // The smallest U of the cell has the largest complement; rounding to a float is monotone.
            var smallest = Top - Largest(cell);
            while (_thresholds[k] < smallest)
            {
                k++;
            }

            _guide[cell] = k;
        }
    }

    /// <summary>Signed outcomes of <paramref name="words"/>, the first of which has index <paramref name="from"/>.</summary>
    public void Draw(BulkStream stream, int from, ReadOnlySpan<uint> words, Span<int> outcomes)
    {
        var i = 0;
        ref var thresholds = ref MemoryMarshal.GetArrayDataReference(_thresholds);
        ref var guide = ref MemoryMarshal.GetArrayDataReference(_guide);
        if (!stream.Plain && Vector256.IsHardwareAccelerated)
        {
            Span<int> cells = stackalloc int[8];
            for (; i + 8 <= words.Length; i += 8)
            {
                var word = Vector256.Create(words[i..]);
                var u = (word >> 1).AsInt32();
                var complement = (Vector256.Create((int)Top) - u) | Vector256.Create(1);
                var cell = (Vector256.ConvertToSingle(complement).AsInt32() >> Shift) - Vector256.Create(Base);
                var k = Vector256.Create(
                    Unsafe.Add(ref guide, cell[0]), Unsafe.Add(ref guide, cell[1]), Unsafe.Add(ref guide, cell[2]), Unsafe.Add(ref guide, cell[3]),
                    Unsafe.Add(ref guide, cell[4]), Unsafe.Add(ref guide, cell[5]), Unsafe.Add(ref guide, cell[6]), Unsafe.Add(ref guide, cell[7]));
                k -= Vector256.LessThan(Gather(ref thresholds, k), u);
                var undecided = Vector256.LessThanOrEqual(Gather(ref thresholds, k), u);
                if (undecided != Vector256<int>.Zero)
                {
                    for (var lane = 0; lane < 8; lane++)
                    {
                        if (undecided[lane] != 0)
                        {
                            k = k.WithElement(lane, Search(stream, from + i + lane, (uint)u[lane], k[lane]));
                        }
                    }
                }

                var sign = -(word & Vector256.Create(1u)).AsInt32();
                ((k ^ sign) - sign).CopyTo(outcomes[i..]);
            }
        }

        for (; i < words.Length; i++)
        {
            var u = words[i] >> 1;
            var k = Unsafe.Add(ref guide, Cell(Top - u));
            k += (int)((Unsafe.Add(ref thresholds, k) - u) >> 31);
            if (Unsafe.Add(ref thresholds, k) <= u)
            {
                k = Search(stream, from + i, u, k);
            }

            var sign = -(int)(words[i] & 1);
            outcomes[i] = (k ^ sign) - sign;
        }
    }

    // All indices are below the length: a proposal is at most the first entry of 2^31 − 1, and more follow it.
    private static Vector256<int> Gather(ref uint table, Vector256<int> k) => Vector256.Create(
        (int)Unsafe.Add(ref table, k[0]), (int)Unsafe.Add(ref table, k[1]), (int)Unsafe.Add(ref table, k[2]), (int)Unsafe.Add(ref table, k[3]),
        (int)Unsafe.Add(ref table, k[4]), (int)Unsafe.Add(ref table, k[5]), (int)Unsafe.Add(ref table, k[6]), (int)Unsafe.Add(ref table, k[7]));

    private static int Cell(uint complement) => (BitConverter.SingleToInt32Bits((int)(complement | 1)) >> Shift) - Base;

    private static uint Largest(int cell)
    {
        var (low, high) = (0u, Top);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            (low, high) = Cell(middle) <= cell ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Search(BulkStream stream, int index, uint u, int k)
    {
        while (_thresholds[k] < u)
        {
            k++;
        }

        if (_thresholds[k] > u)
        {
            return k;
        }

        // 32 further bits make 63, then 32 and 64 at a time.
        var more = stream.More(index, 0);
        var longer = ((ulong)u << 32) | (more >> 32);
        if (_table.TryDecide(longer, out var outcome))
        {
            return outcome;
        }

        var part = 0L;
        return _table.Decide(((System.Numerics.BigInteger)longer << 32) + (uint)more, 95, () => stream.More(index, ++part), 64);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tacit.Local;

/// <summary>k independent bits, each one with probability T/2^64, for up to 256 places at once.</summary>
/// <remarks>
/// A bit of noise is a uniform number below T. For all lanes together, bit i of the numbers is compared with bit i of T, from the highest, until no lane is
/// undecided: about 9 random bits for each bit of noise instead of 64, with the same law.
/// </remarks>
internal sealed class UnaryNoise(int places, ulong threshold)
{
    private const int MostLanes = 256;
    private readonly int _lanes = 64 * ((Math.Min(places, MostLanes) + 63) / 64);

    /// <summary>Overwrites ⌈k/8⌉ bytes; bits beyond the last place are zero.</summary>
    public void Fill(LocalRandomness random, Span<byte> report)
    {
        if (_lanes == MostLanes)
        {
            FillWide(random, report);
        }
        else
        {
            FillNarrow(random, report);
        }

        if ((places & 7) != 0)
        {
            report[^1] &= (byte)((1 << (places & 7)) - 1);
        }
    }

    private void FillWide(LocalRandomness random, Span<byte> report)
    {
        while (report.Length >= 32)
        {
            Block(random).AsByte().CopyTo(report);
            report = report[32..];
        }

        if (report.Length > 0)
        {
            Span<byte> last = stackalloc byte[32];
            Block(random).AsByte().CopyTo(last);
            last[..report.Length].CopyTo(report);
        }
    }

    private Vector256<ulong> Block(LocalRandomness random)
    {
        var undecided = Vector256<ulong>.AllBitsSet;
        var raised = Vector256<ulong>.Zero;
        for (var i = 63; i >= 0; i--)
        {
            ref var place = ref random.Take(32);
            var u = Unsafe.ReadUnaligned<Vector256<ulong>>(ref place);
            Unsafe.WriteUnaligned(ref place, Vector256<ulong>.Zero);
            if (((threshold >> i) & 1) != 0)
            {
                raised |= Vector256.AndNot(undecided, u);
                undecided &= u;
            }
            else
            {
                undecided = Vector256.AndNot(undecided, u);
            }

            if (undecided == Vector256<ulong>.Zero)
            {
                break;
            }
        }

        return raised;
    }

    private void FillNarrow(LocalRandomness random, Span<byte> report)
    {
        var words = _lanes / 64;
        Span<ulong> undecided = stackalloc ulong[4];
        Span<ulong> raised = stackalloc ulong[4];
        undecided[..words].Fill(ulong.MaxValue);
        raised.Clear();
        for (var i = 63; i >= 0; i--)
        {
            var isOne = ((threshold >> i) & 1) != 0;
            ulong left = 0;
            for (var w = 0; w < words; w++)
            {
                var u = random.NextUInt64();
                raised[w] |= isOne ? undecided[w] & ~u : 0;
                undecided[w] &= isOne ? u : ~u;
                left |= undecided[w];
            }

            if (left == 0)
            {
                break;
            }
        }

        for (var i = 0; i < report.Length; i++)
        {
            report[i] = (byte)(raised[i >> 3] >> (8 * (i & 7)));
        }
    }
}

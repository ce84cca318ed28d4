using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Local;

/// <summary>Counts bits of unary reports, 256 places at a time: counters are spread over planes, of which plane i holds bit i of every counter.</summary>
/// <remarks>
/// Eight reports are added to the three lowest planes by full adders (Harley and Seal; Warren 2002), and what carries into the fourth ripples on.
/// Planes become integers once for every 4,088 reports.
/// </remarks>
internal sealed class UnaryAggregator(IReportProtocol protocol, SupportLaw law) : FrequencyAggregator(protocol, law)
{
    private const int Planes = 12;
    private const int Group = 8;
    private const int MostGroups = ((1 << Planes) - 1) / Group;
    private const int Lane = 32;

    internal override void Check(ReadOnlySpan<byte> reports)
    {
        if ((Protocol.CounterCount & 7) is var used && used != 0)
        {
            for (var i = ReportSize - 1; i < reports.Length; i += ReportSize)
            {
                if (reports[i] >> used != 0)
                {
                    Malformed("a bit beyond its last value is set");
                }
            }
        }
    }

    internal override void CountChecked(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        var size = ReportSize;

        // Whole lanes are read, also beyond the end of a report: only where bytes follow.
        var lanes = (size + Lane - 1) / Lane;
        var total = reports.Length / size;
        var safe = (int)Math.Max(0, Math.Min(total, (((long)reports.Length - ((long)lanes * Lane)) / size) + 1));
        safe = reports.Length < lanes * Lane ? 0 : safe;
        var grouped = safe / Group * Group;
        for (var first = 0; first < grouped; first += MostGroups * Group)
        {
            var groups = Math.Min(MostGroups, (grouped - first) / Group);
            for (var lane = 0; lane < lanes; lane++)
            {
                CountLane(reports[((first * size) + (lane * Lane))..], size, groups, counts[(lane * Lane * 8)..]);
            }
        }

        CountBits(reports[(grouped * size)..], size, counts);
    }

    private static void CountLane(ReadOnlySpan<byte> reports, int size, int groups, Span<long> counts)
    {
        Span<Vector256<ulong>> high = stackalloc Vector256<ulong>[Planes];
        high.Clear();
        Vector256<ulong> ones = default, twos = default, fours = default;
        ref var at = ref MemoryMarshal.GetReference(reports);
        for (var g = 0; g < groups; g++)
        {
            var twoA = Add(ref ones, Load(ref at, 0), Load(ref at, size));
            var twoB = Add(ref ones, Load(ref at, 2 * size), Load(ref at, 3 * size));
            var fourA = Add(ref twos, twoA, twoB);
            twoA = Add(ref ones, Load(ref at, 4 * size), Load(ref at, 5 * size));
            twoB = Add(ref ones, Load(ref at, 6 * size), Load(ref at, 7 * size));
            var fourB = Add(ref twos, twoA, twoB);
            var carry = Add(ref fours, fourA, fourB);
            for (var i = 3; carry != Vector256<ulong>.Zero; i++)
            {
                (high[i], carry) = (high[i] ^ carry, high[i] & carry);
            }

            at = ref Unsafe.Add(ref at, Group * size);
        }

        (high[0], high[1], high[2]) = (ones, twos, fours);
        Spread(high, counts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Load(ref byte at, int offset) => Unsafe.ReadUnaligned<Vector256<ulong>>(ref Unsafe.Add(ref at, offset));

    // A full adder: sum becomes the lowest bit of sum + a + b, and the carry is returned.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Add(ref Vector256<ulong> sum, Vector256<ulong> a, Vector256<ulong> b)
    {
        var half = sum ^ a;
        var carry = (sum & a) | (half & b);
        sum = half ^ b;
        return carry;
    }

    private static void Spread(ReadOnlySpan<Vector256<ulong>> planes, Span<long> counts)
    {
        var places = Math.Min(counts.Length, Lane * 8);
        for (var plane = 0; plane < planes.Length; plane++)
        {
            for (var word = 0; word * 64 < places; word++)
            {
                for (var rest = planes[plane].GetElement(word); rest != 0; rest &= rest - 1)
                {
                    // Beyond the last place stand bits of the next report.
                    if ((word * 64) + BitOperations.TrailingZeroCount(rest) is var place && place < places)
                    {
                        counts[place] += 1L << plane;
                    }
                }
            }
        }
    }

    private static void CountBits(ReadOnlySpan<byte> reports, int size, Span<long> counts)
    {
        for (var i = 0; i < reports.Length; i++)
        {
            var first = i % size * 8;
            for (int rest = reports[i]; rest != 0; rest &= rest - 1)
            {
                counts[first + BitOperations.TrailingZeroCount(rest)]++;
            }
        }
    }
}

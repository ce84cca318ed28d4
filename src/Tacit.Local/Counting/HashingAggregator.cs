using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Local;

/// <summary>Counts, for every value and every report with <c>affine16</c>, whether the report's hash function maps the value to the reported hash.</summary>
/// <remarks>
/// H(v) = y where the 32-bit number a·μ(v) + b lies in an interval that depends on y. The interval's start and half of all numbers are folded into b, so that
/// a value costs a product, a sum, a signed comparison and a subtraction, eight values at once.
/// </remarks>
internal sealed class HashingAggregator : TiledAggregator
{
    private const int Tile = 32;
    private const int Block = 2048;
    private readonly int[] _mixed;
    private readonly int[] _starts;
    private readonly int[] _factors = new int[Block];
    private readonly int[] _offsets = new int[Block];
    private readonly int[] _limits = new int[Block];

    public HashingAggregator(IReportProtocol protocol, SupportLaw law, int hashes)
        : base(protocol, law, hashes, 1, Tile, Block)
    {
        _mixed = new int[(protocol.CounterCount + Tile - 1) / Tile * Tile];
        for (var v = 0; v < protocol.CounterCount; v++)
        {
            _mixed[v] = SeededHash.Mix(v);
        }

        // ⌈y·2^16/g⌉: the first 16-bit number that is scaled to y.
        _starts = [.. Enumerable.Range(0, Hashes + 1).Select(y => ((y << 16) + Hashes - 1) / Hashes)];
    }

    protected override void Fold(ReadOnlySpan<byte> reports, int count)
    {
        for (var r = 0; r < count; r++)
        {
            var report = reports.Slice(r * HashingClient.NarrowSize, HashingClient.NarrowSize);
            var (start, end) = ((uint)_starts[report[8]], (uint)_starts[report[8] + 1]);
            _factors[r] = BinaryPrimitives.ReadInt32LittleEndian(report);
            _offsets[r] = (int)(BinaryPrimitives.ReadUInt32LittleEndian(report[4..]) - (start << 16) - (1U << 31));
            _limits[r] = (int)(((end - start) << 16) - (1U << 31));
        }
    }

    protected override void CountTile(int first, int count, Span<long> counts)
    {
        ref var mixed = ref _mixed[first];
        var (m0, m1, m2, m3) = (Vector256.LoadUnsafe(ref mixed), Vector256.LoadUnsafe(ref mixed, 8), Vector256.LoadUnsafe(ref mixed, 16), Vector256.LoadUnsafe(ref mixed, 24));
        Vector256<int> c0 = default, c1 = default, c2 = default, c3 = default;
        ref var factors = ref MemoryMarshal.GetArrayDataReference(_factors);
        ref var offsets = ref MemoryMarshal.GetArrayDataReference(_offsets);
        ref var limits = ref MemoryMarshal.GetArrayDataReference(_limits);
        for (nint r = 0; r < count; r++)
        {
            var a = Vector256.Create(Unsafe.Add(ref factors, r));
            var b = Vector256.Create(Unsafe.Add(ref offsets, r));
            var limit = Vector256.Create(Unsafe.Add(ref limits, r));
            c0 -= Vector256.GreaterThan(limit, (m0 * a) + b);
            c1 -= Vector256.GreaterThan(limit, (m1 * a) + b);
            c2 -= Vector256.GreaterThan(limit, (m2 * a) + b);
            c3 -= Vector256.GreaterThan(limit, (m3 * a) + b);
        }

        Span<int> tally = stackalloc int[Tile];
        c0.CopyTo(tally);
        c1.CopyTo(tally[8..]);
        c2.CopyTo(tally[16..]);
        c3.CopyTo(tally[24..]);
        for (var i = 0; i < Tile && first + i < counts.Length; i++)
        {
            counts[first + i] += tally[i];
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Local;

/// <summary>The same as <see cref="HashingAggregator"/> for <c>affine32</c>: a·v + b grows by a from value to value, so that a step costs a sum in place of a product.</summary>
internal sealed class WideHashingAggregator(IReportProtocol protocol, SupportLaw law, int hashes) : TiledAggregator(protocol, law, hashes, 4, Tile, Block)
{
    private const int Tile = 16;
    private const int Block = 512;
    private readonly Vector256<long>[] _places = new Vector256<long>[Block];
    private readonly long[] _steps = new long[Block];
    private readonly long[] _limits = new long[Block];

    protected override void Fold(ReadOnlySpan<byte> reports, int count)
    {
        for (var r = 0; r < count; r++)
        {
            var report = reports.Slice(r * HashingClient.WideSize, HashingClient.WideSize);
            var a = BinaryPrimitives.ReadInt64LittleEndian(report);
            var y = BinaryPrimitives.ReadUInt32LittleEndian(report[16..]);
            var (start, end) = (First(y), First(y + 1));
            var place = (long)(BinaryPrimitives.ReadUInt64LittleEndian(report[8..]) - (start << 32) - (1UL << 63));
            _places[r] = Vector256.Create(place, place + a, place + (2 * a), place + (3 * a));
            _steps[r] = 4 * a;
            _limits[r] = (long)(((end - start) << 32) - (1UL << 63));
        }
    }

    // ⌈y·2^32/g⌉: the first 32-bit number that is scaled to y.
    private ulong First(uint y) => (((ulong)y << 32) + (uint)Hashes - 1) / (uint)Hashes;

    protected override void CountTile(int first, int count, Span<long> counts)
    {
        Vector256<long> c0 = default, c1 = default, c2 = default, c3 = default;
        for (var r = 0; r < count; r++)
        {
            var (place, step, limit) = (_places[r], Vector256.Create(_steps[r]), Vector256.Create(_limits[r]));
            c0 -= Vector256.GreaterThan(limit, place);
            place += step;
            c1 -= Vector256.GreaterThan(limit, place);
            place += step;
            c2 -= Vector256.GreaterThan(limit, place);
            place += step;
            c3 -= Vector256.GreaterThan(limit, place);
            _places[r] = place + step;
        }

        Span<Vector256<long>> tally = [c0, c1, c2, c3];
        var sums = MemoryMarshal.Cast<Vector256<long>, long>(tally);
        for (var i = 0; i < Tile && first + i < counts.Length; i++)
        {
            counts[first + i] += sums[i];
        }
    }
}

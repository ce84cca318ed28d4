using System.Buffers.Binary;

namespace Tacit.Local;

/// <summary>A random hash function, drawn before the value is looked at, and the value's hash by randomized response on g values.</summary>
internal sealed class HashingClient(FrequencyOracle oracle, LocalRandomness random) : FrequencyClient(oracle, random)
{
    /// <summary>Bytes of a report with <c>affine16</c> and with <c>affine32</c>.</summary>
    public const int NarrowSize = 9;
    public const int WideSize = 20;

    private readonly ulong _keep = oracle.Parameters.KeepThreshold;
    private readonly int _size = oracle.Parameters.Size;
    private readonly ulong _limit = LocalRandomness.LimitOf((uint)oracle.Parameters.Size - 1);
    private readonly bool _wide = SeededHash.IsWide(oracle.Parameters);

    public override int Randomize(int value, Span<byte> destination)
    {
        Check(value, destination);
        return _wide ? Wide(value, destination) : Narrow(value, destination);
    }

    private int Narrow(int value, Span<byte> destination)
    {
        var (a, b) = (Random.NextUInt32(), Random.NextUInt32());
        var hash = SeededHash.Affine16(a, b, SeededHash.Mix(value), _size);
        var y = RandomizedIndex.Draw(Random, hash, _keep, (uint)_size - 1, _limit);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, a);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], b);
        destination[8] = (byte)y;
        return NarrowSize;
    }

    private int Wide(int value, Span<byte> destination)
    {
        var (a, b) = (Random.NextUInt64(), Random.NextUInt64());
        var hash = SeededHash.Affine32(a, b, value, _size);
        var y = RandomizedIndex.Draw(Random, hash, _keep, (uint)_size - 1, _limit);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, a);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], b);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], y);
        return WideSize;
    }
}

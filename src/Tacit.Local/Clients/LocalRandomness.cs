using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Tacit.Randomness;

namespace Tacit.Local;

/// <summary>The stream of bytes from which a client draws, and the one way in which draws are made of bytes: contract version 1, which clients in other languages repeat bit by bit.</summary>
/// <remarks>
/// Numbers are little-endian. A coin with threshold T is one 64-bit number below T. A uniform number below m is the first 32-bit number below m·⌊2^32/m⌋, modulo m.
/// No draw is left out because of a value. Bytes that were used are overwritten. Not thread-safe: a source belongs to one client.
/// </remarks>
public abstract class LocalRandomness
{
    // A call of the operating system costs microseconds, so blocks are large; the first are small, for who reports once.
    private const int FirstBlock = 1 << 12;
    private const int LargestBlock = 1 << 16;
    private readonly byte[] _block = new byte[LargestBlock];
    private int _next = FirstBlock;
    private int _position;
    private int _end;

    private protected LocalRandomness()
    {
    }

    /// <summary>Whether reports drawn from it are protected; false for a source that repeats.</summary>
    public abstract bool IsPrivate { get; }

    internal long BytesUsed => BytesMade - (_end - _position);

    private long BytesMade { get; set; }

    /// <summary>The operating system's cryptographic generator, asked for blocks of 4 to 64 KiB.</summary>
    public static LocalRandomness Create() => new SystemLocalRandomness();

    /// <summary>A source that repeats for a seed. For tests and simulations: reports drawn from it protect nobody.</summary>
    public static LocalRandomness Seeded(ulong seed) => new SeededLocalRandomness(RandomSource.Seeded(seed));

    /// <summary>A coin that is true with probability T/2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Bernoulli(ulong threshold) => NextUInt64() < threshold;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong NextUInt64()
    {
        ref var place = ref Take(8);
        var value = Unsafe.ReadUnaligned<ulong>(ref place);
        Unsafe.WriteUnaligned(ref place, 0UL);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint NextUInt32()
    {
        ref var place = ref Take(4);
        var value = Unsafe.ReadUnaligned<uint>(ref place);
        Unsafe.WriteUnaligned(ref place, 0U);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <summary>A uniform number below <paramref name="bound"/>, given the largest multiple of it that is at most 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Uniform(uint bound, ulong limit)
    {
        var u = NextUInt32();
        while (u >= limit)
        {
            u = NextUInt32();
        }

        return u % bound;
    }

    internal uint Uniform(uint bound) => Uniform(bound, LimitOf(bound));

    internal static ulong LimitOf(uint bound) => (1UL << 32) / bound * bound;

    /// <summary>The next bytes, at most 32, for the caller to read and to overwrite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte Take(int count)
    {
        if (_position > _end - count)
        {
            Refill();
        }

        ref var place = ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_block), _position);
        _position += count;
        return ref place;
    }

    private protected abstract void Fill(Span<byte> block);

    // What is left moves to the front: the stream has no gaps, wherever a block ends.
    private void Refill()
    {
        var rest = _end - _position;
        _block.AsSpan(_position, rest).CopyTo(_block);
        Fill(_block.AsSpan(rest, _next - rest));
        BytesMade += _next - rest;
        (_position, _end) = (0, _next);
        _next = Math.Min(2 * _next, LargestBlock);
    }
}

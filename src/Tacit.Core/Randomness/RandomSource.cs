using System.Buffers.Binary;
using System.Numerics;

namespace Tacit.Randomness;

/// <summary>Where noise comes from. Cryptographic by default; a seeded source repeats itself and taints what it touches.</summary>
/// <remarks>Not thread-safe: a source belongs to one call.</remarks>
public abstract class RandomSource
{
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _position = BufferSize;

    private protected RandomSource()
    {
    }

    /// <summary>Bytes made at once.</summary>
    protected const int BufferSize = 4096;

    /// <summary>Whether answers made from this source are protected; false for a seeded source.</summary>
    public abstract bool IsPrivate { get; }

    /// <summary>The generator in words, for the receipt.</summary>
    public abstract string Description { get; }

    /// <summary>A source keyed by the operating system.</summary>
    public static RandomSource Create() => new SystemRandomSource();

    /// <summary>A source that repeats for a seed. For tests and simulations: its answers are not private.</summary>
    public static RandomSource Seeded(ulong seed) => new SeededRandomSource(seed);

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        if (_position > BufferSize - 8)
        {
            Refill();
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_position, 8));
        _buffer.AsSpan(_position, 8).Clear();
        _position += 8;
        return value;
    }

    /// <summary>A fair coin.</summary>
    public bool NextBit() => (NextUInt64() & 1) == 1;

    /// <summary>Uniform bytes.</summary>
    public void Fill(Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        while (destination.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextUInt64());
            var take = Math.Min(8, destination.Length);
            word[..take].CopyTo(destination);
            destination = destination[take..];
        }
    }

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), exactly (Lemire 2019: multiply and reject).</summary>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var high = Math.BigMul(NextUInt64(), bound, out ulong low);
        if (low < bound)
        {
            var threshold = unchecked(0UL - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), bound, out low);
            }
        }

        return high;
    }

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), exactly, for any size.</summary>
    public BigInteger NextBelow(BigInteger bound)
    {
        if (bound.Sign <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), "The bound must be positive.");
        }

        if (bound <= ulong.MaxValue)
        {
            return NextBelow((ulong)bound);
        }

        var bits = (int)(bound - 1).GetBitLength();
        var bytes = new byte[(bits + 7) / 8];
        var mask = (byte)(0xFF >> ((bytes.Length * 8) - bits));
        while (true)
        {
            Fill(bytes);
            bytes[^1] &= mask;
            var value = new BigInteger(bytes, isUnsigned: true);
            if (value < bound)
            {
                return value;
            }
        }
    }

    /// <summary>The same as for a <see cref="BigInteger"/>, value for value, without allocating.</summary>
    internal UInt128 NextBelow128(UInt128 bound)
    {
        if (bound <= ulong.MaxValue)
        {
            return NextBelow((ulong)bound);
        }

        var zeros = (int)UInt128.LeadingZeroCount(bound - 1);
        while (true)
        {
            var low = NextUInt64();
            var value = zeros >= 64 ? low : new UInt128(NextUInt64() & (ulong.MaxValue >> zeros), low);
            if (value < bound)
            {
                return value;
            }
        }
    }

    /// <summary>Fills the whole buffer with fresh bytes.</summary>
    private protected abstract void Generate(Span<byte> buffer);

    private void Refill()
    {
        Generate(_buffer);
        _position = 0;
    }
}

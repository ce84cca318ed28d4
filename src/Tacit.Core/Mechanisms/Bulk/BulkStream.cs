using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tacit.Randomness;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// The keystream of one array: AES-256 in counter mode under a key drawn for this array. Value i reads word i of 32 bits, and where that does not
/// decide, blocks of its own from 2^126 + i·2^32 on. So a value depends on the key and its index alone, however many threads there are.
/// </summary>
internal sealed class BulkStream : IDisposable
{
    private const int Chunk = 1 << 16;
    private const int Batch = 1024;
    private readonly AesCounter _counter;

    private BulkStream(ReadOnlySpan<byte> key, bool plain)
    {
        Plain = plain;
        _counter = new AesCounter(plain);
        _counter.SetKey(key);
    }

    /// <summary>Treats values from <paramref name="from"/> on, whose words are given.</summary>
    public delegate void Batches(BulkStream stream, int from, ReadOnlySpan<uint> words);

    /// <summary>Whether vector instructions may be used.</summary>
    public bool Plain { get; }

    /// <summary>Runs over an array of <paramref name="length"/> values under a fresh key of <paramref name="random"/>.</summary>
    public static void Run(int length, RandomSource random, BulkOptions options, Batches action)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        var key = new byte[32];
        random.Fill(key);
        var chunks = (int)(((long)length + Chunk - 1) / Chunk);
        var threads = Math.Min(chunks, options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        try
        {
            if (threads > 1)
            {
                Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk => RunChunk(chunk, length, key, options.Plain, action));
                return;
            }

            for (var chunk = 0; chunk < chunks; chunk++)
            {
                RunChunk(chunk, length, key, options.Plain, action);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>64 further bits of value <paramref name="index"/>; <paramref name="part"/> 0, 1, … are different bits.</summary>
    public ulong More(long index, long part)
    {
        Span<byte> block = stackalloc byte[16];
        _counter.Keystream((UInt128.One << 126) + ((UInt128)index << 32) + (UInt128)(part / 2), block);
        return BinaryPrimitives.ReadUInt64LittleEndian(block[(int)(8 * (part % 2))..]);
    }

    /// <summary>The first 64 further bits of each value <paramref name="from"/> + <paramref name="places"/>, of which there are at most sixteen: encrypted together.</summary>
    public void More(int from, ReadOnlySpan<int> places, Span<ulong> bits)
    {
        Span<byte> blocks = stackalloc byte[16 * 16];
        for (var k = 0; k < places.Length; k++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(blocks[(16 * k)..], 1UL << 62);
            BinaryPrimitives.WriteUInt64BigEndian(blocks[((16 * k) + 8)..], (ulong)(from + places[k]) << 32);
        }

        _counter.Encrypt(blocks[..(16 * places.Length)]);
        for (var k = 0; k < places.Length; k++)
        {
            bits[k] = BinaryPrimitives.ReadUInt64LittleEndian(blocks[(16 * k)..]);
        }
    }

    public void Dispose() => _counter.Clear();

    private static void RunChunk(int chunk, int length, byte[] key, bool plain, Batches action)
    {
        using var stream = new BulkStream(key, plain);
        Span<uint> words = stackalloc uint[Batch];
        var start = (int)((long)chunk * Chunk);
        var end = (int)Math.Min(length, (long)start + Chunk);
        for (var from = start; from < end; from += Batch)
        {
            stream._counter.Keystream((UInt128)(from / 4), MemoryMarshal.AsBytes(words));
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(words, words);
            }

            action(stream, from, words[..Math.Min(Batch, end - from)]);
        }

        words.Clear();
    }
}

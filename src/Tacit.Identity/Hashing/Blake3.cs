using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tacit.Identity.Hashing;

/// <summary>BLAKE3 of up to 1,024 bytes, which is one chunk: hash, keyed hash and key derivation (O'Connor, Aumasson, Neves and Wilcox-O'Hearn, BLAKE3: one function, fast everywhere, 2020).</summary>
internal static class Blake3
{
    /// <summary>The most bytes of an input.</summary>
    public const int MostBytes = 1024;

    public const int ChunkStart = 1;
    public const int ChunkEnd = 2;
    public const int Root = 8;
    public const int KeyedHash = 16;
    private const int DeriveKeyContext = 32;
    private const int DeriveKeyMaterial = 64;

    private const int BlockBytes = 64;

    // What Chunk and all below it take of the stack, also where they are not optimised yet.
    private const int DeepestFrames = 2048;

    internal static ReadOnlySpan<uint> Start => [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    internal static ReadOnlySpan<byte> Permutation => [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

    /// <summary>The hash, 32 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> output) => Chunk(Start, input, 0, output);

    /// <summary>The hash under a key of 32 bytes.</summary>
    public static void Keyed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<uint> words = stackalloc uint[8];
        Words(key, words);
        Chunk(words, input, KeyedHash, output);
        Forget(words);
    }

    /// <summary>A key for a purpose: the context is a constant of a program, the material what is secret.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> context, ReadOnlySpan<byte> material, Span<byte> output)
    {
        Span<byte> contextKey = stackalloc byte[32];
        Chunk(Start, context, DeriveKeyContext, contextKey);
        Span<uint> words = stackalloc uint[8];
        Words(contextKey, words);
        Chunk(words, material, DeriveKeyMaterial, output);
        Forget(words);
    }

    public static void Words(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        }
    }

    private static void Chunk(ReadOnlySpan<uint> key, ReadOnlySpan<byte> input, int flags, Span<byte> output)
    {
        if (input.Length > MostBytes || output.Length != 32)
        {
            throw new ArgumentException($"An input has at most {MostBytes} bytes, an output 32.", nameof(input));
        }

        Span<uint> chaining = stackalloc uint[8];
        key.CopyTo(chaining);
        Span<byte> block = stackalloc byte[BlockBytes];
        for (var at = 0; at == 0 || at < input.Length; at += BlockBytes)
        {
            var length = Math.Min(BlockBytes, input.Length - at);
            block.Clear();
            input.Slice(at, length).CopyTo(block);
            var isLast = at + BlockBytes >= input.Length;
            Compress(chaining, block, length, flags | (at == 0 ? ChunkStart : 0) | (isLast ? ChunkEnd | Root : 0));
        }

        for (var i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(output[(4 * i)..], chaining[i]);
        }
    }

    /// <summary>One block into the chaining value. The counter of the only chunk is zero.</summary>
    internal static void Compress(Span<uint> chaining, ReadOnlySpan<byte> block, int length, int flags)
    {
        Span<uint> v = stackalloc uint[16];
        Span<uint> m = stackalloc uint[16];
        Span<uint> next = stackalloc uint[16];
        chaining.CopyTo(v);
        Start[..4].CopyTo(v[8..]);
        (v[12], v[13], v[14], v[15]) = (0, 0, (uint)length, (uint)flags);
        Words(block, m);
        for (var round = 0; round < 7; round++)
        {
            Mix(v, 0, 4, 8, 12, m[0], m[1]);
            Mix(v, 1, 5, 9, 13, m[2], m[3]);
            Mix(v, 2, 6, 10, 14, m[4], m[5]);
            Mix(v, 3, 7, 11, 15, m[6], m[7]);
            Mix(v, 0, 5, 10, 15, m[8], m[9]);
            Mix(v, 1, 6, 11, 12, m[10], m[11]);
            Mix(v, 2, 7, 8, 13, m[12], m[13]);
            Mix(v, 3, 4, 9, 14, m[14], m[15]);
            for (var i = 0; i < 16; i++)
            {
                next[i] = m[Permutation[i]];
            }

            next.CopyTo(m);
        }

        for (var i = 0; i < 8; i++)
        {
            chaining[i] = v[i] ^ v[i + 8];
        }
    }

    /// <summary>Zeroes the words of a key, and what the calls before have left on the stack below the caller: it would stay until something else lies there.</summary>
    /// <remarks>Beside their buffers, calls leave arguments and what found no register, which only a sweep over all of their frames reaches.</remarks>
    internal static void Forget(Span<uint> words)
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));
        Sweep();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sweep()
    {
        Span<byte> frames = stackalloc byte[DeepestFrames];
        CryptographicOperations.ZeroMemory(frames);
    }

    private static void Mix(Span<uint> v, int a, int b, int c, int d, uint x, uint y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 12);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 8);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 7);
    }
}

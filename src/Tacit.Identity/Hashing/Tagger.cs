using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Tacit.Identity.Hashing;

/// <summary>The first four bytes of the keyed BLAKE3 of sixteen bytes: one block, whose four words fill one register, so that a round's words are byte shuffles of it.</summary>
/// <remarks>The scalar path is <see cref="Blake3.Compress"/>; both are tested against the published vectors and each other.</remarks>
internal static class Tagger
{
    private const int Flags = Blake3.ChunkStart | Blake3.ChunkEnd | Blake3.Root | Blake3.KeyedHash;
    private static readonly Vector128<byte>[] Picks = MakePicks();
    private static readonly Vector128<byte> By16 = Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    private static readonly Vector128<byte> By8 = Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);

    /// <summary>Whether the machine has the vectors of the quick path.</summary>
    public static bool IsVectorised => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>The tag, as the little-endian number of its bytes.</summary>
    /// <param name="key">Eight words.</param>
    /// <param name="message">Sixteen bytes.</param>
    public static uint Tag(ReadOnlySpan<uint> key, Vector128<byte> message) => IsVectorised ? TagByVectors(key, message) : TagByWords(key, message);

    public static uint TagByWords(ReadOnlySpan<uint> key, Vector128<byte> message)
    {
        Span<uint> chaining = stackalloc uint[8];
        key[..8].CopyTo(chaining);
        Span<byte> block = stackalloc byte[64];
        block.Clear();
        message.CopyTo(block);
        Blake3.Compress(chaining, block, 16, Flags);
        var tag = chaining[0];
        Blake3.Forget(chaining);
        return tag;
    }

    public static uint TagByVectors(ReadOnlySpan<uint> key, Vector128<byte> message)
    {
        var (a, b) = (Vector128.Create(key[..4]), Vector128.Create(key.Slice(4, 4)));
        var c = Vector128.Create(0x6A09E667u, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A);
        var d = Vector128.Create(0u, 0, 16, Flags);
        ref var picks = ref MemoryMarshal.GetArrayDataReference(Picks);
        for (var round = 0; round < 28; round += 4)
        {
            Mix(ref a, ref b, ref c, ref d, Pick(message, Unsafe.Add(ref picks, round)).AsUInt32(), Pick(message, Unsafe.Add(ref picks, round + 1)).AsUInt32());
            b = Vector128.Shuffle(b, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(3u, 0, 1, 2));
            Mix(ref a, ref b, ref c, ref d, Pick(message, Unsafe.Add(ref picks, round + 2)).AsUInt32(), Pick(message, Unsafe.Add(ref picks, round + 3)).AsUInt32());
            b = Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0));
        }

        return (a ^ c)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d, Vector128<uint> x, Vector128<uint> y)
    {
        a += b + x;
        d = Pick((d ^ a).AsByte(), By16).AsUInt32();
        c += d;
        b ^= c;
        b = (b >>> 12) | (b << 20);
        a += b + y;
        d = Pick((d ^ a).AsByte(), By8).AsUInt32();
        c += d;
        b ^= c;
        b = (b >>> 7) | (b << 25);
    }

    // Indexes of 0x80 give zero on all three.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pick(Vector128<byte> from, Vector128<byte> indexes) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(from, indexes) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(from, indexes) : Vector128.Shuffle(from, indexes);

    // For each round the words 0 2 4 6, 1 3 5 7, 8 10 12 14 and 9 11 13 15 of its schedule; those from the fourth on are zero.
    private static Vector128<byte>[] MakePicks()
    {
        var picks = new Vector128<byte>[28];
        int[] schedule = [.. Enumerable.Range(0, 16)];
        var bytes = new byte[16];
        for (var round = 0; round < 7; round++)
        {
            for (var group = 0; group < 4; group++)
            {
                Array.Clear(bytes);
                for (var lane = 0; lane < 4; lane++)
                {
                    var word = schedule[(group / 2 * 8) + (2 * lane) + (group % 2)];
                    for (var k = 0; k < 4; k++)
                    {
                        bytes[(4 * lane) + k] = word < 4 ? (byte)((4 * word) + k) : (byte)0x80;
                    }
                }

                picks[(4 * round) + group] = Vector128.Create(bytes);
            }

            var before = schedule;
            schedule = [.. Enumerable.Range(0, 16).Select(i => before[Blake3.Permutation[i]])];
        }

        return picks;
    }
}

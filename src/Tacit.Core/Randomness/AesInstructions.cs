using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AesNi = System.Runtime.Intrinsics.X86.Aes;

namespace Tacit.Randomness;

/// <summary>AES-256 by the processor's own instructions (FIPS 197; Gueron 2012), eight blocks at a time.</summary>
internal sealed class AesInstructions
{
    private Schedule _keys;

    /// <summary>Takes a key of 32 bytes; the one before is overwritten.</summary>
    public void SetKey(ReadOnlySpan<byte> key)
    {
        var even = Vector128.Create(key[..16]);
        var odd = Vector128.Create(key[16..32]);
        _keys[0] = even;
        _keys[1] = odd;
        Expand(1, AesNi.KeygenAssist(odd, 0x01), ref even, ref odd);
        Expand(2, AesNi.KeygenAssist(odd, 0x02), ref even, ref odd);
        Expand(3, AesNi.KeygenAssist(odd, 0x04), ref even, ref odd);
        Expand(4, AesNi.KeygenAssist(odd, 0x08), ref even, ref odd);
        Expand(5, AesNi.KeygenAssist(odd, 0x10), ref even, ref odd);
        Expand(6, AesNi.KeygenAssist(odd, 0x20), ref even, ref odd);
        Expand(7, AesNi.KeygenAssist(odd, 0x40), ref even, ref odd);
    }

    public static bool IsSupported => AesNi.IsSupported && Ssse3.IsSupported;

    /// <summary>Forgets the key.</summary>
    public void Clear() => _keys = default;

    /// <summary>Writes the encrypted counters from <paramref name="counter"/> on, each big-endian; the length is a multiple of 16.</summary>
    public void Counters(UInt128 counter, Span<byte> destination)
    {
        ref var target = ref MemoryMarshal.GetReference(destination);
        var blocks = destination.Length / 16;
        var at = 0;
        for (; at + 8 <= blocks; at += 8)
        {
            Eight(unchecked(counter + (UInt128)at), ref Unsafe.Add(ref target, at * 16));
        }

        for (; at < blocks; at++)
        {
            One(Block(unchecked(counter + (UInt128)at))).StoreUnsafe(ref Unsafe.Add(ref target, at * 16));
        }
    }

    /// <summary>Encrypts blocks where they are; the length is a multiple of 16. Eight at once cost little more than one.</summary>
    public void Encrypt(Span<byte> blocks)
    {
        ref var target = ref MemoryMarshal.GetReference(blocks);
        var at = 0;
        for (; at + 128 <= blocks.Length; at += 128, target = ref Unsafe.Add(ref target, 128))
        {
            var key = _keys[0];
            Rounds(
                Vector128.LoadUnsafe(ref target) ^ key, Vector128.LoadUnsafe(ref target, 16) ^ key, Vector128.LoadUnsafe(ref target, 32) ^ key, Vector128.LoadUnsafe(ref target, 48) ^ key,
                Vector128.LoadUnsafe(ref target, 64) ^ key, Vector128.LoadUnsafe(ref target, 80) ^ key, Vector128.LoadUnsafe(ref target, 96) ^ key, Vector128.LoadUnsafe(ref target, 112) ^ key,
                ref target);
        }

        for (; at + 16 <= blocks.Length; at += 16, target = ref Unsafe.Add(ref target, 16))
        {
            One(Vector128.LoadUnsafe(ref target)).StoreUnsafe(ref target);
        }
    }

    private Vector128<byte> One(Vector128<byte> block)
    {
        block ^= _keys[0];
        for (var round = 1; round < 14; round++)
        {
            block = AesNi.Encrypt(block, _keys[round]);
        }

        return AesNi.EncryptLast(block, _keys[14]);
    }

    private void Eight(UInt128 counter, ref byte target)
    {
        var key = _keys[0];
        Vector128<byte> a, b, c, d, e, f, g, h;
        if ((ulong)counter <= ulong.MaxValue - 8)
        {
            // The usual case: the low half does not run over.
            var high = BinaryPrimitives.ReverseEndianness((ulong)(counter >> 64));
            var low = (ulong)counter;
            a = Block(high, low) ^ key;
            b = Block(high, low + 1) ^ key;
            c = Block(high, low + 2) ^ key;
            d = Block(high, low + 3) ^ key;
            e = Block(high, low + 4) ^ key;
            f = Block(high, low + 5) ^ key;
            g = Block(high, low + 6) ^ key;
            h = Block(high, low + 7) ^ key;
        }
        else
        {
            a = Block(counter) ^ key;
            b = Block(counter + 1) ^ key;
            c = Block(counter + 2) ^ key;
            d = Block(counter + 3) ^ key;
            e = Block(counter + 4) ^ key;
            f = Block(counter + 5) ^ key;
            g = Block(counter + 6) ^ key;
            h = Block(counter + 7) ^ key;
        }

        Rounds(a, b, c, d, e, f, g, h, ref target);
    }

    // Blocks that were combined with the first round key already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rounds(
        Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d, Vector128<byte> e, Vector128<byte> f, Vector128<byte> g, Vector128<byte> h, ref byte target)
    {
        Vector128<byte> key;
        for (var round = 1; round < 14; round++)
        {
            key = _keys[round];
            a = AesNi.Encrypt(a, key);
            b = AesNi.Encrypt(b, key);
            c = AesNi.Encrypt(c, key);
            d = AesNi.Encrypt(d, key);
            e = AesNi.Encrypt(e, key);
            f = AesNi.Encrypt(f, key);
            g = AesNi.Encrypt(g, key);
            h = AesNi.Encrypt(h, key);
        }

        key = _keys[14];
        AesNi.EncryptLast(a, key).StoreUnsafe(ref target);
        AesNi.EncryptLast(b, key).StoreUnsafe(ref target, 16);
        AesNi.EncryptLast(c, key).StoreUnsafe(ref target, 32);
        AesNi.EncryptLast(d, key).StoreUnsafe(ref target, 48);
        AesNi.EncryptLast(e, key).StoreUnsafe(ref target, 64);
        AesNi.EncryptLast(f, key).StoreUnsafe(ref target, 80);
        AesNi.EncryptLast(g, key).StoreUnsafe(ref target, 96);
        AesNi.EncryptLast(h, key).StoreUnsafe(ref target, 112);
    }

    private static Vector128<byte> Block(ulong reversedHigh, ulong low) =>
        Vector128.Create(reversedHigh, BinaryPrimitives.ReverseEndianness(low)).AsByte();

    private static Vector128<byte> Block(UInt128 counter) =>
        Block(BinaryPrimitives.ReverseEndianness((ulong)(counter >> 64)), (ulong)counter);

    // Two round keys of AES-256: the first from the rotated and substituted last word, the second from the substituted one.
    private void Expand(int step, Vector128<byte> assist, ref Vector128<byte> even, ref Vector128<byte> odd)
    {
        even = Fold(even) ^ Sse2.Shuffle(assist.AsInt32(), 0xFF).AsByte();
        _keys[2 * step] = even;
        if (step < 7)
        {
            odd = Fold(odd) ^ Sse2.Shuffle(AesNi.KeygenAssist(even, 0).AsInt32(), 0xAA).AsByte();
            _keys[(2 * step) + 1] = odd;
        }
    }

    private static Vector128<byte> Fold(Vector128<byte> key)
    {
        // Each word becomes the exclusive or of itself and all words before it.
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        return key ^ Sse2.ShiftLeftLogical128BitLane(key, 8);
    }

    [InlineArray(15)]
    private struct Schedule
    {
        private Vector128<byte> _first;
    }
}

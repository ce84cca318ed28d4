using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Tacit.Local;

/// <summary>Hash functions that everybody of a collection shares, without anybody's choice: the i-th has the first 40 bytes of SHA-512(identity of the document ‖ i) as coefficients.</summary>
/// <remarks>
/// (Σ a_j·x_j + b mod 2^64) / 2^32 over the four 32-bit words of a 128-bit key, then scaled: strongly 2-universal over the coefficients (Dietzfelbinger 1996, vector
/// multiply-shift). Privacy never depends on it.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct PublicHash
{
    private readonly ulong _a0;
    private readonly ulong _a1;
    private readonly ulong _a2;
    private readonly ulong _a3;
    private readonly ulong _b;

    public PublicHash(string id, int index)
    {
        Span<byte> input = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(id, input);
        BinaryPrimitives.WriteInt32LittleEndian(input[length..], index);
        Span<byte> digest = stackalloc byte[64];
        SHA512.HashData(input[..(length + 4)], digest);
        _a0 = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        _a1 = BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]);
        _a2 = BinaryPrimitives.ReadUInt64LittleEndian(digest[16..]);
        _a3 = BinaryPrimitives.ReadUInt64LittleEndian(digest[24..]);
        _b = BinaryPrimitives.ReadUInt64LittleEndian(digest[32..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(UInt128 key, int size)
    {
        var (low, high) = ((ulong)key, (ulong)(key >> 64));
        var mixed = (_a0 * (uint)low) + (_a1 * (low >> 32)) + (_a2 * (uint)high) + (_a3 * (high >> 32)) + _b;
        return (int)(((mixed >> 32) * (ulong)(uint)size) >> 32);
    }
}

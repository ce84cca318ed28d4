using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tacit.Local;

/// <summary>What is hashed for a word: the first 8 bytes of the SHA-256 of its UTF-8, little-endian.</summary>
/// <remarks>Not normalized: what that does depends on how a program is set up, and one word must have one key on all devices.</remarks>
internal static class SketchKey
{
    public static UInt128 Of(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(word), digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}

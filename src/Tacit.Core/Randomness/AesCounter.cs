using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tacit.Randomness;

/// <summary>AES-256 in counter mode (NIST SP 800-38A, section 6.5): the keystream of a key and a starting block.</summary>
internal sealed class AesCounter : IDisposable
{
    private readonly Aes _aes = Aes.Create();
    private readonly UInt128 _start;

    public AesCounter(ReadOnlySpan<byte> key, UInt128 start)
    {
        _aes.SetKey(key);
        _start = start;
    }

    /// <summary>Writes the keystream from block <paramref name="block"/> on; the length is a multiple of 16.</summary>
    public void Keystream(UInt128 block, Span<byte> destination)
    {
        for (var offset = 0; offset < destination.Length; offset += 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination.Slice(offset, 16), unchecked(_start + block + (UInt128)(offset / 16)));
        }

        _aes.EncryptEcb(destination, destination, PaddingMode.None);
    }

    public void Dispose() => _aes.Dispose();
}

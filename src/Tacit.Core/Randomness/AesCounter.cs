using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tacit.Randomness;

/// <summary>
/// AES-256 in counter mode (NIST SP 800-38A, section 6.5): the keystream of a key and a starting block. By the processor's instructions where it
/// has them, else by the operating system's cipher; the keystream is the same.
/// </summary>
internal sealed class AesCounter : IDisposable
{
    private readonly AesInstructions? _instructions;
    private readonly Aes? _aes;
    private readonly UInt128 _start;

    public AesCounter(ReadOnlySpan<byte> key, UInt128 start, bool plain = false)
    {
        _start = start;
        if (AesInstructions.IsSupported && !plain)
        {
            _instructions = new AesInstructions(key);
            return;
        }

        _aes = Aes.Create();
        _aes.SetKey(key);
    }

    /// <summary>Writes the keystream from block <paramref name="block"/> on; the length is a multiple of 16.</summary>
    public void Keystream(UInt128 block, Span<byte> destination)
    {
        var counter = unchecked(_start + block);
        if (_instructions is not null)
        {
            _instructions.Counters(counter, destination);
            return;
        }

        for (var offset = 0; offset < destination.Length; offset += 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination.Slice(offset, 16), unchecked(counter + (UInt128)(offset / 16)));
        }

        _aes!.EncryptEcb(destination, destination, PaddingMode.None);
    }

    public void Dispose() => _aes?.Dispose();
}

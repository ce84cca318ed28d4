using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tacit.Randomness;

/// <summary>
/// AES-256 in counter mode (NIST SP 800-38A, section 6.5): the keystream of a key. By the processor's instructions where it
/// has them, else by the operating system's cipher; the keystream is the same.
/// </summary>
#pragma warning disable CA1001 // The cipher holds nothing but a key, which Clear forgets; sources of randomness live as long as their callers like.
internal sealed class AesCounter
#pragma warning restore CA1001
{
    private readonly AesInstructions? _instructions;
    private readonly Aes? _aes;

    public AesCounter(bool plain = false)
    {
        if (AesInstructions.IsSupported && !plain)
        {
            _instructions = new AesInstructions();
        }
        else
        {
            _aes = Aes.Create();
        }
    }

    /// <summary>Takes a key of 32 bytes; the one before is forgotten.</summary>
    public void SetKey(ReadOnlySpan<byte> key)
    {
        _instructions?.SetKey(key);
        _aes?.SetKey(key);
    }

    /// <summary>Writes the keystream from block <paramref name="block"/> on; the length is a multiple of 16.</summary>
    public void Keystream(UInt128 block, Span<byte> destination)
    {
        if (_instructions is not null)
        {
            _instructions.Counters(block, destination);
            return;
        }

        for (var offset = 0; offset < destination.Length; offset += 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination.Slice(offset, 16), unchecked(block + (UInt128)(offset / 16)));
        }

        _aes!.EncryptEcb(destination, destination, PaddingMode.None);
    }

    /// <summary>Encrypts blocks of 16 bytes where they are: for counters that do not follow each other.</summary>
    public void Encrypt(Span<byte> blocks)
    {
        if (_instructions is not null)
        {
            _instructions.Encrypt(blocks);
            return;
        }

        _aes!.EncryptEcb(blocks, blocks, PaddingMode.None);
    }

    /// <summary>Forgets the key.</summary>
    public void Clear()
    {
        _instructions?.Clear();
        _aes?.Dispose();
    }
}

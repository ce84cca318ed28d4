using System.Buffers.Binary;
using System.Security.Cryptography;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Support;

/// <summary>What an array reads from its key, as the documentation says, by the operating system's AES: word i, and further bits of value i from block 2^126 + i·2^32 on.</summary>
internal sealed class Keystream : IDisposable
{
    private readonly Aes _aes = Aes.Create();

    /// <summary>The stream of the first array that a source of this seed serves.</summary>
    public Keystream(ulong seed)
    {
        var key = new byte[32];
        RandomSource.Seeded(seed).Fill(key);
        _aes.Key = key;
    }

    public uint[] Words(int count)
    {
        var blocks = new byte[(count + 3) / 4 * 16];
        for (var i = 0; i < blocks.Length; i += 16)
        {
            BinaryPrimitives.WriteInt32BigEndian(blocks.AsSpan(i + 12), i / 16);
        }

        var stream = _aes.EncryptEcb(blocks, PaddingMode.None);
        return [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(stream.AsSpan(4 * i)))];
    }

    public ulong More(int index)
    {
        var block = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(block, (UInt128.One << 126) + ((UInt128)index << 32));
        return BinaryPrimitives.ReadUInt64LittleEndian(_aes.EncryptEcb(block, PaddingMode.None));
    }

    public void Dispose() => _aes.Dispose();
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tacit.Local;

/// <summary>HMAC-SHA256(K, BE32(i)) for i = 0, 1, …: a stream that a device can repeat for ever, and nobody else.</summary>
internal sealed class PrfLocalRandomness(byte[] key) : LocalRandomness
{
    private readonly byte[] _block = new byte[HMACSHA256.HashSizeInBytes];
    private uint _next;
    private int _at = HMACSHA256.HashSizeInBytes;

    public override bool IsPrivate => true;

    private protected override void Fill(Span<byte> block)
    {
        Span<byte> counter = stackalloc byte[4];
        while (block.Length > 0)
        {
            if (_at == _block.Length)
            {
                BinaryPrimitives.WriteUInt32BigEndian(counter, _next);
                _next = checked(_next + 1);
                HMACSHA256.HashData(key, counter, _block);
                _at = 0;
            }

            var take = Math.Min(block.Length, _block.Length - _at);
            _block.AsSpan(_at, take).CopyTo(block);
            _at += take;
            block = block[take..];
        }
    }
}

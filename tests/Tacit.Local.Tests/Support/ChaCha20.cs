using System.Buffers.Binary;
using System.Numerics;

namespace Tacit.Local.Tests.Support;

/// <summary>The key stream of ChaCha20 (RFC 8439) with key 0, nonce 0 and counter 0: bytes that a client in any language can make, for golden vectors.</summary>
internal sealed class ChaCha20 : LocalRandomness
{
    private readonly byte[] _block = new byte[64];
    private uint _counter;
    private int _at = 64;

    public override bool IsPrivate => false;

    private protected override void Fill(Span<byte> block)
    {
        foreach (ref var b in block)
        {
            if (_at == 64)
            {
                Next();
            }

            b = _block[_at++];
        }
    }

    private void Next()
    {
        Span<uint> start = stackalloc uint[16];
        start.Clear();
        (start[0], start[1], start[2], start[3], start[12]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, _counter++);
        Span<uint> x = stackalloc uint[16];
        start.CopyTo(x);
        for (var i = 0; i < 10; i++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 1, 5, 9, 13);
            Quarter(x, 2, 6, 10, 14);
            Quarter(x, 3, 7, 11, 15);
            Quarter(x, 0, 5, 10, 15);
            Quarter(x, 1, 6, 11, 12);
            Quarter(x, 2, 7, 8, 13);
            Quarter(x, 3, 4, 9, 14);
        }

        for (var i = 0; i < 16; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(4 * i), x[i] + start[i]);
        }

        _at = 0;
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 7);
    }
}

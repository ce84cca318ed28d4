using System.Security.Cryptography;

namespace Tacit.Randomness;

/// <summary>
/// A 256-bit key from the operating system, stretched by AES-256-CTR. Every buffer replaces the key from its own stream, so earlier output
/// cannot be recovered from memory, and a new key is asked of the operating system every 2^22 buffers.
/// </summary>
internal sealed class SystemRandomSource : RandomSource
{
    private const int ReseedAfter = 1 << 22;
    private readonly byte[] _key = new byte[32];
    private int _buffers = ReseedAfter;

    public override bool IsPrivate => true;

    public override string Description => "AES-256-CTR, keyed by the operating system";

    private protected override void Generate(Span<byte> buffer)
    {
        if (_buffers == ReseedAfter)
        {
            RandomNumberGenerator.Fill(_key);
            _buffers = 0;
        }

        using (var counter = new AesCounter(_key, UInt128.Zero))
        {
            counter.Keystream(2, buffer);
            counter.Keystream(0, _key);
        }

        _buffers++;
    }
}

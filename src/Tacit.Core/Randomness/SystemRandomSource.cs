using System.Security.Cryptography;

namespace Tacit.Randomness;

/// <summary>
/// A 256-bit key from the operating system, stretched by AES-256-CTR. Every buffer replaces the key from its own stream, so earlier output
/// cannot be recovered from memory, and a new key is asked of the operating system every 2^22 buffers.
/// </summary>
internal sealed class SystemRandomSource : RandomSource
{
    private const int ReseedAfter = 1 << 22;
    private readonly AesCounter _counter = new();
    private int _buffers = ReseedAfter;

    public override bool IsPrivate => true;

    public override string Description => "AES-256-CTR, keyed by the operating system";

    private protected override void Generate(Span<byte> buffer)
    {
        Span<byte> key = stackalloc byte[32];
        if (_buffers == ReseedAfter)
        {
            RandomNumberGenerator.Fill(key);
            _counter.SetKey(key);
            _buffers = 0;
        }

        _counter.Keystream(2, buffer);
        _counter.Keystream(0, key);
        _counter.SetKey(key);
        CryptographicOperations.ZeroMemory(key);
        _buffers++;
    }
}

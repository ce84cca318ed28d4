using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Tacit.Audit.Sticky;

/// <summary>
/// Noise that is a function of a salt, a text and a set of persons: keyed pseudo-random functions. A text goes through HMAC-SHA-256 once, which gives its static
/// noise and a mask; text and set together are one block of AES, the mask XOR the set's hash. A person's hash is a block of AES under another key.
/// </summary>
internal sealed class StickyLayers : IDisposable
{
    private readonly byte[] _textKey;
    private readonly Aes _aes = Aes.Create();
    private readonly ICryptoTransform _cipher;
    private readonly Dictionary<string, (double Static, UInt128 Mask)> _texts = new(StringComparer.Ordinal);
    private byte[] _blocks = new byte[16 * 16];

    public StickyLayers(ReadOnlySpan<byte> salt)
    {
        _textKey = HMACSHA256.HashData(salt, "texts"u8);
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _aes.Key = HMACSHA256.HashData(salt, "sets"u8);
        _cipher = _aes.CreateEncryptor();
    }

    /// <summary>The hash of each person.</summary>
    public static UInt128[] Hashes(ReadOnlySpan<byte> salt, IReadOnlyList<ulong> persons)
    {
        using var aes = Aes.Create();
        aes.Key = HMACSHA256.HashData(salt, "persons"u8);
        var hashes = new UInt128[persons.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = persons[i];
        }

        var bytes = MemoryMarshal.AsBytes(hashes.AsSpan());
        aes.EncryptEcb(bytes, bytes, PaddingMode.None);
        return hashes;
    }

    /// <summary>The noise of a text alone, with deviation 1.</summary>
    public double Static(string text) => Of(text).Static;

    /// <summary>What a text brings to noise of a set.</summary>
    public UInt128 Mask(string text) => Of(text).Mask;

    /// <summary>The noise of masks that were combined with a set's hash, with deviation 1, each in the place of its mask.</summary>
    public void Dynamic(ReadOnlySpan<UInt128> masked, Span<double> noise)
    {
        var length = masked.Length * 16;
        if (_blocks.Length < length)
        {
            _blocks = new byte[length];
        }

        for (var i = 0; i < masked.Length; i++)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(_blocks.AsSpan(16 * i), masked[i]);
        }

        _cipher.TransformBlock(_blocks, 0, length, _blocks, 0);
        for (var i = 0; i < masked.Length; i++)
        {
            noise[i] = Normal(_blocks.AsSpan(16 * i, 16));
        }
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _aes.Dispose();
    }

    // Box and Muller on 53 bits each; the first is never 0, so there is always a logarithm.
    private static double Normal(ReadOnlySpan<byte> uniform)
    {
        var radius = ((BinaryPrimitives.ReadUInt64LittleEndian(uniform) >> 11) + 1) * Math.ScaleB(1, -53);
        var angle = (BinaryPrimitives.ReadUInt64LittleEndian(uniform[8..]) >> 11) * Math.ScaleB(1, -53);
        return Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
    }

    private (double Static, UInt128 Mask) Of(string text)
    {
        if (!_texts.TryGetValue(text, out var layer))
        {
            Span<byte> hash = stackalloc byte[32];
            HMACSHA256.HashData(_textKey, Encoding.UTF8.GetBytes(text), hash);
            _texts[text] = layer = (Normal(hash[..16]), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
        }

        return layer;
    }
}

using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Tacit.Identity.Encryption;

/// <summary>AES-256 of single blocks (FIPS 197): a permutation of 16 bytes under a key of 32.</summary>
/// <remarks>
/// With the machine's instructions where it has them, else a transform of the library for each thread. Thread-safe. Keys that it holds are pinned, and zeroed when
/// it is disposed. What the library keeps behind a transform is freed with it.
/// </remarks>
internal sealed class AesBlock : IDisposable
{
    private const int Rounds = 14;
    private readonly Vector128<byte>[] _encrypting;
    private readonly Vector128<byte>[] _decrypting;
    private readonly byte[] _key = [];
    private readonly ThreadLocal<Transforms>? _library;

    public AesBlock(ReadOnlySpan<byte> key, bool library = false)
    {
        if (key.Length != 32)
        {
            throw new ArgumentException("A key has 32 bytes.", nameof(key));
        }

        _encrypting = GC.AllocateUninitializedArray<Vector128<byte>>(Rounds + 1, pinned: true);
        _decrypting = GC.AllocateUninitializedArray<Vector128<byte>>(Rounds + 1, pinned: true);
        if (!library && HasInstructions)
        {
            Expand(key);
            return;
        }

        _key = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(_key);
        _library = new(() => new(_key), trackAllValues: true);
    }

    /// <summary>The key that transforms of further threads are made of; none where the machine's instructions are used.</summary>
    internal ReadOnlySpan<byte> Held => _key;

    /// <summary>Whether the machine has AES instructions.</summary>
    public static bool HasInstructions => X86Aes.IsSupported || ArmAes.IsSupported;

    public Vector128<byte> Encrypt(Vector128<byte> block)
    {
        if (_library is not null)
        {
            return _library.Value!.Encrypt(block);
        }

        var keys = _encrypting;
        if (X86Aes.IsSupported)
        {
            block ^= keys[0];
            for (var i = 1; i < Rounds; i++)
            {
                block = X86Aes.Encrypt(block, keys[i]);
            }

            return X86Aes.EncryptLast(block, keys[Rounds]);
        }

        // Arm adds the key first and mixes apart.
        for (var i = 0; i < Rounds - 1; i++)
        {
            block = ArmAes.MixColumns(ArmAes.Encrypt(block, keys[i]));
        }

        return ArmAes.Encrypt(block, keys[Rounds - 1]) ^ keys[Rounds];
    }

    public Vector128<byte> Decrypt(Vector128<byte> block)
    {
        if (_library is not null)
        {
            return _library.Value!.Decrypt(block);
        }

        var keys = _decrypting;
        if (X86Aes.IsSupported)
        {
            block ^= keys[0];
            for (var i = 1; i < Rounds; i++)
            {
                block = X86Aes.Decrypt(block, keys[i]);
            }

            return X86Aes.DecryptLast(block, keys[Rounds]);
        }

        for (var i = 0; i < Rounds - 1; i++)
        {
            block = ArmAes.InverseMixColumns(ArmAes.Decrypt(block, keys[i]));
        }

        return ArmAes.Decrypt(block, keys[Rounds - 1]) ^ keys[Rounds];
    }

    public void Dispose()
    {
        Array.Clear(_encrypting);
        Array.Clear(_decrypting);
        CryptographicOperations.ZeroMemory(_key);
        if (_library is not null)
        {
            foreach (var transforms in _library.Values)
            {
                transforms.Dispose();
            }

            _library.Dispose();
        }
    }

    // FIPS 197, section 5.2, word by word.
    private void Expand(ReadOnlySpan<byte> key)
    {
        Span<byte> w = stackalloc byte[16 * (Rounds + 1)];
        key.CopyTo(w);
        var constant = 1;
        for (var i = 32; i < w.Length; i += 4)
        {
            var (a, b, c, d) = (w[i - 4], w[i - 3], w[i - 2], w[i - 1]);
            if (i % 32 == 0)
            {
                (a, b, c, d) = ((byte)(Substitute(b) ^ constant), Substitute(c), Substitute(d), Substitute(a));
                constant <<= 1;
            }
            else if (i % 32 == 16)
            {
                (a, b, c, d) = (Substitute(a), Substitute(b), Substitute(c), Substitute(d));
            }

            (w[i], w[i + 1], w[i + 2], w[i + 3]) = ((byte)(w[i - 32] ^ a), (byte)(w[i - 31] ^ b), (byte)(w[i - 30] ^ c), (byte)(w[i - 29] ^ d));
        }

        for (var i = 0; i <= Rounds; i++)
        {
            _encrypting[i] = Vector128.Create<byte>(w.Slice(16 * i, 16));
        }

        for (var i = 0; i <= Rounds; i++)
        {
            var round = _encrypting[Rounds - i];
            _decrypting[i] = i is 0 or Rounds ? round : X86Aes.IsSupported ? X86Aes.InverseMixColumns(round) : ArmAes.InverseMixColumns(round);
        }

        w.Clear();
    }

    // The inverse in GF(2⁸) and the affine map, without a table: no place in memory depends on a key.
    private static byte Substitute(byte x)
    {
        // x^254.
        var (inverse, power) = (1, (int)x);
        for (var bit = 1; bit < 8; bit++)
        {
            power = Multiply(power, power);
            inverse = Multiply(inverse, power);
        }

        var result = 0x63;
        for (var shift = 0; shift < 5; shift++)
        {
            result ^= ((inverse << shift) | (inverse >> (8 - shift))) & 0xFF;
        }

        return (byte)result;
    }

    private static int Multiply(int a, int b)
    {
        var product = 0;
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= a & -((b >> bit) & 1);
            a = ((a << 1) ^ (0x11B & -((a >> 7) & 1))) & 0xFF;
        }

        return product;
    }

    /// <summary>Both transforms of a thread, and the bytes that they work on: no block costs an array.</summary>
    private sealed class Transforms : IDisposable
    {
        private readonly ICryptoTransform _encryptor;
        private readonly ICryptoTransform _decryptor;
        private readonly byte[] _bytes = new byte[16];

#pragma warning disable CA5358 // One block under a permutation is what is wanted: there is no second block, and no chaining.
        public Transforms(byte[] key)
        {
            using var aes = Aes.Create();
            (aes.Mode, aes.Padding) = (CipherMode.ECB, PaddingMode.None);

            // Not through aes.Key: its getter makes a copy for each transform, which nobody zeroes.
            (_encryptor, _decryptor) = (aes.CreateEncryptor(key, null), aes.CreateDecryptor(key, null));
        }
#pragma warning restore CA5358

        public Vector128<byte> Encrypt(Vector128<byte> block) => Transform(block, _encryptor);

        public Vector128<byte> Decrypt(Vector128<byte> block) => Transform(block, _decryptor);

        public void Dispose()
        {
            _encryptor.Dispose();
            _decryptor.Dispose();
            CryptographicOperations.ZeroMemory(_bytes);
        }

        private Vector128<byte> Transform(Vector128<byte> block, ICryptoTransform transform)
        {
            block.CopyTo(_bytes);
            transform.TransformBlock(_bytes, 0, 16, _bytes, 0);
            return Vector128.Create<byte>(_bytes);
        }
    }
}

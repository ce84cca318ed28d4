using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tacit.Identity;

namespace Tacit.Data;

/// <summary>The keys of a crosswalk: one hashes keys of persons, one seals them. Both come from a root of its own, which lies in it wrapped under a key of the ring.</summary>
/// <remarks>So a rotated ring finds the same persons, as long as it still has the key that the root is wrapped under. Nonces are random, of 96 bits, one for each seal.</remarks>
internal sealed class CrosswalkKeys : IDisposable
{
    public const int HashBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // Fixed for ever: another text gives other keys.
    private const string WrapPurpose = "tacit pseudonyms 2026-11-30 crosswalk wrap v1";
    private readonly byte[] _root = GC.AllocateUninitializedArray<byte>(32, pinned: true);
    private readonly byte[] _hash = GC.AllocateUninitializedArray<byte>(32, pinned: true);
    private readonly AesGcm _seal;

    private CrosswalkKeys(ReadOnlySpan<byte> root)
    {
        root.CopyTo(_root);
        HKDF.Expand(HashAlgorithmName.SHA256, _root, _hash, "tacit crosswalk subject hash v1"u8);
        Span<byte> seal = stackalloc byte[32];
        HKDF.Expand(HashAlgorithmName.SHA256, _root, seal, "tacit crosswalk subject seal v1"u8);
        _seal = new(seal, TagBytes);
        CryptographicOperations.ZeroMemory(seal);
    }

    public static CrosswalkKeys Create()
    {
        Span<byte> root = stackalloc byte[32];
        RandomNumberGenerator.Fill(root);
        var keys = new CrosswalkKeys(root);
        CryptographicOperations.ZeroMemory(root);
        return keys;
    }

    /// <summary>The keys of a wrapped root.</summary>
    /// <exception cref="CryptographicException">It was wrapped under another key, or changed.</exception>
    public static CrosswalkKeys Unwrap(IdentityKeyRing ring, string keyId, ReadOnlySpan<byte> wrapped)
    {
        Span<byte> root = stackalloc byte[32];
        using var aes = Wrapping(ring, keyId);
        try
        {
            Open(aes, wrapped, root, Encoding.ASCII.GetBytes(keyId));
            return new(root);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    public byte[] Wrap(IdentityKeyRing ring, string keyId)
    {
        using var aes = Wrapping(ring, keyId);
        return Close(aes, _root, Encoding.ASCII.GetBytes(keyId));
    }

    /// <summary>The keyed hash of a person's key: HMAC-SHA-256 of the kind and the canonical text.</summary>
    public void Hash(byte entityType, string key, Span<byte> hash)
    {
        // Beyond 255 letters, memory of the heap.
        var most = Encoding.UTF8.GetMaxByteCount(key.Length) + 1;
        var bytes = most <= 1024 ? stackalloc byte[most] : new byte[most];
        bytes[0] = entityType;
        bytes = bytes[..(1 + Encoding.UTF8.GetBytes(key, bytes[1..]))];
        HMACSHA256.HashData(_hash, bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Seals a person's key, bound to its row.</summary>
    public byte[] Seal(string key, byte entityType, Skid skid, ReadOnlySpan<byte> hash) => Close(_seal, Encoding.UTF8.GetBytes(key), Row(entityType, skid, hash));

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">It is of another row, or was changed.</exception>
    public string Unseal(ReadOnlySpan<byte> sealedKey, byte entityType, Skid skid, ReadOnlySpan<byte> hash)
    {
        if (sealedKey.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("There is too little to open.");
        }

        var plain = new byte[sealedKey.Length - NonceBytes - TagBytes];
        Open(_seal, sealedKey, plain, Row(entityType, skid, hash));
        return Encoding.UTF8.GetString(plain);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_root);
        CryptographicOperations.ZeroMemory(_hash);
        _seal.Dispose();
    }

    private static AesGcm Wrapping(IdentityKeyRing ring, string keyId)
    {
        Span<byte> key = stackalloc byte[IdentityKeyRing.RootBytes];
        ring.DeriveKey(keyId, WrapPurpose, key);
        var aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }

    private static byte[] Row(byte entityType, Skid skid, ReadOnlySpan<byte> hash)
    {
        var row = new byte[9 + HashBytes];
        row[0] = entityType;
        BinaryPrimitives.WriteInt64BigEndian(row.AsSpan(1), skid.Value);
        hash.CopyTo(row.AsSpan(9));
        return row;
    }

    // Nonce, text, tag.
    private static byte[] Close(AesGcm aes, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound)
    {
        var closed = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = closed.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plain, closed.AsSpan(NonceBytes, plain.Length), closed.AsSpan(NonceBytes + plain.Length), bound);
        return closed;
    }

    private static void Open(AesGcm aes, ReadOnlySpan<byte> closed, Span<byte> plain, ReadOnlySpan<byte> bound)
    {
        if (closed.Length != NonceBytes + plain.Length + TagBytes)
        {
            throw new CryptographicException("The length is not that of what was sealed.");
        }

        aes.Decrypt(closed[..NonceBytes], closed.Slice(NonceBytes, plain.Length), closed[(NonceBytes + plain.Length)..], plain, bound);
    }
}

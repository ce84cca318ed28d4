using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Tacit.Identity.Encryption;
using Tacit.Identity.Hashing;

namespace Tacit.Identity.Keys;

/// <summary>One key of a ring: a tag and a permutation. Its memory is pinned, and zeroed when it is disposed.</summary>
internal sealed class IdentityKey : IDisposable
{
    // Fixed for ever: another text gives other keys.
    private static ReadOnlySpan<byte> TagContext => "tacit.identity 2026-11-30 tag key v1"u8;

    private static ReadOnlySpan<byte> BlockContext => "tacit.identity 2026-11-30 block key v1"u8;

    private readonly uint[] _tag = GC.AllocateUninitializedArray<uint>(8, pinned: true);
    private readonly AesBlock _block;
    private readonly Func<IdentityKey, PublicId, bool>? _ambiguous;
    private readonly uint _tagMask;
    private volatile bool _isDisposed;

    /// <summary>The key of a root.</summary>
    public static IdentityKey OfRoot(ReadOnlySpan<byte> root)
    {
        Span<byte> tag = stackalloc byte[32];
        Span<byte> block = stackalloc byte[32];
        try
        {
            Blake3.DeriveKey(TagContext, root, tag);
            Blake3.DeriveKey(BlockContext, root, block);
            return new(tag, block);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(tag);
            CryptographicOperations.ZeroMemory(block);
        }
    }

    /// <summary>The key of its two parts. Tests may shorten tags, take the library's cipher, and say what is ambiguous.</summary>
    public IdentityKey(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> block, uint tagMask = uint.MaxValue, bool library = false, Func<IdentityKey, PublicId, bool>? ambiguous = null)
    {
        if (CryptographicOperations.FixedTimeEquals(tag, block))
        {
            throw new BadIdentityKeyException("The two parts of a key are equal. Make a new one.");
        }

        Blake3.Words(tag, _tag);
        _block = new AesBlock(block, library);
        (_tagMask, _ambiguous) = (tagMask, ambiguous);
    }

    /// <summary>The verifiable form.</summary>
    public PublicId Plain(Skid skid, byte entityType, byte epoch, byte variant = SkeidLayout.Marker)
    {
        // The zeroes that are left of a key are known to everybody.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Span<byte> bytes = stackalloc byte[16];
        SkeidLayout.Write(bytes, skid, entityType, epoch, variant);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Tagger.Tag(_tag, bytes) & _tagMask);
        return new(bytes);
    }

    /// <summary>The encrypted form: with another variant where it would pass as a plain one, once in 2⁴⁸ times.</summary>
    public PublicId Secure(Skid skid, byte entityType, byte epoch)
    {
        for (int variant = SkeidLayout.Marker; variant <= SkeidLayout.LastVariant; variant++)
        {
            var secure = Encrypt(Plain(skid, entityType, epoch, (byte)variant));
            if (!IsAmbiguous(secure))
            {
                return secure;
            }
        }

        throw new CryptographicException("No variant of this identifier is unambiguous. That does not happen by chance: check the keys.");
    }

    /// <summary>Whether a plain form is genuine under this key; the time does not depend on where it fails.</summary>
    public bool IsGenuine(PublicId plain, byte lastVariant = SkeidLayout.Marker)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Span<byte> bytes = stackalloc byte[16];
        plain.WriteTo(bytes);
        Span<byte> given = stackalloc byte[4];
        bytes[12..].CopyTo(given);
        bytes[12..].Clear();
        Span<byte> right = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(right, Tagger.Tag(_tag, bytes) & _tagMask);
        return CryptographicOperations.FixedTimeEquals(given, right) & bytes[6] == SkeidLayout.Marker & bytes[8] >= SkeidLayout.Marker & bytes[8] <= lastVariant;
    }

    /// <summary>Whether a secure form is genuine under this key, and its plain form.</summary>
    public bool IsGenuine(PublicId secure, out PublicId plain)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Span<byte> bytes = stackalloc byte[16];
        secure.WriteTo(bytes);
        plain = new(_block.Decrypt(Vector128.Create<byte>(bytes)));
        var genuine = IsGenuine(plain, SkeidLayout.LastVariant);
        plain.WriteTo(bytes);
        if (!genuine || bytes[8] == SkeidLayout.Marker)
        {
            return genuine;
        }

        // A moved variant is genuine only if all before it would have been ambiguous, else one thing had two secure forms.
        var (skid, type, epoch) = SkeidLayout.Read(bytes);
        for (int variant = SkeidLayout.Marker; variant < bytes[8]; variant++)
        {
            genuine &= IsAmbiguous(Encrypt(Plain(skid, type, epoch, (byte)variant)));
        }

        return genuine;
    }

    public bool IsSame(IdentityKey other) => CryptographicOperations.FixedTimeEquals(
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(_tag), System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(other._tag));

    public void Dispose()
    {
        _isDisposed = true;
        Array.Clear(_tag);
        _block.Dispose();
    }

    private bool IsAmbiguous(PublicId secure) => _ambiguous?.Invoke(this, secure) ?? IsGenuine(secure);

    private PublicId Encrypt(PublicId plain)
    {
        Span<byte> bytes = stackalloc byte[16];
        plain.WriteTo(bytes);
        return new(_block.Encrypt(Vector128.Create<byte>(bytes)));
    }
}

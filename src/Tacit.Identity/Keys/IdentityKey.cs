using System.Buffers.Binary;
using System.Runtime.InteropServices;
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
        var fields = SkeidLayout.Write(skid, entityType, epoch, variant);
        return new(fields | TagOf(fields));
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
        var (given, right) = ((uint)plain.Value, TagOf(plain.Value & ~(UInt128)uint.MaxValue));
        var (version, variant) = (SkeidLayout.Version(plain.Value), SkeidLayout.Variant(plain.Value));

        // One word against another: nothing that could end early.
        return (given ^ right) == 0 & version == SkeidLayout.Marker & variant >= SkeidLayout.Marker & variant <= lastVariant;
    }

    /// <summary>Whether a secure form is genuine under this key, and its plain form.</summary>
    public bool IsGenuine(PublicId secure, out PublicId plain)
    {
        plain = new(_block.Decrypt(secure.Bytes));
        ThrowIfZeroed();
        var genuine = IsGenuine(plain, SkeidLayout.LastVariant);
        var moved = SkeidLayout.Variant(plain.Value);
        if (!genuine || moved == SkeidLayout.Marker)
        {
            return genuine;
        }

        // A moved variant is genuine only if all before it would have been ambiguous, else one thing had two secure forms.
        var (skid, type, epoch) = SkeidLayout.Read(plain.Value);
        for (int variant = SkeidLayout.Marker; variant < moved; variant++)
        {
            genuine &= IsAmbiguous(Encrypt(Plain(skid, type, epoch, (byte)variant)));
        }

        return genuine;
    }

    public bool IsSame(IdentityKey other) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes<uint>(_tag), MemoryMarshal.AsBytes<uint>(other._tag));

    public void Dispose()
    {
        _isDisposed = true;
        Interlocked.MemoryBarrier();
        Array.Clear(_tag);
        _block.Dispose();
    }

    // Nearly no secure form has the markers of a plain one; which it has, everybody sees.
    private bool IsAmbiguous(PublicId secure) => _ambiguous?.Invoke(this, secure) ?? (SkeidLayout.LooksPlain(secure.Value) && IsGenuine(secure));

    private PublicId Encrypt(PublicId plain)
    {
        var secure = _block.Encrypt(plain.Bytes);
        ThrowIfZeroed();
        return new(secure);
    }

    // The last four bytes as they stand in the number: the tag's first byte is the lowest of the word and comes first.
    private uint TagOf(UInt128 fields)
    {
        var tag = BinaryPrimitives.ReverseEndianness(Tagger.Tag(_tag, new PublicId(fields).Bytes) & _tagMask);
        ThrowIfZeroed();
        return tag;
    }

    // The zeroes that are left of a key are known to everybody. Asked once the key was read, as another thread may dispose of it meanwhile.
    private void ThrowIfZeroed()
    {
        Volatile.ReadBarrier();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
    }
}

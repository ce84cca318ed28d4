using System.Security.Cryptography;
using System.Text;
using Tacit.Identity.Hashing;
using Tacit.Identity.Keys;

namespace Tacit.Identity;

/// <summary>The keys of identifiers: one that makes them, and up to four that still read what they made before.</summary>
/// <remarks>
/// Immutable: rotation makes another ring. Roots are pinned in memory and zeroed on disposal. Equal keys are refused: an identifier must open under one key.
/// Thread-safe until it is disposed.
/// </remarks>
public sealed partial class IdentityKeyRing : IDisposable
{
    /// <summary>The most keys that only read.</summary>
    public const int MostReading = 4;

    /// <summary>Bytes of a root.</summary>
    public const int RootBytes = 32;

    private const int MostAudience = 256;
    private readonly byte[][] _roots;
    private bool _isDisposed;

    /// <summary>A ring of keys whose roots it takes: the arrays are zeroed, whether they are good or not.</summary>
    internal IdentityKeyRing(IReadOnlyList<(RingKey Key, byte[] Root)> keys)
    {
        (Keys, _roots, Secrets) = ([], [], []);
        try
        {
            Check(keys);
            Keys = [.. keys.Select(k => k.Key)];
            _roots = [.. keys.Select(k => Pinned(k.Root))];
            Secrets = [.. _roots.Select(r => IdentityKey.OfRoot(r))];
            CheckApart();
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            foreach (var (_, root) in keys)
            {
                CryptographicOperations.ZeroMemory(root);
            }
        }
    }

    // For vectors, whose keys have no root.
    internal IdentityKeyRing(params IdentityKey[] secrets)
    {
        Keys = [.. secrets.Select((_, i) => new RingKey($"vector-{i}", i == 0 ? IdentityKeyState.Generates : IdentityKeyState.Reads, default, null))];
        (_roots, Secrets) = ([], secrets);
    }

    /// <summary>The keys, without what is secret.</summary>
    public IReadOnlyList<RingKey> Keys { get; }

    internal IReadOnlyList<IdentityKey> Secrets { get; }

    internal IdentityKey Generating => Secrets[Keys.Select((k, i) => (k, i)).First(k => k.k.State == IdentityKeyState.Generates).i];

    /// <summary>Writes the ring, for its owner alone, whole or not at all. It takes the place of what is there: to change the ring of a file, use <see cref="Change"/>.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        RingFile.Write(path, Entries());
    }

    /// <summary>Another ring, with a new key that makes identifiers; the present one only reads from now on.</summary>
    /// <param name="grace">How long the present one reads; without an end unless given.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <exception cref="BadIdentityKeyException">There are too many keys already.</exception>
    public IdentityKeyRing Rotate(TimeSpan? grace = null, TimeProvider? time = null)
    {
        var until = grace is { } g ? (time ?? TimeProvider.System).GetUtcNow() + g : (DateTimeOffset?)null;
        return new([New(time), .. Copies().Select(e => (e.Key.State == IdentityKeyState.Generates ? e.Key with { State = IdentityKeyState.Reads, Until = until } : e.Key, e.Root))]);
    }

    /// <summary>Another ring without a key, whose identifiers then open no more.</summary>
    /// <param name="id">The key; not the one that makes identifiers.</param>
    /// <exception cref="BadIdentityKeyException">There is none, or it makes identifiers.</exception>
    public IdentityKeyRing Without(string id) => Known(id) && Keys.Where(k => k.Id != id).Any(k => k.State == IdentityKeyState.Generates)
        ? new([.. Copies(except: id)])
        : throw new BadIdentityKeyException($"The key {id} makes identifiers. Rotate first.");

    /// <summary>Another ring, in which a key that others may know opens old identifiers as not authenticated.</summary>
    /// <param name="id">The key; not the one that makes identifiers.</param>
    /// <exception cref="BadIdentityKeyException">There is none, or it makes identifiers.</exception>
    public IdentityKeyRing Expose(string id) => Known(id) && Keys.First(k => k.Id == id).State != IdentityKeyState.Generates
        ? new([.. Copies().Select(e => (e.Key.Id == id ? e.Key with { State = IdentityKeyState.Exposed } : e.Key, e.Root))])
        : throw new BadIdentityKeyException($"The key {id} makes identifiers. Rotate first.");

    /// <summary>The ring of a recipient: the same subject has another identifier there, which cannot be linked with those of others without a root.</summary>
    /// <param name="audience">The name of the recipient or study: up to 256 characters of ASCII.</param>
    /// <exception cref="BadIdentityKeyException">The name is empty, longer, or has other characters.</exception>
    public IdentityKeyRing Audience(string audience)
    {
        ArgumentNullException.ThrowIfNull(audience);
        if (string.IsNullOrWhiteSpace(audience) || audience.Length > MostAudience || audience.Any(c => c is < ' ' or > '~'))
        {
            // Other letters have several spellings in Unicode, and a machine without its tables cannot tell that they are one.
            throw new BadIdentityKeyException($"The name of an audience has 1 to {MostAudience} characters of ASCII, for example \"registry-2027\".");
        }

        return new([.. Entries().Select(k =>
        {
            var root = new byte[RootBytes];
            Derive("tacit.identity 2026-11-30 audience root v1"u8, k.Root, audience, root);
            return (k.Key with { Id = IdOf(root) }, root);
        })]);
    }

    /// <summary>Derives a key for another purpose than identifiers from one of the ring. It tells nothing of the key that it comes from, or of other purposes.</summary>
    /// <param name="id">The key of the ring.</param>
    /// <param name="purpose">What it is for, with a date: up to 256 characters of ASCII, fixed for ever, for example <c>"clinic 2027-01-31 seal v1"</c>.</param>
    /// <param name="key">Takes 32 bytes. The caller zeroes them.</param>
    /// <exception cref="BadIdentityKeyException">The ring has no such key.</exception>
    /// <exception cref="ArgumentException">The purpose is empty, longer, or has other characters; or there is no place for 32 bytes.</exception>
    public void DeriveKey(string id, string purpose, Span<byte> key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        if (purpose.Length > MostAudience || purpose.Any(c => c is < ' ' or > '~') || key.Length != RootBytes)
        {
            throw new ArgumentException($"A purpose has 1 to {MostAudience} characters of ASCII, and a key {RootBytes} bytes.", nameof(purpose));
        }

        Derive("tacit.identity 2026-11-30 purpose key v1"u8, Known(id) ? Entries().First(e => e.Key.Id == id).Root : [], purpose, key);
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var secret in Secrets)
        {
            secret.Dispose();
        }

        foreach (var root in _roots)
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    private static void Check(IReadOnlyList<(RingKey Key, byte[] Root)> keys)
    {
        if (keys.Count(k => k.Key.State == IdentityKeyState.Generates) != 1)
        {
            throw new BadIdentityKeyException("One key of a ring makes identifiers: mark one, and only one, as such.");
        }

        if (keys.Count > MostReading + 1)
        {
            throw new BadIdentityKeyException($"A ring has at most {MostReading} keys that only read. Remove the oldest, whose identifiers have expired.");
        }
    }

    private void CheckApart()
    {
        for (var i = 0; i < Secrets.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Secrets[i].IsSame(Secrets[j]))
                {
                    throw new BadIdentityKeyException($"The keys {Keys[i].Id} at {j} and {i} are the same. Remove one.");
                }
            }
        }
    }

    private static (RingKey Key, byte[] Root) New(TimeProvider? time)
    {
        var root = RandomNumberGenerator.GetBytes(RootBytes);
        return (new(IdOf(root), IdentityKeyState.Generates, (time ?? TimeProvider.System).GetUtcNow(), null), root);
    }

    /// <summary>The name of a key: a hash of its root.</summary>
    internal static string IdOf(ReadOnlySpan<byte> root)
    {
        Span<byte> hash = stackalloc byte[32];
        Blake3.DeriveKey("tacit.identity 2026-11-30 key name v1"u8, root, hash);
        return Convert.ToHexStringLower(hash[..6]);
    }

    private static void Derive(ReadOnlySpan<byte> context, byte[] root, string name, Span<byte> key)
    {
        byte[] material = [.. root, .. Encoding.ASCII.GetBytes(name)];
        Blake3.DeriveKey(context, material, key);
        CryptographicOperations.ZeroMemory(material);
    }

    private static byte[] Pinned(byte[] root)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(RootBytes, pinned: true);
        root.CopyTo(pinned, 0);
        return pinned;
    }

    private bool Known(string id) => Keys.Any(k => k.Id == id) ? true : throw new BadIdentityKeyException($"The ring has no key {id}. It has {string.Join(", ", Keys.Select(k => k.Id))}.");

    // The roots themselves.
    private List<(RingKey Key, byte[] Root)> Entries()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return [.. Keys.Zip(_roots)];
    }

    // Another ring takes copies, and zeroes them.
    private IEnumerable<(RingKey Key, byte[] Root)> Copies(string? except = null) => Entries().Where(e => e.Key.Id != except).Select(e => (e.Key, (byte[])e.Root.Clone()));
}

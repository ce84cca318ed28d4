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
public sealed class IdentityKeyRing : IDisposable
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

    /// <summary>A ring of one new key, from the system's randomness.</summary>
    /// <param name="time">The clock; the system's unless given.</param>
    public static IdentityKeyRing Create(TimeProvider? time = null) => new([New(time)]);

    /// <summary>A ring of roots that are kept elsewhere, for example in a vault.</summary>
    /// <param name="roots">32 random bytes each; the first one makes identifiers. They are copied.</param>
    /// <exception cref="BadIdentityKeyException">There is none, a root has not 32 bytes, or two are equal.</exception>
    public static IdentityKeyRing FromRoots(params IReadOnlyList<ReadOnlyMemory<byte>> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        if (roots.Count == 0 || roots.Any(r => r.Length != RootBytes))
        {
            throw new BadIdentityKeyException($"A ring needs at least one root, and each has {RootBytes} bytes.");
        }

        return new([.. roots.Select((r, i) => (new RingKey(IdOf(r.Span), i == 0 ? IdentityKeyState.Generates : IdentityKeyState.Reads, default, null), r.ToArray()))]);
    }

    /// <summary>A ring of an environment variable: roots in Base64, parted by commas; the first one makes identifiers.</summary>
    /// <param name="variable">The name of the variable.</param>
    /// <exception cref="BadIdentityKeyException">It is not set, or holds no roots.</exception>
    public static IdentityKeyRing FromEnvironment(string variable)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(variable);
        var text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new BadIdentityKeyException($"The environment variable {variable} is not set. It holds roots in Base64, parted by commas.");
        }

        try
        {
            return FromRoots([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => (ReadOnlyMemory<byte>)Convert.FromBase64String(t))]);
        }
        catch (FormatException e)
        {
            throw new BadIdentityKeyException($"The environment variable {variable} does not hold roots in Base64, parted by commas.", e);
        }
    }

    /// <summary>The ring of a file, which is made with one new key where there is none, for its owner alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <exception cref="BadIdentityKeyException">The file is no ring, or others may read it.</exception>
    public static IdentityKeyRing LoadOrCreate(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path))
        {
            using var made = Create(time);
            RingFile.WriteUnlessThere(path, made.Entries());
        }

        return new(RingFile.Read(path));
    }

    /// <summary>Writes the ring, for its owner alone, whole or not at all.</summary>
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

        var name = Encoding.ASCII.GetBytes(audience);
        return new([.. Entries().Select(k =>
        {
            var root = new byte[RootBytes];
            byte[] material = [.. k.Root, .. name];
            Blake3.DeriveKey("tacit.identity 2026-11-30 audience root v1"u8, material, root);
            CryptographicOperations.ZeroMemory(material);
            return (k.Key with { Id = IdOf(root) }, root);
        })]);
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

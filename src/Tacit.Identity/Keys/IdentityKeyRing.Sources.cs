using System.Security.Cryptography;
using Tacit.Identity.Keys;

namespace Tacit.Identity;

/// <content>Where rings come from.</content>
public sealed partial class IdentityKeyRing
{
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

    /// <summary>A ring of roots in Base64. What is decoded on the way is zeroed.</summary>
    /// <param name="roots">32 random bytes each; the first one makes identifiers.</param>
    /// <exception cref="FormatException">One is not Base64.</exception>
    /// <exception cref="BadIdentityKeyException">There is none, a root has not 32 bytes, or two are equal.</exception>
    public static IdentityKeyRing FromBase64(params IReadOnlyList<string> roots) => FromBase64(roots, Convert.FromBase64String);

    internal static IdentityKeyRing FromBase64(IReadOnlyList<string> roots, Func<string, byte[]> decode)
    {
        ArgumentNullException.ThrowIfNull(roots);
        var decoded = new byte[roots.Count][];
        try
        {
            for (var i = 0; i < decoded.Length; i++)
            {
                decoded[i] = decode(roots[i]);
            }

            return FromRoots([.. decoded.Select(r => (ReadOnlyMemory<byte>)r)]);
        }
        finally
        {
            foreach (var root in decoded)
            {
                CryptographicOperations.ZeroMemory(root);
            }
        }
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
            return FromBase64(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
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

    /// <summary>Changes the ring of a file, and gives what it is then. Nobody else changes it meanwhile, so that of two rotations at once no key is lost.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">Makes another ring of the present one, for example <c>ring => ring.Rotate()</c>.</param>
    /// <exception cref="BadIdentityKeyException">The file is no ring, others may read it, or another process has held it for seconds.</exception>
    public static IdentityKeyRing Change(string path, Func<IdentityKeyRing, IdentityKeyRing> change)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(change);
        return RingFile.Change(path, change);
    }
}

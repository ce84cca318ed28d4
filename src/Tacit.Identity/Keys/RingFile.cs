using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tacit.Identity.Keys;

/// <summary>The file of a ring: JSON, for its owner alone.</summary>
internal static class RingFile
{
    private const int Format = 1;

    // Two seconds and a half.
    private const int MostTries = 250;

    public static List<(RingKey Key, byte[] Root)> Read(string path)
    {
        CheckRights(path);
        var bytes = File.ReadAllBytes(path);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
            {
                throw new BadIdentityKeyException($"{path} has another format than {Format}. Read it with the version of Tacit that wrote it.");
            }

            return [.. root.GetProperty("keys").EnumerateArray().Select(Key)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BadIdentityKeyException($"{path} is no ring of keys, or it is damaged. Take it from a backup: identifiers that its keys made open with them alone.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public static void Write(string path, IReadOnlyList<(RingKey Key, byte[] Root)> keys)
    {
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.new";
        try
        {
            WriteNew(temporary, keys);
            File.Move(temporary, path, overwrite: true);
            Folders.FlushThatOf(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a file that is not there yet. Of several that do so at once one writes, and the others find it whole.</summary>
    public static void WriteUnlessThere(string path, IReadOnlyList<(RingKey Key, byte[] Root)> keys)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        // A rename looks first and renames then, so whoever looks holds a lock.
        using var held = Lock(path + ".lock");
        if (!File.Exists(path))
        {
            Write(path, keys);
        }
    }

    /// <summary>Reads the ring, changes it and writes it, while nobody else does: of two changes at once, the second begins with what the first made.</summary>
    public static IdentityKeyRing Change(string path, Func<IdentityKeyRing, IdentityKeyRing> change)
    {
        using var held = Lock(path + ".lock");
        using var before = new IdentityKeyRing(Read(path));
        var after = change(before);
        try
        {
            after.Save(path);
            return after;
        }
        catch
        {
            after.Dispose();
            throw;
        }
    }

    private static FileStream Lock(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                Thread.Sleep(10);
            }
            catch (IOException e) when (File.Exists(path))
            {
                throw new BadIdentityKeyException($"Another process has been changing the ring for seconds: {path} is locked. Try again, or stop it.", e);
            }
        }
    }

    private static void WriteNew(string path, IReadOnlyList<(RingKey Key, byte[] Root)> keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);

        // Room for a ring of all keys: what grows leaves copies behind that nobody zeroes.
        var buffer = new ArrayBufferWriter<byte>(1 << 13);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", Format);
            writer.WriteStartArray("keys");
            foreach (var (key, root) in keys)
            {
                writer.WriteStartObject();
                writer.WriteString("id", key.Id);
                writer.WriteString("state", Word(key.State));
                writer.WriteString("created", key.Created);
                if (key.Until is { } until)
                {
                    writer.WriteString("until", until);
                }

                writer.WriteBase64String("root", root);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.Write(buffer.WrittenSpan);
        buffer.Clear();
        stream.Flush(flushToDisk: true);
    }

    private static (RingKey Key, byte[] Root) Key(JsonElement element)
    {
        if (element.EnumerateObject().Any(p => p.Name is not ("id" or "state" or "created" or "until" or "root")))
        {
            throw new FormatException("A key has a member that is not known.");
        }

        var root = element.GetProperty("root").GetBytesFromBase64();
        var id = element.GetProperty("id").GetString();

        // A root that is not that of its name would make identifiers that no other copy of the ring opens.
        return root.Length == IdentityKeyRing.RootBytes && id == IdentityKeyRing.IdOf(root)
            ? (new(id, State(element.GetProperty("state").GetString()), element.GetProperty("created").GetDateTimeOffset(), element.TryGetProperty("until", out var until) ? until.GetDateTimeOffset() : null), root)
            : throw new FormatException("A root has 32 bytes, and its key has the name that follows from them.");
    }

    private static void CheckRights(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new BadIdentityKeyException($"{path} may be read or written by others than its owner. Take their rights away (chmod 600), and rotate the keys if others may have read it.");
        }

        if (!File.Exists(path))
        {
            throw new BadIdentityKeyException($"There is no ring of keys at {path}.");
        }
    }

    private static string Word(IdentityKeyState state) => state switch
    {
        IdentityKeyState.Generates => "generates",
        IdentityKeyState.Reads => "reads",
        _ => "exposed",
    };

    private static IdentityKeyState State(string? word) => word switch
    {
        "generates" => IdentityKeyState.Generates,
        "reads" => IdentityKeyState.Reads,
        "exposed" => IdentityKeyState.Exposed,
        _ => throw new FormatException("A key has a state that is not known."),
    };
}

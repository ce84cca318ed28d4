using System.Security.Cryptography;
using System.Text;

namespace Tacit.Local;

/// <summary>The secret of one installation, from the key store of the operating system or from a file that only its owner may read. It never leaves the device.</summary>
/// <remarks>Whoever has it and the kept answers can undo the first round of every report. A lost key is a lost memo: the next one costs another ε∞.</remarks>
public sealed class DeviceKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    private DeviceKey(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    /// <summary>A key that the operating system or the application holds.</summary>
    /// <exception cref="BadInputException">It does not have 32 bytes.</exception>
    public static DeviceKey From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(bytes.ToArray())
        : throw new BadInputException($"A device key has {Size} bytes, but {bytes.Length} were given. Take {Size} random ones.");

    /// <summary>Makes a key and keeps it in a new file that only its owner may read.</summary>
    /// <exception cref="BadInputException">There is such a file already, or it cannot be written.</exception>
    public static DeviceKey Create(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var key = new DeviceKey(RandomNumberGenerator.GetBytes(Size));
        try
        {
            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key.Bytes) + "\n"));
            file.Flush(flushToDisk: true);
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"A device key cannot be made at '{path}': {e.Message} A key that is there already must be kept: answers are sealed with it.");
        }
    }

    /// <summary>Reads a key from its file.</summary>
    /// <exception cref="BadInputException">It is not there, others may read it, or it is damaged.</exception>
    public static DeviceKey Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                throw new BadInputException($"The device key '{path}' may be read or written by others than its owner. Take their rights away (chmod 600).");
            }

            return From(Convert.FromHexString(File.ReadAllText(path).Trim()));
        }
        catch (FormatException)
        {
            throw new BadInputException($"The device key '{path}' is damaged: it must hold {2 * Size} hexadecimal digits. Restore it from a copy.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The device key '{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>A key for one use of this one.</summary>
    internal byte[] For(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, Size, info: Encoding.UTF8.GetBytes(use));
}

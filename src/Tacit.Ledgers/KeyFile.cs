using System.Security.Cryptography;
using System.Text;

namespace Tacit.Ledgers;

/// <summary>The owner's key as hexadecimal text in a file that only the owner may read.</summary>
internal static class KeyFile
{
    /// <summary>What a ledger remembers of its keys, so that a mix-up is seen at once. Proof is the chain, which verification checks.</summary>
    public static string Check(LedgerKeys keys) => Convert.ToHexStringLower(HMACSHA256.HashData(keys.Export(), "tacit ledger key check 1"u8));

    /// <summary>Writes the keys to a new file, and returns when it would survive a power cut.</summary>
    public static void Write(string path, LedgerKeys keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(keys.Export()) + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads the keys of a ledger.</summary>
    /// <exception cref="LedgerException">The file holds something else, or cannot be read.</exception>
    public static LedgerKeys Read(string path, string ledger)
    {
        try
        {
            return LedgerKeys.From(Convert.FromHexString(File.ReadAllText(path).Trim()));
        }
        catch (Exception e) when (e is FormatException or LedgerException)
        {
            throw new LedgerException($"The key file '{path}' is damaged: it must hold the 64 hexadecimal digits that were made with the ledger '{ledger}'. Restore it from a copy.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"The key file '{path}' cannot be read by this user: {e.Message}", e);
        }
    }
}

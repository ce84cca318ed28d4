using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers;

/// <summary>Finds or creates the files of a ledger: the ledger itself and, unless the owner brings keys, the key file: beside it, or where the owner says.</summary>
/// <remarks>
/// Creation is safe against crashes and races without a lock. The key is written first, flushed, under a name that carries the new ledger's id. Then the
/// finished ledger gets its name, which can succeed for one process only. Then the key gets its name. A crash between the last two leaves a ledger
/// whose id tells which waiting key is its own, and whoever opens it next puts the key in place. The folder's
/// entries themselves are flushed by SQLite, with the first commit into a new log.
/// </remarks>
internal static class LedgerFiles
{
    public static string KeyPath(string path) => path + ".key";

    /// <summary>Opens a store, after creating the ledger when it is missing and <paramref name="create"/> allows it.</summary>
    public static (SqliteLedgerStore Store, LedgerKeys Keys) Open(string path, LedgerKeys? keys, string? keyFile, bool create)
    {
        if (keys is not null && keyFile is not null)
        {
            throw new BadInputException("Give the keys of the ledger or the file that holds them, not both.");
        }

        try
        {
            path = Path.GetFullPath(path);
            CheckFolder(path);
            var used = keys is null ? WithKeyFile(path, KeyFileOf(path, keyFile), create) : WithKeys(path, keys, create);
            return (SqliteLedgerStore.Open(path, used), used);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.Describe(e, path);
        }
    }

    private static LedgerKeys WithKeys(string path, LedgerKeys keys, bool create)
    {
        if (!LedgerExists(path))
        {
            CheckMayCreate(path, create);
            SqliteFile.TryCreate(path, NewId(), keys);
        }

        return keys;
    }

    private static string KeyFileOf(string path, string? keyFile)
    {
        if (keyFile is null)
        {
            return KeyPath(path);
        }

        if (string.IsNullOrWhiteSpace(keyFile) || Directory.Exists(keyFile))
        {
            throw new BadInputException($"The key file '{keyFile}' is a folder or has no name. Give the path of a file, for example '{Path.Combine(keyFile, Path.GetFileName(KeyPath(path)))}'.");
        }

        keyFile = Path.GetFullPath(keyFile);
        if (keyFile == path)
        {
            throw new BadInputException($"'{path}' is named as the ledger and as its key file. They are two files; keep them apart.");
        }

        return Directory.Exists(Path.GetDirectoryName(keyFile))
            ? keyFile
            : throw new LedgerException($"The key file '{keyFile}' cannot be used: its folder is not there. Connect the medium that holds it, create the folder, or check the path.");
    }

    private static LedgerKeys WithKeyFile(string path, string keyFile, bool create)
    {
        // In this order: a key gets its name after its ledger, so where the key is, the ledger must be found.
        var hasKey = File.Exists(keyFile);
        var leftKey = hasKey ? keyFile : File.Exists(KeyPath(path)) ? KeyPath(path) : null;
        if (!LedgerExists(path))
        {
            if (leftKey is not null)
            {
                throw new LedgerException($"The key file '{leftKey}' is there, but its ledger '{path}' is not. Restore the ledger: without it, everything that was "
                    + "spent would be forgotten and could be spent again. To begin a new ledger on purpose, move the key file away first.");
            }

            CheckMayCreate(path, create);
            var id = NewId();
            var keys = LedgerKeys.Create();
            var created = false;
            try
            {
                KeyFile.Write(WaitingKey(keyFile, id), keys);
                created = SqliteFile.TryCreate(path, id, keys);
            }
            finally
            {
                if (!created)
                {
                    File.Delete(WaitingKey(keyFile, id));
                }
            }
        }

        if (!hasKey)
        {
            PlaceKey(path, keyFile);
        }

        return KeyFile.Read(keyFile, path);
    }

    // Our own new ledger, one that another process made a moment ago, or one whose maker died before this step.
    private static void PlaceKey(string path, string keyFile)
    {
        string id;
        using (var connection = SqliteFile.Open(path))
        {
            id = SqliteFile.LedgerId(connection, path);
        }

        try
        {
            File.Move(WaitingKey(keyFile, id), keyFile, overwrite: false);
        }
        catch (IOException) when (File.Exists(keyFile))
        {
            // Another process put it there.
        }
        catch (FileNotFoundException)
        {
            var advice = keyFile != KeyPath(path) && File.Exists(KeyPath(path))
                ? $"There is one beside the ledger: open it without naming a key file, or move '{KeyPath(path)}' there first."
                : "Restore the key file that was made with the ledger, or name the place where it is kept (`--key` of the command): "
                    + "without it, stored answers cannot be opened and no record can be verified or added.";
            throw new LedgerException($"The ledger '{path}' has no key file '{keyFile}'. {advice}");
        }
    }

    private static bool LedgerExists(string path)
    {
        if (Directory.Exists(path))
        {
            throw new LedgerException($"'{path}' is a folder. Give the path of a ledger file, for example '{Path.Combine(path, "tacit.ledger")}'.");
        }

        // In this order, because a log appears after its ledger. SQLite would replay a log that lost its file into a new one.
        var hasLog = File.Exists(path + "-wal");
        var exists = File.Exists(path);
        return exists || !hasLog ? exists : throw new LedgerException(
            $"The ledger '{path}' is missing, but its log '{path}-wal' is there with records that belong to it. Restore the ledger file beside the log.");
    }

    private static void CheckMayCreate(string path, bool create)
    {
        if (!create)
        {
            throw new LedgerException($"There is no ledger '{path}'. Check the path; a new ledger begins with Ledger.OpenAsync.");
        }
    }

    private static void CheckFolder(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder))
        {
            throw new LedgerException($"The ledger '{path}' cannot be opened: there is no folder '{folder}'. Create the folder, or check the path.");
        }
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string WaitingKey(string keyFile, string ledgerId) => $"{keyFile}.{ledgerId}.new";
}

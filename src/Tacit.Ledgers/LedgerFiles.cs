using System.Security.Cryptography;

namespace Tacit.Ledgers;

/// <summary>Finds or creates a ledger and, unless the owner brings keys, its key file: beside it, or where the owner says.</summary>
/// <remarks>
/// Creation is safe against crashes and races without a lock. The key is written first, flushed, under a name that carries the new ledger's id. Then the
/// finished ledger appears, which can succeed for one process only. Then the key gets its name. A crash between the last two leaves a ledger
/// whose id tells which waiting key is its own, and whoever opens it next puts the key in place. The entries of a
/// ledger file's folder are flushed by SQLite, with the first commit into a new log.
/// </remarks>
internal static class LedgerFiles
{
    /// <summary>Opens a store, after creating the ledger when it is missing and <paramref name="create"/> allows it.</summary>
    public static (LedgerStore Store, LedgerKeys Keys) Open(LedgerPlace place, LedgerKeys? keys, string? keyFile, bool create)
    {
        if (keys is not null && keyFile is not null)
        {
            throw new BadInputException("Give the keys of the ledger or the file that holds them, not both.");
        }

        try
        {
            place.Check();
            var used = keys is null ? WithKeyFile(place, KeyFileOf(place, keyFile), create) : WithKeys(place, keys, create);
            return (LedgerStore.Open(place, used), used);
        }
        catch (Exception e) when (place.IsStorageError(e))
        {
            throw place.Describe(e);
        }
    }

    private static LedgerKeys WithKeys(LedgerPlace place, LedgerKeys keys, bool create)
    {
        if (!place.Exists())
        {
            CheckMayCreate(place, create);
            place.TryCreate(NewId(), keys);
        }

        return keys;
    }

    private static string KeyFileOf(LedgerPlace place, string? keyFile)
    {
        if (keyFile is null)
        {
            return place.UsualKeyFile ?? throw new BadInputException(
                $"The ledger '{place.Name}' needs a key file: name one (`keyFile`, `--key` of the command). It is made with a new ledger; keep it away from the database, and back it up.");
        }

        if (string.IsNullOrWhiteSpace(keyFile) || Directory.Exists(keyFile))
        {
            throw new BadInputException($"The key file '{keyFile}' is a folder or has no name. Give the path of a file, for example '{Path.Combine(keyFile, Path.GetFileName(place.UsualKeyFile ?? "tacit.ledger.key"))}'.");
        }

        keyFile = Path.GetFullPath(keyFile);
        if (keyFile == place.Name)
        {
            throw new BadInputException($"'{keyFile}' is named as the ledger and as its key file. They are two files; keep them apart.");
        }

        return Directory.Exists(Path.GetDirectoryName(keyFile))
            ? keyFile
            : throw new LedgerException($"The key file '{keyFile}' cannot be used: its folder is not there. Connect the medium that holds it, create the folder, or check the path.");
    }

    private static LedgerKeys WithKeyFile(LedgerPlace place, string keyFile, bool create)
    {
        // In this order: a key gets its name after its ledger, so where the key is, the ledger must be found.
        var hasKey = File.Exists(keyFile);
        var leftKey = hasKey ? keyFile : File.Exists(place.UsualKeyFile) ? place.UsualKeyFile : null;
        if (!place.Exists())
        {
            if (leftKey is not null)
            {
                throw new LedgerException($"The key file '{leftKey}' is there, but its ledger '{place.Name}' is not. Restore the ledger: without it, everything that was "
                    + "spent would be forgotten and could be spent again. To begin a new ledger on purpose, move the key file away first.");
            }

            CheckMayCreate(place, create);
            var id = NewId();
            var keys = LedgerKeys.Create();
            var created = false;
            try
            {
                KeyFile.Write(WaitingKey(keyFile, id), keys);
                created = place.TryCreate(id, keys);
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
            PlaceKey(place, keyFile);
        }

        return KeyFile.Read(keyFile, place.Name);
    }

    // Our own new ledger, one that another process made a moment ago, or one whose maker died before this step.
    private static void PlaceKey(LedgerPlace place, string keyFile)
    {
        var id = place.ReadId();
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
            var advice = keyFile != place.UsualKeyFile && File.Exists(place.UsualKeyFile)
                ? $"There is one beside the ledger: open it without naming a key file, or move '{place.UsualKeyFile}' there first."
                : "Restore the key file that was made with the ledger, or name the place where it is kept (`--key` of the command): "
                    + "without it, stored answers cannot be opened and no record can be verified or added.";
            throw new LedgerException($"The ledger '{place.Name}' has no key file '{keyFile}'. {advice}");
        }
    }

    private static void CheckMayCreate(LedgerPlace place, bool create)
    {
        if (!create)
        {
            throw new LedgerException($"There is no ledger '{place.Name}'. Check the path; a new ledger begins with Ledger.OpenAsync.");
        }
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string WaitingKey(string keyFile, string ledgerId) => $"{keyFile}.{ledgerId}.new";
}

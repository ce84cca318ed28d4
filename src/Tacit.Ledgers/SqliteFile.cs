using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers;

/// <summary>The file format of a ledger: creating one, connecting to one, and telling one from other files.</summary>
internal static class SqliteFile
{
    /// <summary>How long a step waits for other processes.</summary>
    public const int BusySeconds = 10;

    /// <summary>
    /// The format of a new ledger. Since format 1, records carry filters, Rényi divergences and the caps they fall under; since format 2, there are records of a restored copy, and the
    /// first of them makes the ledger one of format 3. The tables are the same.
    /// </summary>
    public const int Format = 2;

    /// <summary>The newest format that this version reads.</summary>
    public const int Newest = LedgerRecord.CurrentFormat;

    // The columns of a record beside its body are what SQLite searches by; a reader checks them against the body.
    // A reservation stands in its own table for as long as it is the last record of its entry, so that expired ones are found without a scan.
    private const string Schema = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE record (
          sequence INTEGER PRIMARY KEY, account TEXT NOT NULL, entry INTEGER NOT NULL, kind TEXT NOT NULL,
          plan_hash TEXT NOT NULL, lease_until INTEGER NOT NULL, body BLOB NOT NULL, answer BLOB NOT NULL,
          previous_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
        CREATE INDEX record_entry ON record (account, entry, sequence);
        CREATE INDEX record_answer ON record (account, plan_hash) WHERE kind = 'Settled' AND plan_hash <> '';
        CREATE TRIGGER record_follows BEFORE INSERT ON record
          WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM record)
          BEGIN SELECT RAISE(ABORT, 'records are numbered without gaps'); END;
        CREATE TRIGGER record_is_not_changed BEFORE UPDATE ON record
          BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
        CREATE TRIGGER record_is_not_deleted BEFORE DELETE ON record
          BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;
        CREATE TABLE account (account TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE reservation (
          account TEXT NOT NULL, entry INTEGER NOT NULL, sequence INTEGER NOT NULL, lease_until INTEGER NOT NULL,
          PRIMARY KEY (account, entry)) STRICT, WITHOUT ROWID;
        CREATE INDEX reservation_lease ON reservation (account, lease_until);
        """;

    /// <summary>
    /// Creates an empty ledger. It is complete before it gets its name, so that a crash leaves the whole ledger or none.
    /// False when another process was faster: then that one's ledger stands.
    /// </summary>
    public static bool TryCreate(string path, string ledgerId, LedgerKeys keys)
    {
        var unfinished = $"{path}.{ledgerId}.new";
        try
        {
            using (var connection = Connect(unfinished, SqliteOpenMode.ReadWriteCreate))
            {
                // Closing the only connection moves everything into the one file, flushes it, and removes SQLite's side files.
                UseWriteAheadLog(connection, path);
                Execute(connection, "BEGIN IMMEDIATE");
                Execute(connection, Schema);
                using var meta = Statement(connection, "INSERT INTO meta (key, value) VALUES ('format', $1), ('ledger', $2), ('key', $3)", 3);
                meta.Run(Format.ToString(CultureInfo.InvariantCulture), ledgerId, KeyFile.Check(keys));
                Execute(connection, "COMMIT");
            }

            return NewFile.TryName(unfinished, path);
        }
        finally
        {
            foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm", "-journal"])
            {
                File.Delete(unfinished + suffix);
            }
        }
    }

    /// <summary>Connects to an existing ledger and checks that it is one that this version reads.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWrite);
        try
        {
            // The format is read before anything is set: another application's database must stay as it is.
            CheckFormat(connection, path);
            UseWriteAheadLog(connection, path);
            return SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") == 0
                ? connection
                : throw new LedgerException(SqliteErrors.ReadOnly(path));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The identity that a ledger got when it was created.</summary>
    public static string LedgerId(SqliteConnection connection, string path) =>
        Meta(connection, "ledger") ?? throw new LedgerException(SqliteErrors.NotALedger(path));

    /// <summary>Whether a ledger was made with these keys. It catches a mix-up at once; proof is the chain, which verification checks.</summary>
    public static bool IsMadeWith(SqliteConnection connection, LedgerKeys keys) => Meta(connection, "key") == KeyFile.Check(keys);

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        // No pool: closing must close, and a killed ledger must not live on in one. The provider's own wait for a lock sleeps 150 ms a time;
        // SQLite's starts at 1 ms, so that one waits, and the provider's one second has passed when it gives up.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();

            // Full synchronisation is what makes a commit survive a power cut; NORMAL can forget a spend that was made.
            Execute(connection, string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA busy_timeout={BusySeconds * 1000}; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON; PRAGMA trusted_schema=OFF"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CheckFormat(SqliteConnection connection, string path)
    {
        if (!int.TryParse(Meta(connection, "format"), NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format < 1)
        {
            throw new LedgerException(SqliteErrors.NotALedger(path));
        }

        if (format > Newest)
        {
            throw new LedgerException(string.Create(CultureInfo.InvariantCulture,
                $"The ledger '{path}' was written by a newer version of Tacit (format {format}; this one reads {Newest}). Update Tacit."));
        }
    }

    private static void UseWriteAheadLog(SqliteConnection connection, string path)
    {
        using var command = Statement(connection, "PRAGMA journal_mode=WAL");
        using var reader = command.Query();
        if (!reader.Read() || reader.GetString(0) != "wal")
        {
            throw new LedgerException($"The ledger '{path}' cannot keep a write-ahead log there. Put it on a local disk: network folders cannot lock it.");
        }
    }

    private static string? Meta(SqliteConnection connection, string key)
    {
        using var command = Statement(connection, "SELECT value FROM meta WHERE key = $1", 1);
        using var reader = command.Query(key);
        return reader.Read() ? reader.GetString(0) : null;
    }

    /// <summary>A statement with so many parameters, which are named $1, $2, ….</summary>
    public static LedgerStatement Statement(SqliteConnection connection, string sql, int parameters = 0)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this assembly; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        return new(command);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Statement(connection, sql);
        command.Run();
    }
}

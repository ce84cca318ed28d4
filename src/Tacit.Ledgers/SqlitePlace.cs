using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers;

/// <summary>A ledger in a SQLite file.</summary>
internal sealed class SqlitePlace(string path) : LedgerPlace
{
    private readonly string _path = Path.GetFullPath(path);

    public override string Name => _path;

    public override string UsualKeyFile => _path + ".key";

    public override void Check()
    {
        var folder = Path.GetDirectoryName(_path);
        if (folder is null || !Directory.Exists(folder))
        {
            throw new LedgerException($"The ledger '{_path}' cannot be opened: there is no folder '{folder}'. Create the folder, or check the path.");
        }
    }

    public override bool Exists()
    {
        if (Directory.Exists(_path))
        {
            throw new LedgerException($"'{_path}' is a folder. Give the path of a ledger file, for example '{Path.Combine(_path, "tacit.ledger")}'.");
        }

        // In this order, because a log appears after its ledger. SQLite would replay a log that lost its file into a new one.
        var hasLog = File.Exists(_path + "-wal");
        var exists = File.Exists(_path);
        return exists || !hasLog ? exists : throw new LedgerException(
            $"The ledger '{_path}' is missing, but its log '{_path}-wal' is there with records that belong to it. Restore the ledger file beside the log.");
    }

    public override bool TryCreate(string ledgerId, LedgerKeys keys) => SqliteFile.TryCreate(_path, ledgerId, keys);

    public override string ReadId()
    {
        using var connection = SqliteFile.Open(_path);
        return SqliteFile.LedgerId(connection, _path);
    }

    public override LedgerSession Open() => SqliteSession.Open(_path);

    public override (string LedgerId, bool IsMadeWith) Identify(LedgerSession session, LedgerKeys keys)
    {
        var connection = ((SqliteSession)session).Connection;
        return (SqliteFile.LedgerId(connection, _path), SqliteFile.IsMadeWith(connection, keys));
    }

    public override LedgerSnapshot Read(CancellationToken token) => SnapshotReader.Read(_path, token);

    public override Exception Describe(Exception error) => SqliteErrors.Describe(error, _path);

    public override bool IsStorageError(Exception error) => error is SqliteException or IOException or UnauthorizedAccessException;
}

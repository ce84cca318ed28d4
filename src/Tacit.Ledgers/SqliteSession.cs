using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers;

/// <summary>A session with a SQLite file. The last one to close moves the log into the ledger's file.</summary>
internal sealed class SqliteSession : LedgerSession
{
    private readonly string _path;
    private readonly LedgerStatement _begin, _commit, _rollback, _raiseFormat;
    private string? _shortage;

    private SqliteSession(string path, SqliteConnection connection)
        : base(new("record", "account", "reservation"), (sql, types) => SqliteFile.Statement(connection, sql, types.Length), "account")
    {
        _path = path;
        Connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _raiseFormat = Prepare("UPDATE meta SET value = $1 WHERE key = 'format' AND value < $1", "t");
    }

    public SqliteConnection Connection { get; }

    // A full or failing disk makes SQLite give up the whole transaction.
    protected override bool StandsAfterAnError => InTransaction;

    private bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    public static SqliteSession Open(string path) => new(path, SqliteFile.Open(path));

    public override void Commit() => _commit.Run();

    protected override void Take()
    {
        _shortage = DiskSpace.Shortage(_path);
        _begin.Run();
    }

    protected override void BeforeAppend(LedgerRecord record)
    {
        if (_shortage is not null && record.Kind is LedgerRecordKind.Opened or LedgerRecordKind.Reserved or LedgerRecordKind.Extended)
        {
            throw new LedgerException(_shortage);
        }

        // With the first record of a format, and not before: who only reads an old file leaves it as it is.
        _raiseFormat.Run(record.Format.ToString(CultureInfo.InvariantCulture));
    }

    protected override void Abandon()
    {
        try
        {
            if (InTransaction)
            {
                _rollback.Run();
            }
        }
        catch (SqliteException)
        {
            // Closing rolls back as well; the error that led here has been reported.
        }
    }

    protected override void Close() => Connection.Dispose();

    protected override Exception Describe(Exception error) => SqliteErrors.Describe(error, _path);
}

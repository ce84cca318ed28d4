using System.Data;
using System.Globalization;
using Npgsql;

namespace Tacit.Ledgers;

/// <summary>A session with a ledger in PostgreSQL. Who has the row with the ledger's identity has the ledger: one writer at a time, in any process.</summary>
/// <remarks>
/// Read committed suffices: every statement after the lock sees all that the writers before committed. A serialisable transaction would see the state of its
/// first statement, be refused at its end, and be tried again.
/// </remarks>
internal sealed class PostgreSqlSession : LedgerSession
{
    private readonly string _ledgerId;
    private readonly string _name;
    private readonly LedgerStatement _begin, _take, _commit, _rollback, _raiseFormat;
    private bool _inTransaction;

    public PostgreSqlSession(NpgsqlConnection connection, PostgreSqlSchema schema, string ledgerId, string name)
        : base(schema.Tables, (sql, types) => PostgreSqlSchema.Statement(connection, sql, types, isPrepared: true), "account COLLATE \"C\"")
    {
        Connection = connection;
        (_ledgerId, _name) = (ledgerId, name);
        _begin = Prepare("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
        _take = Prepare($"SELECT value FROM {schema.MetaTable} WHERE key = 'ledger' FOR UPDATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _raiseFormat = Prepare($"UPDATE {schema.MetaTable} SET value = $1 WHERE key = 'format' AND value < $1", "t");
    }

    public NpgsqlConnection Connection { get; }

    protected override bool StandsAfterAnError => Connection.FullState == ConnectionState.Open;

    public override void Commit()
    {
        _commit.Run();
        _inTransaction = false;
    }

    protected override void Take()
    {
        _begin.Run();
        _inTransaction = true;
        using var rows = _take.Query();
        if (!rows.Read() || rows.GetString(0) != _ledgerId)
        {
            throw new LedgerException($"The ledger '{_name}' was replaced by another one while it was open. Close it, and restore the one that was there.");
        }
    }

    protected override void BeforeAppend(LedgerRecord record)
    {
        if (record.Format > SqliteFile.Format)
        {
            _raiseFormat.Run(record.Format.ToString(CultureInfo.InvariantCulture));
        }
    }

    protected override void Abandon()
    {
        try
        {
            if (_inTransaction && Connection.FullState == ConnectionState.Open)
            {
                _rollback.Run();
            }
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            // Closing rolls back as well; the error that led here has been reported.
        }
    }

    protected override void Close() => Connection.Dispose();

    protected override Exception Describe(Exception error) => PostgreSqlErrors.Describe(error, _name);
}

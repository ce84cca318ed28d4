using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers;

/// <summary>A session with a SQLite file, with its prepared statements.</summary>
/// <remarks>Nothing that was read outlives a transaction, because another process may come in between.</remarks>
internal sealed class SqliteSession : ILedgerSession
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin, _commit, _rollback, _savepoint, _rollbackTo, _release;
    private readonly SqliteStatement _head, _account, _accounts, _last, _answer, _expired;
    private readonly SqliteStatement _insertRecord, _setAccount, _insertReservation, _deleteReservation, _raiseFormat;
    private LedgerHead? _headNow;
    private string? _shortage;

    public SqliteSession(string path)
    {
        _path = path;
        _connection = SqliteFile.Open(path);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _savepoint = Prepare("SAVEPOINT request");
        _rollbackTo = Prepare("ROLLBACK TO request");
        _release = Prepare("RELEASE request");
        _head = Prepare("SELECT sequence, hash FROM record ORDER BY sequence DESC LIMIT 1");
        _account = Prepare("SELECT state FROM account WHERE account = $1", 1);
        _accounts = Prepare("SELECT account FROM account ORDER BY account");
        _last = Prepare($"SELECT {RecordReader.Columns} FROM record r WHERE r.account = $1 AND r.entry = $2 ORDER BY r.sequence DESC LIMIT 1", 2);
        _answer = Prepare($"""
            SELECT {RecordReader.Columns} FROM record r
            WHERE r.account = $1 AND r.plan_hash = $2 AND r.kind = 'Settled' AND r.plan_hash <> '' ORDER BY r.sequence DESC LIMIT 1
            """, 2);

        // The table of reservations only helps to find them; that none has a later record is read from the records themselves.
        _expired = Prepare($"""
            SELECT {RecordReader.Columns} FROM reservation v JOIN record r ON r.sequence = v.sequence
            WHERE v.account = $1 AND v.lease_until < $2 AND r.kind = 'Reserved'
            AND NOT EXISTS (SELECT 1 FROM record n WHERE n.account = r.account AND n.entry = r.entry AND n.sequence > r.sequence)
            ORDER BY r.sequence
            """, 2);
        _insertRecord = Prepare("""
            INSERT INTO record (sequence, account, entry, kind, plan_hash, lease_until, body, answer, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, 10);
        _setAccount = Prepare("INSERT INTO account (account, state) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET state = excluded.state", 2);
        _insertReservation = Prepare("INSERT INTO reservation (account, entry, sequence, lease_until) VALUES ($1, $2, $3, $4)", 4);
        _raiseFormat = Prepare($"UPDATE meta SET value = '{SqliteFile.Format}' WHERE key = 'format' AND value <> '{SqliteFile.Format}'");
        _deleteReservation = Prepare("DELETE FROM reservation WHERE account = $1 AND entry = $2", 2);
    }

    public SqliteConnection Connection => _connection;

    public LedgerHead Head => _headNow ??= ReadHead();

    private bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    public void Begin()
    {
        _headNow = null;
        _shortage = DiskSpace.Shortage(_path);
        _begin.Run();
    }

    public void Run(LedgerRequest request)
    {
        _savepoint.Run();
        try
        {
            request.Decide(this);
        }
        catch (Exception e)
        {
            if (!InTransaction)
            {
                // A full or failing disk makes SQLite give up the whole transaction, and with it everything before this request.
                throw;
            }

            _headNow = null;
            _rollbackTo.Run();
            request.Refuse(SqliteErrors.Describe(e, _path));
        }

        _release.Run();
    }

    public void Commit() => _commit.Run();

    public AccountState? FindAccount(string account)
    {
        using var rows = _account.Query(account);
        return rows.Read() ? AccountState.FromJson(rows.GetString(0)) : null;
    }

    public IReadOnlyList<string> Accounts()
    {
        var names = new List<string>();
        using var rows = _accounts.Query();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    public LedgerRecord? LastOf(string account, long entry)
    {
        using var rows = _last.Query(account, entry);
        return rows.Read() ? RecordReader.Read(rows) : null;
    }

    public LedgerRecord? FindAnswer(string account, string planHash)
    {
        using var rows = _answer.Query(account, planHash);
        return rows.Read() ? RecordReader.Read(rows) : null;
    }

    public IReadOnlyList<LedgerRecord> ExpiredReservations(string account, DateTimeOffset now)
    {
        var expired = new List<LedgerRecord>();
        using var rows = _expired.Query(account, now.UtcTicks);
        while (rows.Read())
        {
            expired.Add(RecordReader.Read(rows));
        }

        return expired;
    }

    public void Append(LedgerRecord record, IReadOnlyList<AccountState> states)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(states);
        if (_shortage is not null && record.Kind is LedgerRecordKind.Opened or LedgerRecordKind.Reserved or LedgerRecordKind.Extended)
        {
            throw new LedgerException(_shortage);
        }

        RecordReader.ThrowUnlessNext(record, Head);

        // With the first record of this format, and not before: who only reads an old file leaves it as it is.
        _raiseFormat.Run();
        _insertRecord.Run(record.Sequence, record.Account, record.Entry, record.Kind.ToString(), record.PlanHash, record.LeaseUntil.UtcTicks,
            record.Body(), record.Answer.ToArray(), record.PreviousHash, record.Hash);
        foreach (var state in states)
        {
            _setAccount.Run(state.Account, state.ToJson());
        }

        if (record.Kind == LedgerRecordKind.Reserved)
        {
            _insertReservation.Run(record.Account, record.Entry, record.Sequence, record.LeaseUntil.UtcTicks);
        }
        else
        {
            _deleteReservation.Run(record.Account, record.Entry);
        }

        _headNow = new(record.Sequence, record.Hash);
    }

    /// <summary>Gives up what is not committed, and closes. The last one to close moves the log into the ledger's file.</summary>
    public void Dispose()
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

        _statements.ForEach(s => s.Dispose());
        _connection.Dispose();
    }

    private LedgerHead ReadHead()
    {
        using var rows = _head.Query();
        return rows.Read() ? new(rows.GetInt64(0), rows.GetString(1)) : LedgerHead.Empty;
    }

    private SqliteStatement Prepare(string sql, int parameters = 0)
    {
        var statement = new SqliteStatement(_connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }
}

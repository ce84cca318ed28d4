using System.Data;
using Npgsql;

namespace Tacit.Ledgers;

/// <summary>A session with a ledger in PostgreSQL. Who has the row with the ledger's identity has the ledger: one writer at a time, in any process.</summary>
/// <remarks>
/// Read committed suffices: every statement after the lock sees all that the writers before committed. A serialisable transaction would see the state of its
/// first statement, be refused at its end, and be tried again.
/// </remarks>
internal sealed class PostgreSqlSession : ILedgerSession
{
    private readonly string _ledgerId;
    private readonly string _name;
    private readonly List<PostgreSqlStatement> _statements = [];
    private readonly PostgreSqlStatement _begin, _take, _commit, _savepoint, _rollbackTo, _release;
    private readonly PostgreSqlStatement _head, _account, _accounts, _last, _answer, _expired, _append, _setAccount, _reserve, _unreserve;
    private LedgerHead? _headNow;
    private bool _inTransaction;

    public PostgreSqlSession(NpgsqlConnection connection, PostgreSqlSchema schema, string ledgerId, string name)
    {
        Connection = connection;
        (_ledgerId, _name) = (ledgerId, name);
        _begin = Plain("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
        _take = Prepare($"SELECT value FROM {schema.MetaTable} WHERE key = 'ledger' FOR UPDATE");
        _commit = Plain("COMMIT");
        _savepoint = Plain("SAVEPOINT request");
        _rollbackTo = Plain("ROLLBACK TO SAVEPOINT request");
        _release = Plain("RELEASE SAVEPOINT request");
        _head = Prepare($"SELECT sequence, hash FROM {schema.Record} ORDER BY sequence DESC LIMIT 1");
        _account = Prepare($"SELECT state FROM {schema.Account} WHERE account = $1", 't');
        _accounts = Prepare($"SELECT account FROM {schema.Account} ORDER BY account COLLATE \"C\"");
        _last = Prepare($"SELECT {RecordReader.Columns} FROM {schema.Record} r WHERE r.account = $1 AND r.entry = $2 ORDER BY r.sequence DESC LIMIT 1", 't', 'n');
        _answer = Prepare($"""
            SELECT {RecordReader.Columns} FROM {schema.Record} r
            WHERE r.account = $1 AND r.plan_hash = $2 AND r.kind = 'Settled' AND r.plan_hash <> '' ORDER BY r.sequence DESC LIMIT 1
            """, 't', 't');

        // The table of reservations only helps to find them; that none has a later record is read from the records themselves.
        _expired = Prepare($"""
            SELECT {RecordReader.Columns} FROM {schema.Reservation} v JOIN {schema.Record} r ON r.sequence = v.sequence
            WHERE v.account = $1 AND v.lease_until < $2 AND r.kind = 'Reserved'
            AND NOT EXISTS (SELECT 1 FROM {schema.Record} n WHERE n.account = r.account AND n.entry = r.entry AND n.sequence > r.sequence)
            ORDER BY r.sequence
            """, 't', 'n');
        _append = Prepare($"""
            INSERT INTO {schema.Record} (sequence, account, entry, kind, plan_hash, lease_until, body, answer, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, 'n', 't', 'n', 't', 't', 'n', 'b', 'b', 't', 't');
        _setAccount = Prepare($"INSERT INTO {schema.Account} (account, state) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET state = excluded.state", 't', 't');
        _reserve = Prepare($"INSERT INTO {schema.Reservation} (account, entry, sequence, lease_until) VALUES ($1, $2, $3, $4)", 't', 'n', 'n', 'n');
        _unreserve = Prepare($"DELETE FROM {schema.Reservation} WHERE account = $1 AND entry = $2", 't', 'n');
    }

    public NpgsqlConnection Connection { get; }

    public LedgerHead Head => _headNow ??= ReadHead();

    public void Begin()
    {
        _headNow = null;
        _begin.Run();
        _inTransaction = true;
        using var rows = _take.Query();
        if (!rows.Read() || rows.GetString(0) != _ledgerId)
        {
            throw new LedgerException($"The ledger '{_name}' was replaced by another one while it was open. Close it, and restore the one that was there.");
        }
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
            if (Connection.FullState != ConnectionState.Open)
            {
                // The server gave up the transaction, and with it everything before this request.
                throw;
            }

            _headNow = null;
            _rollbackTo.Run();
            request.Refuse(PostgreSqlErrors.Describe(e, _name));
        }

        _release.Run();
    }

    public void Commit()
    {
        _commit.Run();
        _inTransaction = false;
    }

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

    public LedgerRecord? LastOf(string account, long entry) => One(_last.Query(account, entry));

    public LedgerRecord? FindAnswer(string account, string planHash) => One(_answer.Query(account, planHash));

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
        RecordReader.ThrowUnlessNext(record, Head);
        _append.Run(record.Sequence, record.Account, record.Entry, record.Kind.ToString(), record.PlanHash, record.LeaseUntil.UtcTicks,
            record.Body(), record.Answer.ToArray(), record.PreviousHash, record.Hash);
        foreach (var state in states)
        {
            _setAccount.Run(state.Account, state.ToJson());
        }

        if (record.Kind == LedgerRecordKind.Reserved)
        {
            _reserve.Run(record.Account, record.Entry, record.Sequence, record.LeaseUntil.UtcTicks);
        }
        else
        {
            _unreserve.Run(record.Account, record.Entry);
        }

        _headNow = new(record.Sequence, record.Hash);
    }

    /// <summary>Gives up what is not committed, and closes: the server rolls back what a connection leaves open.</summary>
    public void Dispose()
    {
        _statements.ForEach(s => s.Dispose());
        if (_inTransaction && Connection.FullState == ConnectionState.Open)
        {
            try
            {
                using var rollback = new PostgreSqlStatement(Connection, "ROLLBACK");
                rollback.Run();
            }
            catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
            {
                // Closing rolls back as well; the error that led here has been reported.
            }
        }

        Connection.Dispose();
    }

    private LedgerHead ReadHead()
    {
        using var rows = _head.Query();
        return rows.Read() ? new(rows.GetInt64(0), rows.GetString(1)) : LedgerHead.Empty;
    }

    private static LedgerRecord? One(NpgsqlDataReader rows)
    {
        using (rows)
        {
            return rows.Read() ? RecordReader.Read(rows) : null;
        }
    }

    private PostgreSqlStatement Prepare(string sql, params ReadOnlySpan<char> types) => Keep(new PostgreSqlStatement(Connection, sql, types).Prepared());

    private PostgreSqlStatement Plain(string sql) => Keep(new(Connection, sql));

    private PostgreSqlStatement Keep(PostgreSqlStatement statement)
    {
        _statements.Add(statement);
        return statement;
    }
}

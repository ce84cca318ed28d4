namespace Tacit.Ledgers;

/// <summary>The writer's connection with its prepared statements: transactions over a ledger that other processes write too. Belongs to the writer thread.</summary>
/// <remarks>Nothing that was read outlives a transaction, because another process may come in between. Storages differ in how a transaction is taken and lost.</remarks>
internal abstract class LedgerSession : ILedgerTransaction, IDisposable
{
    private readonly List<LedgerStatement> _statements = [];
    private readonly Func<string, string, LedgerStatement> _prepare;
    private readonly LedgerStatement _savepoint, _rollbackTo, _release;
    private readonly LedgerStatement _head, _account, _accounts, _last, _answer, _expired;
    private readonly LedgerStatement _insertRecord, _setAccount, _insertReservation, _deleteReservation;
    private LedgerHead? _headNow;

    /// <param name="tables">The storage's names.</param>
    /// <param name="prepare">Prepares a statement; of each parameter t says text, n a number of 64 bits, b bytes.</param>
    /// <param name="byName">Orders accounts by the bytes of their names.</param>
    protected LedgerSession(LedgerTables tables, Func<string, string, LedgerStatement> prepare, string byName)
    {
        _prepare = prepare;
        _savepoint = Prepare("SAVEPOINT request");
        _rollbackTo = Prepare("ROLLBACK TO SAVEPOINT request");
        _release = Prepare("RELEASE SAVEPOINT request");
        _head = Prepare($"SELECT sequence, hash FROM {tables.Record} ORDER BY sequence DESC LIMIT 1");
        _account = Prepare($"SELECT state FROM {tables.Account} WHERE account = $1", "t");
        _accounts = Prepare($"SELECT account FROM {tables.Account} ORDER BY {byName}");
        _last = Prepare($"SELECT {RecordReader.Columns} FROM {tables.Record} r WHERE r.account = $1 AND r.entry = $2 ORDER BY r.sequence DESC LIMIT 1", "tn");
        _answer = Prepare($"""
            SELECT {RecordReader.Columns} FROM {tables.Record} r
            WHERE r.account = $1 AND r.plan_hash = $2 AND r.kind = 'Settled' AND r.plan_hash <> '' ORDER BY r.sequence DESC LIMIT 1
            """, "tt");

        // The table of reservations only helps to find them; that none has a later record is read from the records themselves.
        _expired = Prepare($"""
            SELECT {RecordReader.Columns} FROM {tables.Reservation} v JOIN {tables.Record} r ON r.sequence = v.sequence
            WHERE v.account = $1 AND v.lease_until < $2 AND r.kind = 'Reserved'
            AND NOT EXISTS (SELECT 1 FROM {tables.Record} n WHERE n.account = r.account AND n.entry = r.entry AND n.sequence > r.sequence)
            ORDER BY r.sequence
            """, "tn");
        _insertRecord = Prepare($"""
            INSERT INTO {tables.Record} (sequence, account, entry, kind, plan_hash, lease_until, body, answer, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, "ntnttnbbtt");
        _setAccount = Prepare($"INSERT INTO {tables.Account} (account, state) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET state = excluded.state", "tt");
        _insertReservation = Prepare($"INSERT INTO {tables.Reservation} (account, entry, sequence, lease_until) VALUES ($1, $2, $3, $4)", "tnnn");
        _deleteReservation = Prepare($"DELETE FROM {tables.Reservation} WHERE account = $1 AND entry = $2", "tn");
    }

    public LedgerHead Head => _headNow ??= ReadHead();

    /// <summary>Whether the transaction still stands after an error.</summary>
    protected abstract bool StandsAfterAnError { get; }

    /// <summary>Takes the ledger for this process; waits while another one has it.</summary>
    public void Begin()
    {
        _headNow = null;
        Take();
    }

    /// <summary>Lets one request decide. What it appended is taken back alone when it throws.</summary>
    public void Run(LedgerRequest request)
    {
        _savepoint.Run();
        try
        {
            request.Decide(this);
        }
        catch (Exception e)
        {
            if (!StandsAfterAnError)
            {
                // The storage gave up the whole transaction, and with it everything before this request.
                throw;
            }

            _headNow = null;
            _rollbackTo.Run();
            request.Refuse(Describe(e));
        }

        _release.Run();
    }

    /// <summary>Returns when everything would survive a power cut.</summary>
    public abstract void Commit();

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
        BeforeAppend(record);
        if (record.Sequence != Head.Sequence + 1 || record.PreviousHash != Head.Hash)
        {
            throw new InvalidOperationException($"Record {record.Sequence} does not follow record {Head.Sequence}, the last one.");
        }

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

    /// <summary>Gives up what is not committed, and closes.</summary>
    public void Dispose()
    {
        Abandon();
        _statements.ForEach(s => s.Dispose());
        Close();
    }

    /// <summary>Begins a transaction that has the ledger to itself.</summary>
    protected abstract void Take();

    /// <summary>What must be so, or be done, before a record is stored.</summary>
    protected abstract void BeforeAppend(LedgerRecord record);

    /// <summary>Rolls back what is open; where that fails, closing does.</summary>
    protected abstract void Abandon();

    /// <summary>Closes the connection.</summary>
    protected abstract void Close();

    /// <summary>An error in words for the owner.</summary>
    protected abstract Exception Describe(Exception error);

    protected LedgerStatement Prepare(string sql, string types = "")
    {
        var statement = _prepare(sql, types);
        _statements.Add(statement);
        return statement;
    }

    private LedgerHead ReadHead()
    {
        using var rows = _head.Query();
        return rows.Read() ? new(rows.GetInt64(0), rows.GetString(1)) : LedgerHead.Empty;
    }
}

namespace Tacit.Ledgers;

/// <summary>Where a ledger keeps its records. A backend only stores: what may be spent is decided in Core, inside the transaction.</summary>
public interface ILedgerStore : IAsyncDisposable
{
    /// <summary>Identity of the ledger, chosen when it was created.</summary>
    string LedgerId { get; }

    /// <summary>
    /// Runs <paramref name="decide"/> with the ledger to itself, and returns when what it appended would survive a power cut.
    /// When <paramref name="decide"/> throws, nothing of it is stored and the exception comes back.
    /// </summary>
    Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token);

    /// <summary>All records in order, from one consistent state, with the stored states of the accounts as of that state.</summary>
    Task<LedgerSnapshot> ReadAsync(CancellationToken token);
}

/// <summary>What a decision sees and may append.</summary>
public interface ILedgerTransaction
{
    /// <summary>Sequence and hash of the last record; 0 and 64 zeros in an empty ledger.</summary>
    LedgerHead Head { get; }

    /// <summary>The state of an account, or null.</summary>
    AccountState? FindAccount(string account);

    /// <summary>The names of all accounts, with those of caps of analysts and purposes.</summary>
    IReadOnlyList<string> Accounts();

    /// <summary>The last record of an entry, or null.</summary>
    LedgerRecord? LastOf(string account, long entry);

    /// <summary>The settled record with this plan hash, or null.</summary>
    LedgerRecord? FindAnswer(string account, string planHash);

    /// <summary>Entries whose last record is a reservation with a lease that ended before <paramref name="now"/>.</summary>
    IReadOnlyList<LedgerRecord> ExpiredReservations(string account, DateTimeOffset now);

    /// <summary>Appends a record, and in the same step sets the states after it: of its account, and of every cap that it falls under.</summary>
    void Append(LedgerRecord record, IReadOnlyList<AccountState> states);
}

/// <summary>The end of a ledger: sequence number and keyed hash of the last record.</summary>
public readonly record struct LedgerHead(long Sequence, string Hash)
{
    /// <summary>The head of an empty ledger.</summary>
    public static LedgerHead Empty => new(0, new string('0', 64));
}

/// <summary>Everything that a ledger stores.</summary>
/// <param name="Records">All records in order.</param>
/// <param name="States">The stored running totals of all accounts.</param>
public sealed record LedgerSnapshot(IReadOnlyList<LedgerRecord> Records, IReadOnlyList<AccountState> States);

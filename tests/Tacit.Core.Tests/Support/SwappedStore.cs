using Tacit.Ledgers;

namespace Tacit.Core.Tests.Support;

/// <summary>A store behind which another one can be put while it is open, as by an owner who restores a copy; and which may find another answer than it was asked for.</summary>
internal sealed class SwappedStore(ListStore first) : ILedgerStore
{
    public ListStore Inner { get; set; } = first;

    /// <summary>What is found in place of an answer.</summary>
    public Func<LedgerRecord?>? Found { get; set; }

    public string LedgerId => Inner.LedgerId;

    public Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token) =>
        Inner.TransactAsync(tx => decide(Found is { } found ? new Finding(tx, found) : tx), token);

    public Task<LedgerSnapshot> ReadAsync(CancellationToken token) => Inner.ReadAsync(token);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Finding(ILedgerTransaction inner, Func<LedgerRecord?> found) : ILedgerTransaction
    {
        public LedgerHead Head => inner.Head;

        public AccountState? FindAccount(string account) => inner.FindAccount(account);

        public IReadOnlyList<string> Accounts() => inner.Accounts();

        public LedgerRecord? LastOf(string account, long entry) => inner.LastOf(account, entry);

        public LedgerRecord? FindAnswer(string account, string planHash) => found();

        public IReadOnlyList<LedgerRecord> ExpiredReservations(string account, DateTimeOffset now) => inner.ExpiredReservations(account, now);

        public void Append(LedgerRecord record, IReadOnlyList<AccountState> states) => inner.Append(record, states);
    }
}

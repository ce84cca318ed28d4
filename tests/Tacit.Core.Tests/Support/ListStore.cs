using Tacit.Ledgers;

namespace Tacit.Core.Tests.Support;

/// <summary>A stranger's ledger store: a list in memory that keeps what a decision appended only when the decision returns.</summary>
internal sealed class ListStore : ILedgerStore
{
    private readonly Lock _lock = new();
    private readonly List<LedgerRecord> _records = [];
    private readonly Dictionary<string, AccountState> _states = new(StringComparer.Ordinal);

    public ListStore()
    {
    }

    /// <summary>A store that somebody filled behind Tacit's back.</summary>
    public ListStore(IEnumerable<LedgerRecord> records, IEnumerable<AccountState> states)
    {
        _records = [.. records];
        _states = states.ToDictionary(state => state.Account, StringComparer.Ordinal);
    }

    public string LedgerId => "list-of-a-test";

    public IReadOnlyList<LedgerRecord> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    public Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var transaction = new Transaction(_records, _states);
            var result = decide(transaction);
            foreach (var (record, after) in transaction.Appended)
            {
                _records.Add(record);
                foreach (var state in after)
                {
                    _states[state.Account] = state;
                }
            }

            return Task.FromResult(result);
        }
    }

    public Task<LedgerSnapshot> ReadAsync(CancellationToken token)
    {
        lock (_lock)
        {
            return Task.FromResult(new LedgerSnapshot([.. _records], [.. _states.Values]));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Transaction(List<LedgerRecord> stored, Dictionary<string, AccountState> states) : ILedgerTransaction
    {
        public List<(LedgerRecord Record, IReadOnlyList<AccountState> States)> Appended { get; } = [];

        public LedgerHead Head => All().LastOrDefault() is { } last ? new(last.Sequence, last.Hash) : LedgerHead.Empty;

        // What an account's state is now: the last one appended here, or the stored one, by way of its stored text as a real store would.
        public AccountState? FindAccount(string account) =>
            Appended.SelectMany(a => a.States).LastOrDefault(state => state.Account == account)
            ?? (states.TryGetValue(account, out var state) ? AccountState.FromJson(state.ToJson()) : null);

        public IReadOnlyList<string> Accounts() => [.. All().Select(r => r.Account).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        public LedgerRecord? LastOf(string account, long entry) => All().LastOrDefault(r => r.Account == account && r.Entry == entry);

        public LedgerRecord? FindAnswer(string account, string planHash) =>
            All().FirstOrDefault(r => r.Account == account && r.Kind == LedgerRecordKind.Settled && r.PlanHash == planHash);

        public IReadOnlyList<LedgerRecord> ExpiredReservations(string account, DateTimeOffset now) =>
        [
            .. All().Where(r => r.Account == account && r.Entry > 0).GroupBy(r => r.Entry).Select(g => g.Last())
                .Where(r => r.Kind == LedgerRecordKind.Reserved && r.LeaseUntil < now),
        ];

        public void Append(LedgerRecord record, IReadOnlyList<AccountState> states)
        {
            var read = LedgerRecord.FromBody(record.Body(), record.Answer, record.PreviousHash, record.Hash);
            Appended.Add((read, states));
        }

        private IEnumerable<LedgerRecord> All() => stored.Concat(Appended.Select(a => a.Record));
    }
}

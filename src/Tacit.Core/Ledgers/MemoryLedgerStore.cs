using System.Security.Cryptography;

namespace Tacit.Ledgers;

/// <summary>A store in memory: what simulated ledgers run on. Forgets everything; never behind a real account.</summary>
internal sealed class MemoryLedgerStore : ILedgerStore, ILedgerTransaction
{
    private readonly Lock _lock = new();
    private readonly List<LedgerRecord> _records = [];
    private readonly Dictionary<string, AccountState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, long Entry), LedgerRecord> _last = [];
    private readonly Dictionary<(string Account, string Plan), LedgerRecord> _answers = [];

    public string LedgerId { get; } = "simulated-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public LedgerHead Head => _records.Count == 0 ? LedgerHead.Empty : new(_records[^1].Sequence, _records[^1].Hash);

    public Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();

        // A simulated ledger has no cap, so no decision appends and then refuses.
        lock (_lock)
        {
            return Task.FromResult(decide(this));
        }
    }

    public Task<LedgerSnapshot> ReadAsync(CancellationToken token)
    {
        lock (_lock)
        {
            return Task.FromResult(new LedgerSnapshot([.. _records], [.. _states.Values]));
        }
    }

    public AccountState? FindAccount(string account) => _states.GetValueOrDefault(account);

    public IReadOnlyList<string> Accounts() => [.. _states.Keys.Order(StringComparer.Ordinal)];

    public LedgerRecord? LastOf(string account, long entry) => _last.GetValueOrDefault((account, entry));

    public LedgerRecord? FindAnswer(string account, string planHash) => _answers.GetValueOrDefault((account, planHash));

    public IReadOnlyList<LedgerRecord> ExpiredReservations(string account, DateTimeOffset now) =>
        [.. _last.Values.Where(r => r.Account == account && r.Kind == LedgerRecordKind.Reserved && r.LeaseUntil < now)];

    public void Append(LedgerRecord record, IReadOnlyList<AccountState> states)
    {
        _records.Add(record);
        foreach (var state in states)
        {
            _states[state.Account] = state;
        }

        _last[(record.Account, record.Entry)] = record;
        if (record.Kind == LedgerRecordKind.Settled && record.PlanHash.Length > 0)
        {
            _answers[(record.Account, record.PlanHash)] = record;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

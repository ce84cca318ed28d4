using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Reports;

namespace Tacit;

/// <summary>A durable account for every population: who may spend how much, what was spent, and the sealed answers. Append-only.</summary>
/// <remarks>Thread-safe. Open one with <c>Ledger.OpenAsync(path)</c> from Tacit.Ledgers, or over your own store with <see cref="Over"/>.</remarks>
public sealed partial class Ledger : IAsyncDisposable
{
    private readonly ILedgerStore _store;
    private readonly LedgerKeys _keys;
    private readonly TimeProvider _time;
    private long _runs;

    private Ledger(ILedgerStore store, LedgerKeys keys, TimeProvider time)
    {
        _store = store;
        _keys = keys;
        _time = time;
        Owner = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>Identity of the ledger.</summary>
    public string Id => _store.LedgerId;

    internal string Owner { get; }

    /// <summary>The owner of one run's records: no other run of this or another process has it.</summary>
    internal string OwnerOfRun() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Owner}-{Interlocked.Increment(ref _runs)}");

    internal LedgerKeys Keys => _keys;

    internal TimeProvider Time => _time;

    /// <summary>A ledger over a store. The store keeps records; what may be spent is decided here.</summary>
    public static Ledger Over(ILedgerStore store, LedgerKeys keys, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        return new(store, keys, time ?? TimeProvider.System);
    }

    /// <summary>
    /// The account of a population, opened with <paramref name="cap"/> when there is none yet. Cap and filter are fixed at opening. In a ledger that is a restored copy it begins closed,
    /// because one of its name may have been opened and spent from after the copy was made: see <see cref="ChargeLostAsync"/>.
    /// </summary>
    /// <exception cref="LedgerException">The account exists with another unit, another cap or another filter.</exception>
    /// <exception cref="BadInputException">The filter cannot judge such a cap or unit.</exception>
    /// <param name="who">The population, or a data set of it.</param>
    /// <param name="cap">The cap.</param>
    /// <param name="filter">
    /// The rule by which spends are held against the cap. Without it, the recorded one, and <see cref="PrivacyFilter.PureOrZcdp"/> for a new account.
    /// <see cref="PrivacyFilter.Renyi"/> takes sampled losses too.
    /// </param>
    /// <param name="token">Cancels.</param>
    public Task<Account> AccountAsync(IHasPopulation who, PrivacyBudget cap, PrivacyFilter? filter = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(who);
        var population = who.Population;
        ArgumentNullException.ThrowIfNull(cap);
        return _store.TransactAsync(
            tx =>
            {
                var state = Find(tx, population.Name);
                if (state is null)
                {
                    var used = (filter ?? PrivacyFilter.PureOrZcdp).For(cap, population.Unit);
                    var isRestored = tx.Accounts().Any(name => Find(tx, name)!.IsRestored);
                    var opened = Append(tx, null, Draft(population.Name, 0, LedgerRecordKind.Opened) with
                    {
                        Text = $"filter {used.Name}",
                        Cap = BudgetText.Write(cap),
                        Filter = used.ToString(),
                        Unit = population.Unit.ToString(),
                    });
                    if (isRestored)
                    {
                        CloseAsUnknown(tx, AccountState.After(null, opened));
                    }

                    return new Account(this, population, cap, used);
                }

                CheckUnit(state, population);
                if (filter is not null && !filter.Allows(state.Filter))
                {
                    throw new LedgerException($"The account '{population.Name}' was opened with the filter {state.Filter}, and is now asked for with {filter}. "
                        + "The filter is fixed at opening: ask for the account without naming one.");
                }

                return state.Cap == cap
                    ? new Account(this, population, cap, state.Filter)
                    : throw new LedgerException($"The account '{population.Name}' was opened with {state.Cap}, and is now asked for with {cap}. "
                        + "Use the recorded cap, or change it with an owner's act: ledger.RaiseAsync or `tacit ledger raise`.");
            },
            token);
    }

    /// <summary>Owner's act, recorded: changes the cap of an account, up or down, also to a cap of another kind. It applies from the next reservation on.</summary>
    /// <returns>The state after the act.</returns>
    /// <exception cref="LedgerException">There is no such account.</exception>
    /// <exception cref="BadInputException">There is no reason, or what the period has spent cannot be counted against a cap of this kind.</exception>
    public Task<AccountStatus> RaiseAsync(string account, PrivacyBudget cap, string reason, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(cap);
        return OwnersActAsync(
            Draft(account, 0, LedgerRecordKind.Raised) with { Cap = BudgetText.Write(cap), Text = Reason(reason) },
            (_, state) => CanCount(cap, state) ? state : throw new BadInputException(
                $"The cap of '{account}' cannot become {cap}: this period has already spent {state.SpentText}, which a cap of that kind cannot count. "
                + "A pure cap counts ε alone, a cap in ρ only losses that have a ρ, and neither counts a δ unless it has one. "
                + $"Nothing was changed. Choose a cap of the kind of the present one, {state.Cap}."),
            token);
    }

    /// <summary>
    /// Owner's act, recorded: a new period with the whole cap. Meant for new data: over the same rows every period adds to what is revealed,
    /// and reports show the lifetime spend beside that of the period. An entry belongs to one period: reservations whose lease ran out are made
    /// void first, and where one still holds that has not touched data, nothing is renewed.
    /// </summary>
    /// <returns>The state after the act.</returns>
    /// <exception cref="LedgerException">There is no such account, or a run is about to touch data in the period that would end.</exception>
    /// <exception cref="BadInputException">There is no reason.</exception>
    public Task<AccountStatus> RenewAsync(string account, string reason, CancellationToken token = default) =>
        OwnersActAsync(Draft(account, 0, LedgerRecordKind.Renewed) with { Text = Reason(reason) }, EndPeriod, token);

    /// <summary>The same for the period of this number alone: where another has begun already, nothing changes. So of several programs that find a period at its end one renews it.</summary>
    /// <returns>The state after the act.</returns>
    /// <exception cref="LedgerException">There is no such account, or a run is about to touch data in the period that would end.</exception>
    /// <exception cref="BadInputException">There is no reason.</exception>
    public Task<AccountStatus> RenewAsync(string account, string reason, long period, CancellationToken token = default)
    {
        var draft = Draft(account, 0, LedgerRecordKind.Renewed) with { Text = Reason(reason) };
        return _store.TransactAsync(
            tx => Find(tx, account) is { } state && state.Period != period ? AccountStatus.Of(state, Id, tx.Head) : OwnersAct(tx, draft, EndPeriod), token);
    }

    /// <summary>The state of every account.</summary>
    public Task<IReadOnlyList<AccountStatus>> StatusAsync(CancellationToken token = default) => _store.TransactAsync<IReadOnlyList<AccountStatus>>(
        tx => [.. tx.Accounts().Select(name => AccountStatus.Of(Find(tx, name)!, Id, tx.Head))],
        token);

    /// <summary>All records in order. For the owner: mechanisms, prices and times, no answers in clear.</summary>
    public async IAsyncEnumerable<LedgerRecord> RecordsAsync([EnumeratorCancellation] CancellationToken token = default)
    {
        foreach (var record in (await _store.ReadAsync(token).ConfigureAwait(false)).Records)
        {
            yield return record;
        }
    }

    /// <summary>Recomputes the chain and the totals, and checks the anchor of an earlier receipt.</summary>
    /// <param name="anchor">Sequence and hash that a receipt carries; a restored old copy or a rewritten one does not hold it.</param>
    /// <param name="token">Cancels.</param>
    public async Task<LedgerVerification> VerifyAsync(LedgerHead? anchor = null, CancellationToken token = default) =>
        LedgerVerification.Of(await _store.ReadAsync(token).ConfigureAwait(false), _keys, Id, anchor);

    /// <summary>Verifies the ledger, and that it holds every receipt of a report: those of each answer and of its effect of bounding, and that of the budget.</summary>
    /// <remarks>Each receipt must name the settled record of its entry, with its hash, unit, mechanism, loss and price. The budget must say where the account stood at its record. The numbers of the answers themselves are not compared.</remarks>
    /// <param name="report">The report; faults name its answers by their number, from 1.</param>
    /// <param name="token">Cancels.</param>
    public async Task<LedgerVerification> VerifyReportAsync(PrivacyReport report, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var snapshot = await _store.ReadAsync(token).ConfigureAwait(false);
        var verification = LedgerVerification.Of(snapshot, _keys, Id, new LedgerHead(report.Budget.Sequence, report.Budget.Head));
        return verification with { Faults = [.. verification.Faults, .. ReportReceipts.Faults(report, snapshot.Records, Id)] };
    }

    /// <summary>Verifies the ledger, and that it holds one receipt: for whoever has an answer and no report.</summary>
    /// <remarks>As for <see cref="VerifyReportAsync"/>: the record, its hash, entry, account, unit, mechanism, loss and price. What the account had spent is not compared.</remarks>
    /// <param name="receipt">The receipt of an answer.</param>
    /// <param name="token">Cancels.</param>
    public async Task<LedgerVerification> VerifyReceiptAsync(Receipt receipt, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var snapshot = await _store.ReadAsync(token).ConfigureAwait(false);
        var verification = LedgerVerification.Of(snapshot, _keys, Id, new LedgerHead(receipt.Sequence, receipt.Head));
        return verification with { Faults = [.. verification.Faults, .. ReportReceipts.Faults(receipt, snapshot.Records, Id)] };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    internal Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token) => _store.TransactAsync(decide, token);

    internal LedgerRecord Draft(string account, long entry, LedgerRecordKind kind) => new()
    {
        Sequence = 0,
        Account = account,
        Entry = entry,
        Kind = kind,
        Time = _time.GetUtcNow(),
        PreviousHash = string.Empty,
        Hash = string.Empty,
    };

    /// <summary>Numbers, chains and appends a draft.</summary>
    internal LedgerRecord Append(ILedgerTransaction tx, AccountState? state, LedgerRecord draft)
    {
        var head = tx.Head;
        var record = draft with
        {
            Sequence = head.Sequence + 1,
            PreviousHash = head.Hash,
            Period = draft.Kind is LedgerRecordKind.Void or LedgerRecordKind.Opened ? draft.Period : state!.Period,
            Price = draft.Price with { MuSquared = draft.Price == Price.Free ? Price.Free.MuSquared : null },
        };
        record = record with { Hash = _keys.Chain(head.Hash, record.Body()) };
        tx.Append(record, [.. AccountState.AllAfter(name => name == record.Account ? state : Find(tx, name), record).Select(after => _keys.Seal(after, Id))]);
        return record;
    }

    /// <summary>
    /// Owner's act, recorded: a cap on what one analyst may spend, beside the account's own, which counts everybody. Opened when there is none yet; fixed at opening,
    /// changed by <see cref="RaiseAsync"/>. It has the account's rule and periods, and guards what is spent from <see cref="Account.For"/>.
    /// </summary>
    /// <exception cref="LedgerException">There is no such account, or the cap was opened with another budget.</exception>
    /// <exception cref="BadInputException">The name is not one, or the filter cannot judge such a cap.</exception>
    public Task<AccountStatus> CapAnalystAsync(string account, string analyst, PrivacyBudget cap, CancellationToken token = default) =>
        CapAsync(account, Account.NameOf(account, "analyst", analyst), cap, token);

    /// <summary>Owner's act, recorded: a cap on what may be spent for one purpose, as <see cref="CapAnalystAsync"/> for an analyst.</summary>
    /// <exception cref="LedgerException">There is no such account, or the cap was opened with another budget.</exception>
    /// <exception cref="BadInputException">The name is not one, or the filter cannot judge such a cap.</exception>
    public Task<AccountStatus> CapPurposeAsync(string account, string purpose, PrivacyBudget cap, CancellationToken token = default) =>
        CapAsync(account, Account.NameOf(account, "purpose", purpose), cap, token);

    private Task<AccountStatus> CapAsync(string account, string name, PrivacyBudget cap, CancellationToken token) => _store.TransactAsync(
        tx =>
        {
            ArgumentNullException.ThrowIfNull(cap);
            var parent = Find(tx, account) ?? throw NoAccount(tx, account);
            if (parent.Parent.Length > 0)
            {
                throw new LedgerException($"'{account}' is a cap of '{parent.Parent}', and a cap of its own would guard nothing. Nothing was opened. Cap the analyst or the purpose of '{parent.Parent}'.");
            }

            var state = Find(tx, name);
            if (state is not null)
            {
                return state.Cap == cap ? AccountStatus.Of(state, Id, tx.Head) : throw new LedgerException(
                    $"The cap '{name}' was opened with {state.Cap}, and is now asked for with {cap}. Use the recorded cap, or change it with an owner's act: ledger.RaiseAsync or `tacit ledger raise`.");
            }

            var filter = parent.Filter.Under(cap);
            var record = Append(tx, null, Draft(name, 0, LedgerRecordKind.Opened) with
            {
                Text = $"filter {filter.Name}",
                Cap = BudgetText.Write(cap),
                Filter = filter.ToString(),
                Unit = parent.Unit,
                Parent = parent.Account,
                Period = parent.Period,
            });
            return AccountStatus.Of(AccountState.After(null, record), Id, new(record.Sequence, record.Hash));
        },
        token);

    /// <summary>The state of an account, or null; refused where its totals are not those that this ledger wrote.</summary>
    internal AccountState? Find(ILedgerTransaction tx, string account) => tx.FindAccount(account) is not { } state
        ? null
        : _keys.Holds(state, Id) ? state : throw new LedgerException($"The running totals of '{account}' do not carry this key's seal: they were altered outside Tacit, or the key is another one. Nothing was spent. Run `tacit ledger verify`, and restore the newest copy.");

    /// <summary>A record that a decision may rest on; refused where it does not carry this ledger's own hash.</summary>
    internal LedgerRecord Own(LedgerRecord record) => _keys.Holds(record)
        ? record
        : throw new LedgerException(string.Create(CultureInfo.InvariantCulture, $"Record {record.Sequence} of '{record.Account}' does not carry the ledger's own hash: ")
            + "the ledger was altered outside Tacit. Nothing was spent. Run `tacit ledger verify`, and restore the newest copy.");

    internal static void CheckUnit(AccountState state, Population population)
    {
        if (state.Unit != population.Unit.ToString())
        {
            throw new LedgerException($"The account '{population.Name}' protects another unit: it was opened for {state.Unit}, and is now asked for "
                + $"{population.Unit}. Losses of different units never add; this ledger belongs to another population.");
        }
    }

    // What a void frees is taken from the record: one that somebody without the key wrote would free what was never reserved.
    internal LedgerRecord VoidOf(LedgerRecord reserved) => Draft(Own(reserved).Account, reserved.Entry, LedgerRecordKind.Void) with
    {
        Price = reserved.Price,
        Divergences = reserved.Divergences,
        Caps = reserved.Caps,
        Period = reserved.Period,
        Owner = Owner,
    };

    private Task<AccountStatus> OwnersActAsync(LedgerRecord draft, Func<ILedgerTransaction, AccountState, AccountState> prepare, CancellationToken token) =>
        _store.TransactAsync(tx => OwnersAct(tx, draft, prepare), token);

    private AccountStatus OwnersAct(ILedgerTransaction tx, LedgerRecord draft, Func<ILedgerTransaction, AccountState, AccountState> prepare)
    {
        var state = Find(tx, draft.Account) ?? throw NoAccount(tx, draft.Account);
        state = prepare(tx, state);
        var record = Append(tx, state, draft.Kind != LedgerRecordKind.Renewed ? draft : draft with
        {
            // A period is that of the population: its caps of analysts and purposes begin again with it.
            Caps = CapsUnder(tx, state),
        });
        return AccountStatus.Of(AccountState.After(state, record), Id, new(record.Sequence, record.Hash));
    }

    private AccountState EndPeriod(ILedgerTransaction tx, AccountState state)
    {
        if (state.Parent.Length > 0)
        {
            throw new LedgerException($"'{state.Account}' is a cap of '{state.Parent}' and begins a new period with it. Nothing was changed. Renew '{state.Parent}', or change this cap with `tacit ledger raise`.");
        }

        // An owner who stalled past its lease fails at its touch: it cannot read in the new period what the old one paid for.
        foreach (var dead in tx.ExpiredReservations(state.Account, _time.GetUtcNow()))
        {
            state = AccountState.After(state, Append(tx, state, VoidOf(dead)));
        }

        var open = tx.ExpiredReservations(state.Account, DateTimeOffset.MaxValue);
        return open.Count == 0 ? state : throw new LedgerException(string.Create(CultureInfo.InvariantCulture,
            $"The account '{state.Account}' cannot be renewed now: {open.Count} of its entries are reserved and about to read data in the period that would end. ")
            + "Nothing was changed. Let the runs end and try again; the reservation of a program that died ends by itself at "
            + string.Create(CultureInfo.InvariantCulture, $"{open.Max(r => r.LeaseUntil).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."));
    }

    private static LedgerException NoAccount(ILedgerTransaction tx, string account) =>
        new($"The ledger has no account '{account}'. It has: {string.Join(", ", tx.Accounts())}.");

    private static bool CanCount(PrivacyBudget cap, AccountState state)
    {
        state.Filter.CheckKind(cap);
        return BudgetFilter.Of(cap, state.Filter).CanCount(state.InPeriod);
    }

    private static string Reason(string reason) => string.IsNullOrWhiteSpace(reason)
        ? throw new BadInputException("An owner's act needs a reason in words; it is recorded for ever.")
        : reason;
}

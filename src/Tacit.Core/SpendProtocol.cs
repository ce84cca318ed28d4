using System.Globalization;
using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Randomness;

namespace Tacit;

/// <summary>One run of the spend protocol; the state between its steps. See the table in docs/ledger.md for what a crash after each step means.</summary>
internal sealed class SpendProtocol(Spend spend, string mechanism, PrivacyLoss loss, Charge charge)
{
    // An untouched reservation of a process that died is free again after this time.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly Ledger _ledger = spend.Account.Ledger;

    // Of this run alone: in another copy of the ledger an entry of the same number may be of another run of the same program.
    private readonly string _owner = spend.Account.Ledger.OwnerOfRun();
    private readonly List<PrivacyLoss> _losses = [loss];
    private string _planHash = string.Empty;
    private long _entry;
    private BudgetExceededException? _refusedExtension;
    private PrivacyLoss? _executed;
    private Charge? _paid;

    public Population Population => spend.Account.Population;

    public async Task<Release<T>> RunAsync<T>(Func<Permit, CancellationToken, Task<T>> body, Codec<T> codec, CancellationToken token)
    {
        // A simulation asks the same question many times to see the noise: it never repeats a stored answer.
        if (spend.Plan is { } plan && !spend.Account.IsSimulated)
        {
            // An answer that another analyst paid for is not free: it would tell more than this one's cap allows.
            _planHash = _ledger.Keys.Plan([mechanism, loss.ToJson(), plan, .. spend.Account.Caps]);
        }

        var stored = await _ledger.TransactAsync(Reserve, token).ConfigureAwait(false);
        if (stored is not null)
        {
            return Stored(stored, codec);
        }

        var simulation = spend.Account.Simulation;
        var permit = new Permit(this, loss, simulation?.Source() ?? RandomSource.Create(), simulation?.Noise ?? true);
        T value;
        byte[] bytes;
        try
        {
            value = await body(permit, token).ConfigureAwait(false);
            if (!permit.CloseComplete())
            {
                throw new InvalidOperationException(permit.Violation);
            }

            bytes = codec.Encode(value);
            _executed = Executed(permit);
        }
        catch (Exception) when (!permit.IsTouched)
        {
            permit.Close();
            await VoidAsync().ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            permit.Close();
#pragma warning disable MA0054 // What was caught may quote data: it is withheld on purpose.
            throw new OperationCanceledException(Message("was cancelled after it touched the data"), token);
#pragma warning restore MA0054
        }
        catch (BudgetExceededException e) when (ReferenceEquals(e, _refusedExtension))
        {
            // Made here; it speaks of the account alone. Made again, because the mechanism may have hung something on it.
            permit.Close();
#pragma warning disable MA0054
            throw new BudgetExceededException(e.Message) { Account = e.Account };
#pragma warning restore MA0054
        }
        catch (Exception)
        {
            // What the exception says may quote data: the analyst learns that it failed, and what the permit itself found wrong, no more.
            permit.Close();
#pragma warning disable MA0054 // What was caught may quote data: it is withheld on purpose.
            throw new MechanismFailedException(Message(permit.Violation is { } reason ? $"gets no answer: {reason}" : "failed after it touched the data"));
#pragma warning restore MA0054
        }

        var settled = await _ledger.TransactAsync(tx => Settle(tx, bytes, permit.IsTouched), CancellationToken.None).ConfigureAwait(false);
        return new(value, Receipt(settled, permit.Randomness, permit.IsPrivateSource, repeated: false));
    }

    public Task TouchAsync(CancellationToken token) => _ledger.TransactAsync(
        tx => Touch(tx, _ledger.Find(tx, Population.Name)!),
        token);

    public async Task ExtendAsync(PrivacyLoss further, CancellationToken token)
    {
        var more = spend.ChargeOf(further);
        try
        {
            await _ledger.TransactAsync(
                tx =>
                {
                    var last = CheckStill(tx, LedgerRecordKind.Touched, LedgerRecordKind.Extended);
                    var state = _ledger.Find(tx, Population.Name)!;
                    CheckPeriod(state, last);
                    CheckSpend(further);
                    CheckCaps(Guards(tx, state), more, "The stretch was not reserved; what the run reserved before stays spent.");
                    return _ledger.Append(tx, state, _ledger.Draft(Population.Name, _entry, LedgerRecordKind.Extended) with
                    {
                        Owner = _owner,
                        Loss = further.ToJson(),
                        Caps = Caps,
                        Price = more.Price,
                        Divergences = more.Divergences,
                    });
                },
                token).ConfigureAwait(false);
        }
        catch (BudgetExceededException e)
        {
            _refusedExtension = e;
            throw;
        }

        _losses.Add(further);
    }

    private LedgerRecordAndState? Reserve(ILedgerTransaction tx)
    {
        var name = Population.Name;
        var state = _ledger.Find(tx, name) ?? throw new LedgerException($"The ledger has no account '{name}'. Open it with ledger.AccountAsync.");
        Ledger.CheckUnit(state, Population);
        if (_planHash.Length > 0 && tx.FindAnswer(name, _planHash) is { } answer)
        {
            // Whoever can write the file but has no key must not pass one entry's answer off as another's.
            return _ledger.Keys.Holds(answer) && answer.PlanHash == _planHash
                ? new(answer, state, Left(tx, state))
                : throw new LedgerException("A stored answer does not carry the ledger's own hash: the ledger was altered. Run `tacit ledger verify`.");
        }

        // Only where the cap would refuse does it matter that a dead process still holds an untouched reservation.
        if (!Guards(tx, state).TrueForAll(guard => guard.Accepts(charge)))
        {
            foreach (var expired in tx.ExpiredReservations(name, _ledger.Time.GetUtcNow()))
            {
                state = AccountState.After(state, _ledger.Append(tx, state, _ledger.VoidOf(expired)));
            }
        }

        CheckCaps(Guards(tx, state), charge, "Nothing was spent.");
        _entry = state.Entries + 1;
        _ledger.Append(tx, state, _ledger.Draft(name, _entry, LedgerRecordKind.Reserved) with
        {
            Text = mechanism,
            PlanHash = _planHash,
            Loss = loss.ToJson(),
            Caps = Caps,
            Price = charge.Price,
            Divergences = charge.Divergences,
            Owner = _owner,
            LeaseUntil = _ledger.Time.GetUtcNow() + Lease,
        });
        return null;
    }

    private LedgerRecordAndState Settle(ILedgerTransaction tx, byte[] bytes, bool touched)
    {
        var name = Population.Name;
        var state = _ledger.Find(tx, name)!;
        if (!touched)
        {
            // A mechanism that opened nothing still pays: its answer may come from elsewhere.
            Touch(tx, state);
        }
        else
        {
            CheckStill(tx, LedgerRecordKind.Touched, LedgerRecordKind.Extended);
        }

        var record = _ledger.Append(tx, state, _ledger.Draft(name, _entry, LedgerRecordKind.Settled) with
        {
            Text = mechanism,
            PlanHash = _planHash,
            Loss = _executed?.ToJson() ?? (_losses.Count == 1 ? string.Empty : PrivacyLoss.Composed(_losses).ToJson()),

            // Where less was drawn than was reserved, the loss no longer tells what was paid.
            Price = _executed is null ? Price.Free : Total.Price,
            Divergences = _executed is null ? null : Total.Divergences,
            Owner = _owner,
            Answer = _ledger.Keys.Seal(bytes, Context(_entry, _planHash)),
        });
        return new(record, state, Left(tx, state));
    }

    // For an analyst: of the caps that are his own.
    private string Left(ILedgerTransaction tx, AccountState state) => spend.Account.Caps.Count == 0
        ? state.Left
        : string.Join("; ", spend.Account.Caps.Select(name => _ledger.Find(tx, name)!).Select(cap => $"{cap.Left} of {cap.Account}"));

    private LedgerRecord Touch(ILedgerTransaction tx, AccountState state)
    {
        // A renewal makes sure of this by the store's list of reservations, which is only an index: what may read is decided by the record itself.
        if (CheckStill(tx, LedgerRecordKind.Reserved).Period != state.Period)
        {
            throw new LedgerException(Message("lost its reservation: the account was renewed, and the reservation is of the period before"));
        }

        return _ledger.Append(tx, state, _ledger.Draft(Population.Name, _entry, LedgerRecordKind.Touched) with { Owner = _owner });
    }

    // A reservation that was made void can never read: this is the fence against an owner who stalled past its lease.
    private LedgerRecord CheckStill(ILedgerTransaction tx, params ReadOnlySpan<LedgerRecordKind> kinds)
    {
        var last = tx.LastOf(Population.Name, _entry);
        if (last is null || !kinds.Contains(last.Kind) || last.Owner != _owner)
        {
            throw new LedgerException(Message("lost its reservation: it stalled for longer than its lease, and the reservation was made void"));
        }

        return _ledger.Own(last);
    }

    private async Task VoidAsync()
    {
        try
        {
            await _ledger.TransactAsync(
                tx => tx.LastOf(Population.Name, _entry) is { Kind: LedgerRecordKind.Reserved } last && last.Owner == _owner
                    ? _ledger.Append(tx, _ledger.Find(tx, Population.Name), _ledger.VoidOf(last))
                    : null,
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LedgerException or ObjectDisposedException)
        {
            // The first error matters more to the caller; the lease frees the reservation.
        }
    }

    private string Caps => string.Join(';', spend.Account.Caps);

    // Every cap that the spend falls under, the account's own last: who is refused by his own cap learns nothing about the others.
    private List<AccountState> Guards(ILedgerTransaction tx, AccountState state) =>
    [
        .. spend.Account.Caps.Select(name => _ledger.Find(tx, name) is { } cap && cap.Parent == state.Account ? cap : throw new LedgerException(
            $"The ledger has no cap '{name}', so nothing may be spent under it. Nothing was spent. The owner opens one with ledger.CapAnalystAsync, ledger.CapPurposeAsync or `tacit ledger cap`.")),
        state,
    ];

    private void CheckCaps(List<AccountState> guards, Charge asked, string consequence)
    {
        if (guards.Exists(guard => guard.IsClosed))
        {
            throw new BudgetExceededException($"The account '{Population.Name}' is closed: an older copy of its ledger was put back, and what was spent after the copy is not charged yet. "
                + $"{consequence} The owner charges it with `tacit ledger restore`.") { Account = Population.Name };
        }

        if (!spend.Account.IsSimulated && guards.Find(guard => !guard.Accepts(asked)) is { } state)
        {
            throw new BudgetExceededException($"The budget of '{state.Account}' does not allow this. Cap: {state.Cap}; asked: {state.Budget.Words(asked)}; "
                + $"left: {state.Left}. {consequence} Ask for less, or let the owner raise the cap.") { Account = state.Account };
        }
    }

    // An entry belongs to one period: what a run over the old data draws further is not paid from the budget of the new.
    private static void CheckPeriod(AccountState state, LedgerRecord last)
    {
        if (last.Period != state.Period)
        {
            throw new BudgetExceededException(string.Create(CultureInfo.InvariantCulture,
                $"The account '{state.Account}' was renewed while the run was under way: the run is of period {last.Period}, and it is period {state.Period} now. ")
                + "The stretch was not reserved; what the run reserved before stays spent in its own period. Run again in the new one.");
        }
    }

    // What the run draws in all is priced as one loss: stretches that were each rounded up may add to a little more than the spend was given for.
    private void CheckSpend(PrivacyLoss further)
    {
        if (!spend.Covers(spend.ChargeOf(PrivacyLoss.Composed([.. _losses, further]))))
        {
            throw new BudgetExceededException($"The run asks for {spend.Account.Words(spend.ChargeOf(further))} beyond {Words(Total)}, which is more than its spend gives. "
                + "The stretch was not reserved; what the run reserved before stays spent. Give the spend more.");
        }
    }

    // Parts beside each other on disjoint data cost less than the same parts composed: a run with some keeps its reserved loss, which covers what was drawn.
    private PrivacyLoss? Executed(Permit permit) => permit.Executed is { } executed && !_losses.Exists(HasParallel) ? executed : null;

    private static bool HasParallel(PrivacyLoss loss) => loss switch
    {
        ParallelEvent => true,
        ComposedEvent composed => composed.Events.Any(HasParallel),
        RepeatedEvent repeated => HasParallel(repeated.Event),
        _ => false,
    };

    private Charge Total => _losses.Aggregate(Charge.Free, (sum, part) => sum + spend.ChargeOf(part));

    private string Words(Charge total) => spend.Account.Words(total);

    private Release<T> Stored<T>(LedgerRecordAndState stored, Codec<T> codec)
    {
        // An extended run executed more than it reserved at first: its settled record says what.
        if (stored.Record.Loss.Length > 0)
        {
            _losses[0] = PrivacyLoss.FromJson(stored.Record.Loss);
            _paid = stored.Record.Charge == Charge.Free ? null : stored.Record.Charge;
        }

        var value = codec.Decode(_ledger.Keys.Open(stored.Record.Answer.Span, Context(stored.Record.Entry, stored.Record.PlanHash)));
        return new(value, Receipt(stored, RandomSourceOfStoredAnswers, !spend.Account.IsSimulated, repeated: true));
    }

    private const string RandomSourceOfStoredAnswers = "as when the answer was made";

    private Receipt Receipt(LedgerRecordAndState settled, string randomness, bool isPrivate, bool repeated) => new()
    {
        Loss = _executed ?? (_losses.Count == 1 ? _losses[0] : PrivacyLoss.Composed(_losses)),
        Price = Words(_paid ?? Total),
        Unit = Population.Unit,
        Trust = "central: the owner of data, keys and ledger is trusted; whoever reads the answer is not",
        Mechanism = mechanism,
        Randomness = randomness,
        LedgerId = _ledger.Id,
        Account = Population.Name,
        Entry = settled.Record.Entry,
        Sequence = settled.Record.Sequence,
        Head = settled.Record.Hash,
        Left = spend.Account.IsSimulated ? "no cap" : settled.Left,
        IsPrivate = isPrivate && !spend.Account.IsSimulated,
        IsRepeated = repeated,
        Derivation = spend.Derivation,
    };

    private string Context(long entry, string planHash) => string.Create(CultureInfo.InvariantCulture, $"{_ledger.Id}|{Population.Name}|{entry}|{planHash}");

    private string Message(string what) => string.Create(CultureInfo.InvariantCulture,
        $"The mechanism '{mechanism}' {what}. Entry {_entry} of '{Population.Name}' stays as the ledger shows it; details are withheld because they may quote data.");

    internal sealed record LedgerRecordAndState(LedgerRecord Record, AccountState State, string Left);
}

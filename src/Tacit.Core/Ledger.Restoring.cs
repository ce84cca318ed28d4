using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Reports;

namespace Tacit;

public sealed partial class Ledger
{
    /// <summary>
    /// Owner's act, recorded, after an older copy of the ledger was put back: charges each account what the newest reports prove that it had spent beyond the copy, and closes accounts
    /// that none of them speaks of as of the newest known record. Entries that the copy holds as reserved count as touched, because their owners may have read the data.
    /// </summary>
    /// <remarks>
    /// What was spent after the newest report is known to nobody: give the newest one of every account. What was lost is charged to every cap of an analyst or purpose under its account,
    /// too. Reports round to six digits, and are rounded up. A closed account repeats its stored answers and spends nothing until it is charged, here or with <see cref="ChargeLostAsync"/>.
    /// </remarks>
    /// <param name="reports">Reports that were made with the newer ledger.</param>
    /// <param name="reason">Why, recorded for ever.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The accounts after the act, without caps of analysts and purposes.</returns>
    /// <exception cref="BadInputException">There is no report or no reason, a report is of another ledger or simulated, or nothing that they speak of was lost.</exception>
    /// <exception cref="LedgerException">The copy was altered, or a report speaks of an account that was opened after the copy was made.</exception>
    public async Task<IReadOnlyList<AccountStatus>> RestoreAsync(IReadOnlyCollection<PrivacyReport> reports, string reason, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var why = Reason(reason);
        if (reports.Count == 0)
        {
            throw new BadInputException("Give the newest report of every account: it says what was spent after the copy was made. Nothing was changed.");
        }

        var snapshot = await _store.ReadAsync(token).ConfigureAwait(false);
        var restoration = LedgerRestoration.Of(snapshot, _keys, Id, reports);
        return await _store.TransactAsync<IReadOnlyList<AccountStatus>>(
            tx =>
            {
                if (tx.Head.Sequence != snapshot.Records.Count)
                {
                    throw new LedgerException("The ledger was written to while it was read. Nothing was changed. Stop what spends from it, and run again.");
                }

                var accounts = tx.Accounts().Where(name => Find(tx, name)!.Parent.Length == 0).ToList();
                if (reports.FirstOrDefault(r => !accounts.Contains(r.Budget.Account)) is { } later)
                {
                    throw new LedgerException($"The report '{later.Title}' is of the account '{later.Budget.Account}', which the copy does not have: it was opened after the copy was made. "
                        + "Nothing was changed. Open it with its cap (`tacit ledger open`), and run again before anything is spent from it.");
                }

                return [.. accounts.Select(name => Restored(tx, restoration, name, why)).ToList().Select(state => AccountStatus.Of(state, Id, tx.Head))];
            },
            token).ConfigureAwait(false);
    }

    /// <summary>
    /// Owner's act, recorded: charges an account, and every cap under it, a price that the owner knows to have been spent beyond the ledger, and opens it again where
    /// <see cref="RestoreAsync"/> closed it.
    /// </summary>
    /// <param name="account">The account of a population.</param>
    /// <param name="lost">At most what was lost. Where it has no ρ, ε²/2 stands for it.</param>
    /// <param name="reason">How it is known, recorded for ever.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The state after the act.</returns>
    /// <exception cref="LedgerException">There is no such account, or it is a cap of another one.</exception>
    /// <exception cref="BadInputException">There is no reason, or the price is none: it is negative, or has neither ε nor ρ.</exception>
    public Task<AccountStatus> ChargeLostAsync(string account, Price lost, string reason, CancellationToken token = default)
    {
        var why = Reason(reason);
        var rho = lost.Rho ?? (lost.Epsilon * lost.Epsilon / 2);
        if (lost.Epsilon is { Sign: < 0 } || rho is not { Sign: >= 0 } || lost.Delta.Sign < 0)
        {
            throw new BadInputException($"A charge has an ε or a ρ, and neither these nor δ below zero, but it was given as {lost}. Nothing was changed.");
        }

        return _store.TransactAsync(
            tx =>
            {
                var state = Find(tx, account) ?? throw NoAccount(tx, account);
                if (state.Parent.Length > 0)
                {
                    throw new LedgerException($"'{account}' is a cap of '{state.Parent}'. Nothing was changed. Charge '{state.Parent}': its caps are charged with it.");
                }

                // A live run holds its lease; what has run out was reserved in the copy, or by a process that is gone.
                state = Touched(tx, state, Time.GetUtcNow());
                return AccountStatus.Of(Charged(tx, state, LedgerRestoration.ChargeOf(lost with { Rho = rho, MuSquared = null }, state.Filter), LedgerHead.Empty, why), Id, tx.Head);
            },
            token);
    }

    private AccountState Restored(ILedgerTransaction tx, LedgerRestoration restoration, string name, string why)
    {
        var state = Find(tx, name)!;

        // Reserved in the copy: since then it may have read the data, and must never be given back.
        state = Touched(tx, state, DateTimeOffset.MaxValue);
        if (restoration.IsCharged(name))
        {
            return state;
        }

        if (restoration.Unknown(state) is { } unknown)
        {
            return AccountState.After(state, Append(tx, state, DraftRestored(tx, state, restoration.Newest, $"{why} (closed: {unknown})") with { Closes = true }));
        }

        // A period that was begun after the copy was made: what is charged counts in it, and so does what the copy spent by itself, since that may have been of the new data.
        var charge = restoration.Lost(state);
        while (state.Period < restoration.Period(name))
        {
            state = AccountState.After(state, Append(tx, state, Draft(name, 0, LedgerRecordKind.Renewed) with { Text = why, Caps = CapsUnder(tx, state) }));
        }

        return Charged(tx, state, charge, restoration.Newest, why);
    }

    // An account that the copy does not have may have been opened, and spent from, after it was made.
    private void CloseAsUnknown(ILedgerTransaction tx, AccountState state) => Append(tx, state, DraftRestored(tx, state, LedgerHead.Empty, "opened in a restored copy") with { Closes = true });

    private AccountState Touched(ILedgerTransaction tx, AccountState state, DateTimeOffset until)
    {
        foreach (var open in tx.ExpiredReservations(state.Account, until))
        {
            state = AccountState.After(state, Append(tx, state, Draft(Own(open).Account, open.Entry, LedgerRecordKind.Touched) with { Owner = Owner }));
        }

        return state;
    }

    private AccountState Charged(ILedgerTransaction tx, AccountState state, Charge charge, LedgerHead lost, string why) =>
        AccountState.After(state, Append(tx, state, DraftRestored(tx, state, lost, why) with { Price = charge.Price, Divergences = charge.Divergences }));

    // Nobody knows who spent what was lost: it counts in every cap.
    private LedgerRecord DraftRestored(ILedgerTransaction tx, AccountState state, LedgerHead lost, string why) => Draft(state.Account, 0, LedgerRecordKind.Restored) with
    {
        Format = LedgerRecord.CurrentFormat,
        Text = why,
        Caps = CapsUnder(tx, state),
        Lost = lost,
    };

    private string CapsUnder(ILedgerTransaction tx, AccountState state) => string.Join(';', tx.Accounts().Where(cap => Find(tx, cap)!.Parent == state.Account));
}

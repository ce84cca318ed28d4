using System.Globalization;
using Tacit.Accounting;
using Tacit.Numerics;
using Tacit.Reports;

namespace Tacit.Ledgers;

/// <summary>What an older copy of a ledger must be charged, by the reports that were made with the newer one: for each account the most that can have been lost.</summary>
/// <remarks>
/// A report says what its account had spent since it was opened, as of its record. What the copy lacks of that is lost, and is charged; an account that no report of the
/// newest known record speaks of may have spent anything, and is closed. The copy may have been written on before anybody noticed: what it has from after the report was made is no
/// part of what the report speaks of, and does not lessen the charge.
/// </remarks>
internal sealed class LedgerRestoration
{
    // Reports show six digits.
    private static readonly Rational Up = 1 + new Rational(1, 100_000);

    private readonly LedgerSnapshot _snapshot;
    private readonly IReadOnlyList<PrivacyReport> _lost;

    private LedgerRestoration(LedgerSnapshot snapshot, IReadOnlyList<PrivacyReport> lost)
    {
        _snapshot = snapshot;
        _lost = lost;
        var given = lost.MaxBy(r => r.Budget.Sequence)!.Budget;
        var before = snapshot.Records.Where(r => r.Kind == LedgerRecordKind.Restored).MaxBy(r => r.Lost.Sequence)?.Lost ?? LedgerHead.Empty;
        Newest = before.Sequence > given.Sequence ? before : new(given.Sequence, given.Head);
    }

    /// <summary>The newest record that is known to have been lost, by these reports or by an earlier restoration.</summary>
    public LedgerHead Newest { get; }

    /// <exception cref="BadInputException">A report is of another ledger, is simulated, or nothing that they speak of was lost.</exception>
    /// <exception cref="LedgerException">The copy itself was altered.</exception>
    public static LedgerRestoration Of(LedgerSnapshot snapshot, LedgerKeys keys, string ledgerId, IReadOnlyCollection<PrivacyReport> reports)
    {
        if (reports.FirstOrDefault(r => r.Budget.LedgerId != ledgerId) is { } other)
        {
            throw new BadInputException($"The report '{other.Title}' is of ledger {other.Budget.LedgerId}; this is {ledgerId}. Nothing was changed.");
        }

        if (reports.FirstOrDefault(r => !r.IsPrivate) is { } simulated)
        {
            throw new BadInputException($"The report '{simulated.Title}' holds simulated answers, which no ledger paid for. Nothing was changed.");
        }

        if (LedgerVerification.Of(snapshot, keys, ledgerId, null).Faults is [var fault, ..])
        {
            throw new LedgerException($"The copy itself does not verify: {fault} Nothing was changed. Put another copy back.");
        }

        var held = snapshot.Records.Select(r => new LedgerHead(r.Sequence, r.Hash)).ToHashSet();
        var lost = reports.Where(r => !held.Contains(new(r.Budget.Sequence, r.Budget.Head))).ToList();
        foreach (var ofOne in lost.GroupBy(r => r.Budget.Account, StringComparer.Ordinal))
        {
            CheckOneBranch([.. ofOne.OrderBy(r => r.Budget.Sequence)]);
        }

        return lost.Count > 0 ? new(snapshot, lost) : throw new BadInputException(
            "The ledger holds the record of every report that was given, so nothing that they speak of was lost. Nothing was changed. Give the newest report that was made.");
    }

    /// <summary>Whether the account was charged already for all that is known to have been lost.</summary>
    public bool IsCharged(string account) => _snapshot.Records.Where(r => r.Kind == LedgerRecordKind.Restored && r.Account == account).ToList() is { Count: > 0 } acts
        && !acts[^1].Closes && acts.Exists(r => r.Lost == Newest);

    /// <summary>Why an account cannot be charged and must be closed, or null.</summary>
    public string? Unknown(AccountState state)
    {
        if (Report(state.Account)?.Budget is not { } report)
        {
            return "no report of this account was given";
        }

        if (report.Sequence < Newest.Sequence)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its report ends at record {report.Sequence}, and the newest known one is {Newest.Sequence}");
        }

        if (Total(report.Lifetime) is null)
        {
            return $"its report says '{report.Lifetime}', which cannot be charged";
        }

        if (report.Cap != state.Cap.ToString() && !IsCapChosen(state.Account))
        {
            return $"its report says that its cap was {report.Cap}, and the copy has {state.Cap}: set it again with `tacit ledger raise`, and run this again";
        }

        return report.Period > state.Period && state.Lifetime is { Epsilon: null, Rho: null } ? "what the copy spent by itself cannot be charged to the period that was begun meanwhile" : null;
    }

    /// <summary>The period that the account had reached.</summary>
    public long Period(string account) => Report(account)!.Budget.Period;

    /// <summary>What is charged to an account: at least what it had spent and the copy does not know.</summary>
    public Charge Lost(AccountState state)
    {
        var report = Report(state.Account)!;
        var counted = _snapshot.Records.Where(r => r.Account == state.Account && r.Time <= report.Created && r.Sequence < report.Budget.Sequence).ToList();

        // What was reserved then may be void by now, here or in the newer ledger: it does not count as known, so it is charged twice rather than not at all.
        var open = counted.Where(r => r.Entry > 0).GroupBy(r => r.Entry).Where(entry => entry.Last().Kind == LedgerRecordKind.Reserved).Select(entry => entry.Key).ToHashSet();
        AccountState? known = null;
        foreach (var record in counted.Where(r => !open.Contains(r.Entry)))
        {
            known = AccountState.After(known, record);
        }

        var had = known?.Lifetime ?? Price.Free;
        var lost = Difference(Total(report.Budget.Lifetime)!.Value, had);
        if (report.Budget.Period > state.Period)
        {
            // The copy's own share would be left behind in the period that ends.
            var own = Difference(state.Lifetime, had);
            lost = new(lost.Epsilon + own.Epsilon, lost.Rho + own.Rho, lost.Delta + own.Delta, null);
        }

        return ChargeOf(lost, state.Filter);
    }

    /// <summary>A price as a charge: at every order of the filter ρα, which bounds the divergence of whatever costs ρ.</summary>
    public static Charge ChargeOf(Price price, PrivacyFilter filter) =>
        new(price, filter.IsRenyi ? RenyiDivergences.Of(filter.Orders.Select(order => price.Rho * Rational.FromDoubleExact(order))) : null);

    // A sum of ε costs at most as much as all of it at once.
    private static Price Difference(Price total, Price had)
    {
        var epsilon = Beyond(total.Epsilon, had.Epsilon);
        return new(epsilon, Beyond(total.Rho, had.Rho) ?? (epsilon * epsilon / 2)!.Value, Rational.Max(total.Delta - had.Delta, Rational.Zero), null);
    }

    // A ledger only grows: reports of one account that say otherwise are of two copies that were both used.
    private static void CheckOneBranch(List<PrivacyReport> reports)
    {
        for (var i = 1; i < reports.Count; i++)
        {
            var (earlier, later) = (reports[i - 1].Budget, reports[i].Budget);
            var (less, more) = (Total(earlier.Lifetime), Total(later.Lifetime));
            if ((earlier.Sequence == later.Sequence && earlier.Head != later.Head) || (less is { } a && more is { } b && (a.Epsilon > b.Epsilon || a.Rho > b.Rho || a.Delta > b.Delta)))
            {
                throw new BadInputException($"The reports '{reports[i - 1].Title}' and '{reports[i].Title}' of the account '{later.Account}' are of two copies of the ledger that were both used. Nothing was changed. "
                    + "Give the report of one, and charge what was spent with the other by `tacit ledger restore --account`.");
            }
        }
    }

    // After the first act on the copy, the owner knows of it: a cap that is set then is meant.
    private bool IsCapChosen(string account) => _snapshot.Records.Where(r => r.Account == account).SkipWhile(r => r.Kind != LedgerRecordKind.Restored).Any(r => r.Kind == LedgerRecordKind.Raised);

    private PrivacyReport? Report(string account) => _lost.Where(r => r.Budget.Account == account).MaxBy(r => r.Budget.Sequence);

    private static Rational? Beyond(Rational? total, Rational? had) => total is { } all ? Rational.Max(all - (had ?? Rational.Zero), Rational.Zero) : null;

    // "ε = 0.3", "ρ = 0.01" or either with ", δ = 1e-6", rounded up.
    private static Price? Total(string words)
    {
        Rational? epsilon = null, rho = null;
        var delta = Rational.Zero;
        foreach (var part in words.Split(", "))
        {
            if (part.Split(" = ") is not [var currency, var number] || !Rational.TryParse(number, out var value))
            {
                return null;
            }

            switch (currency)
            {
                case "ε": epsilon = value * Up; break;
                case "ρ": rho = value * Up; break;
                case "δ": delta = value * Up; break;
                default: return null;
            }
        }

        return epsilon is null && rho is null ? null : new Price(epsilon, rho, delta, null);
    }
}

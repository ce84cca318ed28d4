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
        var newest = lost.MaxBy(r => r.Budget.Sequence)!.Budget;
        Newest = new(newest.Sequence, newest.Head);
    }

    /// <summary>The newest record that is known to have been lost.</summary>
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
        return lost.Count > 0 ? new(snapshot, lost) : throw new BadInputException(
            "The ledger holds the record of every report that was given, so nothing that they speak of was lost. Nothing was changed. Give the newest report that was made.");
    }

    /// <summary>Why an account cannot be charged and must be closed, or null.</summary>
    public string? Unknown(string account) => Report(account) is not { } report
        ? "no report of this account was given"
        : report.Budget.Sequence < Newest.Sequence
            ? string.Create(CultureInfo.InvariantCulture, $"its report ends at record {report.Budget.Sequence}, and the newest known one is {Newest.Sequence}")
            : Total(report.Budget.Lifetime) is null ? $"its report says '{report.Budget.Lifetime}', which cannot be charged" : null;

    /// <summary>The period that the account had reached.</summary>
    public long Period(string account) => Report(account)!.Budget.Period;

    /// <summary>What is charged to an account: at least what it had spent and the copy does not know.</summary>
    public Charge Lost(AccountState state)
    {
        var report = Report(state.Account)!;
        AccountState? known = null;
        foreach (var record in _snapshot.Records.Where(r => r.Account == state.Account && r.Time <= report.Created && r.Sequence < report.Budget.Sequence))
        {
            known = AccountState.After(known, record);
        }

        var had = known?.Lifetime ?? Price.Free;
        var total = Total(report.Budget.Lifetime)!.Value;
        var epsilon = Beyond(total.Epsilon, had.Epsilon);

        // A sum of ε costs at most as much as all of it at once.
        var rho = Beyond(total.Rho, had.Rho) ?? (epsilon * epsilon / 2)!.Value;
        return ChargeOf(new(epsilon, rho, Rational.Max(total.Delta - had.Delta, Rational.Zero), null), state.Filter);
    }

    /// <summary>A price as a charge: at every order of the filter ρα, which bounds the divergence of whatever costs ρ.</summary>
    public static Charge ChargeOf(Price price, PrivacyFilter filter) =>
        new(price, filter.IsRenyi ? RenyiDivergences.Of(filter.Orders.Select(order => price.Rho * Rational.FromDoubleExact(order))) : null);

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

using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit;

/// <summary>The state of an account in exact text: its cap, what was spent in this period and since the beginning, what is left.</summary>
/// <param name="Account">The population's name.</param>
/// <param name="Unit">Whose presence is protected.</param>
/// <param name="Cap">The cap.</param>
/// <param name="Spent">Reserved and spent in this period.</param>
/// <param name="Lifetime">Reserved and spent since the account was opened.</param>
/// <param name="Left">What is left, in words.</param>
/// <param name="Currency"><c>ε</c>, <c>ρ</c>, or <c>τ</c> in an account with a Rényi filter: the currency of <paramref name="Left"/> and <paramref name="Fraction"/>. ε while any of it is left, else the other while that is.</param>
/// <param name="Fraction">Share of the cap on that currency that is spent, in [0, 1].</param>
/// <param name="DeltaFraction">Share of the δ for key selection that is spent, in [0, 1]; null where the cap has none.</param>
/// <param name="Period">The period, from 1.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="LedgerId">Identity of the ledger.</param>
/// <param name="Head">The end of the ledger.</param>
public sealed record AccountStatus(
    string Account, string Unit, PrivacyBudget Cap, Price Spent, Price Lifetime, string Left, string Currency, double Fraction, double? DeltaFraction,
    long Period, long Entries, string LedgerId, LedgerHead Head)
{
    /// <summary>The rule by which spends are held against the cap.</summary>
    public PrivacyFilter Filter { get; init; } = PrivacyFilter.PureOrZcdp;

    /// <summary>The account that a cap of an analyst or a purpose is part of; empty for the account of a population.</summary>
    public string Parent { get; init; } = string.Empty;

    /// <summary>Whether nothing may be spent until the owner has charged what was lost with a newer ledger: see <see cref="Ledger.RestoreAsync"/>.</summary>
    public bool IsClosed { get; init; }

    /// <summary>
    /// What was spent since the account was opened, as one (ε, δ) that holds for everything so far, whenever one looks: the smallest cap of a fixed family that covers Σρ, or Σε
    /// where that is less. Null where there is neither (sampled losses), Σρ alone and no δ to convert it, or the account is closed.
    /// </summary>
    public (double Epsilon, double Delta)? Odometer { get; init; }

    /// <summary><see cref="Spent"/> in words; a Rényi divergence where there is neither ε nor ρ.</summary>
    public string SpentText { get; init; } = Spent.ToString();

    /// <summary><see cref="Lifetime"/> in words.</summary>
    public string LifetimeText { get; init; } = Lifetime.ToString();

    internal static AccountStatus Of(AccountState state, string ledgerId, LedgerHead head)
    {
        var use = state.Budget.Use(state.InPeriod);
        var delta = state.Budget.DeltaCap;
        return new(
            state.Account, state.Unit, state.Cap, state.Spent, state.Lifetime, state.Left,
            use.Currency, Share(use.Spent), delta.Sign == 0 ? null : Share(state.Spent.Delta / delta),
            state.Period, state.Entries, ledgerId, head)
        {
            Filter = state.Filter,
            Parent = state.Parent,
            IsClosed = state.IsClosed,
            Odometer = state.IsClosed ? null : state.Budget.Odometer(state.Lifetime),
            SpentText = state.SpentText,
            LifetimeText = state.LifetimeText,
        };
    }

    private static double Share(Rational value) => Math.Clamp(value.ToDouble(), 0, 1);
}

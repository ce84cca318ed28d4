using Tacit.Accounting;
using Tacit.Ledgers;

namespace Tacit;

/// <summary>The state of an account in exact text: its cap, what was spent in this period and since the beginning, what is left.</summary>
/// <param name="Account">The population's name.</param>
/// <param name="Unit">Whose presence is protected.</param>
/// <param name="Cap">The cap.</param>
/// <param name="Spent">Reserved and spent in this period.</param>
/// <param name="Lifetime">Reserved and spent since the account was opened.</param>
/// <param name="Left">What is left, in words.</param>
/// <param name="Fraction">Share of the cap that is spent, in [0, 1], under the rule that leaves more.</param>
/// <param name="Period">The period, from 1.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="LedgerId">Identity of the ledger.</param>
/// <param name="Head">The end of the ledger.</param>
public sealed record AccountStatus(
    string Account, string Unit, PrivacyBudget Cap, Price Spent, Price Lifetime, string Left, double Fraction, long Period, long Entries, string LedgerId, LedgerHead Head)
{
    internal static AccountStatus Of(AccountState state, string ledgerId, LedgerHead head) => new(
        state.Account, state.Unit, state.Cap, state.Spent, state.Lifetime, BudgetFilter.Left(state.Cap, state.Spent),
        FractionOf(state), state.Period, state.Entries, ledgerId, head);

    private static double FractionOf(AccountState state)
    {
        var best = 1.0;
        if (state.Cap.Epsilon is { } e && state.Spent.Epsilon is { } spent)
        {
            best = Math.Min(best, (spent / e).ToDouble());
        }

        if (BudgetFilter.RhoCap(state.Cap) is { Sign: > 0 } r && state.Spent.Rho is { } spentRho)
        {
            best = Math.Min(best, (spentRho / r).ToDouble());
        }

        return Math.Clamp(best, 0, 1);
    }
}

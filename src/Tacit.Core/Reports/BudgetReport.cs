namespace Tacit.Reports;

/// <summary>The state of the account, in exact text and as fractions for gauges.</summary>
/// <param name="Account">The population's name.</param>
/// <param name="LedgerId">Identity of the ledger.</param>
/// <param name="Cap">The cap, in words.</param>
/// <param name="Spent">Spent in this period, in words.</param>
/// <param name="Lifetime">Spent since the account was opened, in words.</param>
/// <param name="Left">Left in this period, in words.</param>
/// <param name="Fraction">Share of the cap on <see cref="Currency"/> that is spent, in [0, 1]; null where there is no cap, in a simulation.</param>
/// <param name="Period">The period, from 1.</param>
/// <param name="Sequence">Number of the last record of the ledger.</param>
/// <param name="Head">Hash of the last record of the ledger.</param>
public sealed record BudgetReport(
    string Account, string LedgerId, string Cap, string Spent, string Lifetime, string Left, double? Fraction, long Period, long Sequence, string Head)
{
    /// <summary>The currency of <see cref="Fraction"/>: <c>ε</c>, <c>ρ</c> or <c>τ</c>.</summary>
    public string Currency { get; init; } = "ε";

    /// <summary>Share of the δ for key selection that is spent, in [0, 1]; null where the cap has none.</summary>
    public double? DeltaFraction { get; init; }

    /// <summary>The state of an account.</summary>
    public static BudgetReport Of(AccountStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new(
            status.Account, status.LedgerId, status.Cap.ToString(), status.SpentText, status.LifetimeText, status.Left,
            status.Fraction, status.Period, status.Head.Sequence, status.Head.Hash)
        {
            Currency = status.Currency,
            DeltaFraction = status.DeltaFraction,
        };
    }
}

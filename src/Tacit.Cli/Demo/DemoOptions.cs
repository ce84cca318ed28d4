namespace Tacit.Cli.Demo;

/// <summary>How the demo is run.</summary>
/// <param name="Output">Folder for the report.</param>
/// <param name="Data">Folder with the cohort's files, or null for the bundled ones.</param>
/// <param name="DataVersion">The owner's name for the state of these files: stored answers of other files do not answer for them.</param>
/// <param name="LedgerPath">The ledger file.</param>
/// <param name="KeyFile">The ledger's key file, or null for the one beside it.</param>
/// <param name="Budget">The budget of the account.</param>
/// <param name="BoundingEffect">Whether the effect of bounding is measured too, from a share that is added to the budget.</param>
/// <param name="RevealTruth">Whether true values are shown, on a simulated ledger.</param>
internal sealed record DemoOptions(string Output, string? Data, string DataVersion, string LedgerPath, string? KeyFile, PrivacyBudget Budget, bool BoundingEffect, bool RevealTruth)
{
    /// <summary>What the account is opened with: the budget, and what measuring adds to it.</summary>
    public PrivacyBudget Cap => BoundingEffect
        ? PrivacyBudget.Approximate(Budget.Epsilon!.Value * (1 + DemoScript.BoundingShares), Budget.Delta)
        : Budget;
}

using System.CommandLine;

namespace Tacit.Cli.Commands;

/// <summary>What a run costs, and what a budget allows. No data, no ledger: arithmetic.</summary>
internal static class AccountCommand
{
    public static Command Create() => new("account", "What a run costs and what a budget allows: certified ε, δ, noise and steps. Reads no data.\n\n"
        + "Example: tacit account epsilon --gaussian 1.1 --sampling-rate 0.00426666666667 --steps 14061 --delta 1e-5")
    {
        AccountPriceCommand.Epsilon(), AccountPriceCommand.Delta(), AccountLimitCommand.Noise(), AccountLimitCommand.Steps(), AccountLimitCommand.Rate(),
        AccountCompareCommand.Create(), AccountConvertCommand.Create(),
    };
}

using System.CommandLine;

namespace Tacit.Cli.Commands;

/// <summary>A cap on the command line: in ε, with δ or without, or in ρ.</summary>
internal sealed class BudgetOptions
{
    public Option<double?> Epsilon { get; } = new("--epsilon") { Description = "The cap on ε." };

    public Option<double?> Rho { get; } = new("--rho") { Description = "The cap on ρ of zero-concentrated privacy, instead of --epsilon." };

    public Option<double?> Delta { get; } = new("--delta") { Description = "The cap on δ. Without it, or with 0, the cap is one of ε or ρ alone." };

    public PrivacyBudget Read(ParseResult result) => (result.GetValue(Epsilon), result.GetValue(Rho), result.GetValue(Delta)) switch
    {
        ({ } e, null, null or 0) => PrivacyBudget.Pure(e),
        ({ } e, null, { } delta) => PrivacyBudget.Approximate(e, delta),
        (null, { } r, var delta) => PrivacyBudget.Zcdp(r, delta ?? 0),
        (null, null, _) => throw new BadInputException("The new cap is missing. Give --epsilon, with --delta for an approximate budget, or --rho. Nothing was changed."),
        _ => throw new BadInputException("A cap is in ε or in ρ: give --epsilon or --rho, not both. Nothing was changed."),
    };
}

using Tacit.Numerics;

namespace Tacit.Data;

/// <summary>A cap: <c>epsilon</c> alone is pure, <c>epsilon</c> and <c>delta</c> approximate, <c>rho</c> with or without <c>delta</c> zero-concentrated. Exact decimals.</summary>
public sealed record BudgetPolicy
{
    /// <summary>The cap on ε.</summary>
    public Rational? Epsilon { get; init; }

    /// <summary>The cap on ρ.</summary>
    public Rational? Rho { get; init; }

    /// <summary>The cap on δ.</summary>
    public Rational? Delta { get; init; }

    /// <summary>The cap as a budget.</summary>
    /// <exception cref="BadInputException">It has both or neither of ε and ρ, or a number that no budget has.</exception>
    public PrivacyBudget ToBudget() => (Epsilon, Rho, Delta) switch
    {
        ({ } epsilon, null, null) => PrivacyBudget.Pure(epsilon),
        ({ } epsilon, null, { } delta) => PrivacyBudget.Approximate(epsilon, delta),
        (null, { } rho, null) => PrivacyBudget.Zcdp(rho),
        (null, { } rho, { } delta) => PrivacyBudget.Zcdp(rho, delta),
        _ => throw new BadInputException("A budget has either 'epsilon' or 'rho', and may have 'delta'."),
    };
}

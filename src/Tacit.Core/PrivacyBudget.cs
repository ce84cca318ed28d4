using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit;

/// <summary>The cap of an account, as exact rationals: pure ε, approximate (ε, δ), or zero-concentrated (ρ, δ).</summary>
/// <remarks>Immutable and thread-safe. Ten tenths fit in a budget of one; eleven do not.</remarks>
public sealed record PrivacyBudget
{
    private PrivacyBudget(Rational? epsilon, Rational? rho, Rational delta)
    {
        Epsilon = epsilon;
        Rho = rho;
        Delta = delta;
    }

    /// <summary>The cap on ε, or null for a zCDP budget.</summary>
    public Rational? Epsilon { get; }

    /// <summary>The cap on ρ of a zCDP budget, or null.</summary>
    public Rational? Rho { get; }

    /// <summary>The cap on δ; zero for a pure budget.</summary>
    public Rational Delta { get; }

    /// <summary>Pure ε-differential privacy.</summary>
    /// <exception cref="BadInputException"><paramref name="epsilon"/> is not a positive finite number.</exception>
    public static PrivacyBudget Pure(Quantity epsilon) => new(epsilon.Positive("Epsilon"), null, Rational.Zero);

    /// <summary>(ε, δ)-differential privacy.</summary>
    /// <exception cref="BadInputException"><paramref name="epsilon"/> is not positive or <paramref name="delta"/> is not in (0, 1).</exception>
    public static PrivacyBudget Approximate(Quantity epsilon, Quantity delta)
    {
        var value = delta.Delta();
        return value.Sign == 0
            ? throw new BadInputException("Delta must be in (0, 1), but was 0. For pure differential privacy use PrivacyBudget.Pure(epsilon).")
            : new(epsilon.Positive("Epsilon"), null, value);
    }

    /// <summary>Zero-concentrated differential privacy with ρ; <paramref name="delta"/> pays for private key selection.</summary>
    /// <exception cref="BadInputException"><paramref name="rho"/> is not positive or <paramref name="delta"/> is not in [0, 1).</exception>
    public static PrivacyBudget Zcdp(Quantity rho, Quantity delta = default) => new(null, rho.Positive("Rho"), delta.Delta());

    /// <summary>For example <c>ε = 1, δ = 0.000001</c>.</summary>
    public override string ToString()
    {
        var main = Epsilon is { } e ? $"ε = {e}" : $"ρ = {Rho}";
        return Delta.Sign == 0 ? main : $"{main}, δ = {PriceText.Number(Delta)}";
    }
}

using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>What a loss costs, exactly, in the three currencies that add under adaptive composition.</summary>
/// <param name="Epsilon">Pure ε beside <paramref name="Delta"/>, or null where there is none (Gaussian noise).</param>
/// <param name="Rho">zCDP ρ beside <paramref name="Delta"/>, or null where there is none.</param>
/// <param name="Delta">Probability set apart for approximate parts (key selection).</param>
/// <param name="MuSquared">μ² of Gaussian differential privacy where every part is continuous Gaussian noise, else null.</param>
/// <remarks>Source: Bun and Steinke (2016) for ρ; Dong, Roth and Su (2022) for μ. The zero price costs nothing.</remarks>
public readonly record struct Price(Rational? Epsilon, Rational? Rho, Rational Delta, Rational? MuSquared)
{
    /// <summary>The price of nothing.</summary>
    public static Price Free => new(Rational.Zero, Rational.Zero, Rational.Zero, Rational.Zero);

    /// <summary>The price of an ε-differentially private event: ε, ε²/2 and δ (ε²/8 where the loss has bounded range).</summary>
    public static Price Pure(Rational epsilon, Rational delta, bool boundedRange = false) =>
        new(epsilon, epsilon * epsilon / (boundedRange ? 8 : 2), delta, epsilon.Sign == 0 && delta.Sign == 0 ? Rational.Zero : null);

    /// <summary>Composition: each currency adds, and one that a part lacks is lacking in the whole.</summary>
    public static Price operator +(Price left, Price right) => Add(left, right);

    /// <summary>Composition: each currency adds, and one that a part lacks is lacking in the whole.</summary>
    public static Price Add(Price left, Price right) => new(
        left.Epsilon + right.Epsilon,
        left.Rho + right.Rho,
        left.Delta + right.Delta,
        left.MuSquared + right.MuSquared);

    /// <summary><paramref name="count"/> copies composed.</summary>
    public Price Times(long count) => count < 0 ? throw new ArgumentOutOfRangeException(nameof(count), count, "A price is never below zero.") : new(Epsilon * count, Rho * count, Delta * count, MuSquared * count);

    /// <summary>Parallel composition over disjoint parts under add/remove: the larger in each currency.</summary>
    public static Price Max(Price left, Price right) => new(
        MaxOf(left.Epsilon, right.Epsilon),
        MaxOf(left.Rho, right.Rho),
        Rational.Max(left.Delta, right.Delta),
        MaxOf(left.MuSquared, right.MuSquared));

    /// <summary>Group privacy: <paramref name="size"/> units together. ε·k, ρ·k², μ·k, and δ(e^{kε}−1)/(e^ε−1), rounded up.</summary>
    /// <remarks>A δ beside ρ alone has no group price; it makes ρ lacking.</remarks>
    public Price ForGroupsOf(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (size == 1)
        {
            return this;
        }

        var delta = Rational.Zero;
        var rho = Rho;
        if (Delta.Sign > 0)
        {
            rho = null;
            if (Epsilon is not { } epsilon)
            {
                throw new UnpricedLossException("group privacy of a loss that has δ but no ε");
            }

            // Σ_{j<k} e^{jε}: the closed form where its subtraction is harmless, an upper bound where ε is tiny. The margin covers rounding.
            var e = epsilon.ToDoubleUp();
            var factor = (e >= 1e-3 ? (Math.Exp(size * e) - 1) / (Math.Exp(e) - 1) : size * Math.Exp((size - 1) * e)) * (1 + 1e-11);
            delta = double.IsFinite(factor) ? Rational.Min(Rational.One, Delta * Rational.FromDoubleExact(factor)) : Rational.One;
        }

        return new(Epsilon * size, rho * size * size, delta, MuSquared * size * size);
    }

    private static Rational? MaxOf(Rational? left, Rational? right) =>
        left is { } a && right is { } b ? Rational.Max(a, b) : null;

    /// <summary>For example <c>ε = 0.2</c>, <c>ρ = 0.01</c> or <c>ε = 0.1, δ = 1e-6</c>.</summary>
    public override string ToString()
    {
        var main = Epsilon is { } e ? $"ε = {PriceText.Number(e)}" : Rho is { } r ? $"ρ = {PriceText.Number(r)}" : "no price";
        return Delta.Sign == 0 ? main : $"{main}, δ = {PriceText.Number(Delta)}";
    }
}

using Tacit.Accounting;

namespace Tacit.Audit.Queries.Games;

/// <summary>The most that any attacker can gain in a game about one unit, by what was spent.</summary>
/// <remarks>
/// The advantage of a guess is P(says "in" | in) − P(says "in" | out), at most the total variation between the two laws of everything he saw.
/// For (ε, δ): (e^ε − 1 + 2δ)/(e^ε + 1), which is at most (e^ε − 1)/(e^ε + 1) + δ (Kairouz, Oh and Viswanath 2015, theorem 3.3 at equal errors). For ρ-zCDP beside δ: the
/// divergence is at most ρ, so Pinsker gives √(ρ/2), and the part of probability δ adds δ.
/// </remarks>
internal static class AdvantageBound
{
    public static double Of(Price spent)
    {
        var delta = spent.Delta.ToDouble();
        var pure = spent.Epsilon is { } epsilon ? (Math.Tanh(epsilon.ToDouble() / 2) * (1 - delta)) + delta : 1;
        var concentrated = spent.Rho is { } rho ? Math.Sqrt(rho.ToDouble() / 2) + delta : 1;
        return Math.Min(1, Math.Min(pure, concentrated));
    }

    /// <summary>The price with the larger bound.</summary>
    public static Price Larger(Price a, Price b) => Of(a) >= Of(b) ? a : b;
}

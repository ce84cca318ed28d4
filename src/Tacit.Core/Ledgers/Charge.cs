using Tacit.Accounting;

namespace Tacit.Ledgers;

/// <summary>What an entry adds to an account: its exact price, and its divergences where the account adds those.</summary>
internal readonly record struct Charge(Price Price, RenyiDivergences? Divergences)
{
    public static Charge Free => new(Price.Free, null);

    public static Charge operator +(Charge left, Charge right) =>
        new(left.Price + right.Price, left.Divergences is { } mine && right.Divergences is { } other ? mine.Plus(other) : left.Divergences ?? right.Divergences);

    /// <summary>Whether this is at least a lower bound of what a loss costs: each currency that has a number must cover it. Of δ, whose price may be computed in floating point, 10⁻⁹ are left to another machine.</summary>
    public bool Covers(Charge least) =>
        Covers(Price.Epsilon, least.Price.Epsilon) && Covers(Price.Rho, least.Price.Rho)
        && Price.Delta * (1 + (Numerics.Rational)1e-9) >= least.Price.Delta
        && (Divergences is null ? least.Divergences is null : least.Divergences is { } other && Divergences.Covers(other));

    private static bool Covers(Numerics.Rational? mine, Numerics.Rational? least) => mine is not { } value || (least is { } other && value >= other);
}

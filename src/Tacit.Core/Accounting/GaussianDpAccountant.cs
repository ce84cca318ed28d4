using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Gaussian differential privacy: μ = √ΣΔ²/σ², and the exact curve of that one Gaussian.</summary>
internal sealed class GaussianDpAccountant : Accountant
{
    public override string Name => "gdp";

    /// <summary>ε at δ of Gaussian noise with Σμ².</summary>
    public static Bracket EpsilonOf(Rational muSquared, Rational delta)
    {
        var mu = Mu(muSquared);
        if (mu == 0)
        {
            return new(0, 0, GaussianDp.Name);
        }

        var (down, up) = (delta.ToDoubleDown(), delta.ToDoubleUp());
        return down > 0
            ? new(Conversions.GaussianEpsilon(mu * (1 - 4e-12), up, 1 - 1e-9), Conversions.GaussianEpsilon(mu, down, 1 + 1e-9), GaussianDp.Name)
            : new(0, double.PositiveInfinity, GaussianDp.Name);
    }

    /// <summary>δ at ε of Gaussian noise with Σμ².</summary>
    public static Bracket DeltaOf(Rational muSquared, Rational epsilon)
    {
        var mu = Mu(muSquared);
        return new(
            Conversions.GaussianDelta(mu * (1 - 4e-12), epsilon.ToDoubleUp()) * (1 - 1e-9),
            Math.Min(1, Conversions.GaussianDelta(mu, epsilon.ToDoubleDown()) * (1 + 1e-9)),
            GaussianDp.Name);
    }

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token) =>
        EpsilonOf(Sum(loss, relation), delta);

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token) =>
        DeltaOf(Sum(loss, relation), epsilon);

    private static Rational Sum(PrivacyLoss loss, Neighbours relation) => loss.Price(relation).MuSquared
        ?? throw new UnpricedLossException("Gaussian DP: a part is not continuous Gaussian noise (zCDP, Rényi and loss distributions price it)");

    private static double Mu(Rational square) => Math.Sqrt(square.ToDoubleUp()) * (1 + 1e-12);
}

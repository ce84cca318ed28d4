using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Gaussian differential privacy: μ = √ΣΔ²/σ², and the exact curve of that one Gaussian.</summary>
internal sealed class GaussianDpAccountant : Accountant
{
    public override string Name => "gdp";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var mu = Mu(loss, relation);
        if (mu == 0)
        {
            return new(0, 0, Name);
        }

        var (down, up) = (delta.ToDoubleDown(), delta.ToDoubleUp());
        return down > 0
            ? new(Conversions.GaussianEpsilon(mu * (1 - 4e-12), up, 1 - 1e-9), Conversions.GaussianEpsilon(mu, down, 1 + 1e-9), Name)
            : new(0, double.PositiveInfinity, Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var mu = Mu(loss, relation);
        return new(
            Conversions.GaussianDelta(mu * (1 - 4e-12), epsilon.ToDoubleUp()) * (1 - 1e-9),
            Math.Min(1, Conversions.GaussianDelta(mu, epsilon.ToDoubleDown()) * (1 + 1e-9)),
            Name);
    }

    private static double Mu(PrivacyLoss loss, Neighbours relation) => loss.Price(relation).MuSquared is { } square
        ? Math.Sqrt(square.ToDoubleUp()) * (1 + 1e-12)
        : throw new UnpricedLossException("Gaussian DP: a part is not continuous Gaussian noise (zCDP, Rényi and loss distributions price it)");
}

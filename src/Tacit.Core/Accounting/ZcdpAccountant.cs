using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Sums of ρ, converted at the best order.</summary>
internal sealed class ZcdpAccountant : Accountant
{
    public override string Name => "zcdp";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (rho, spent) = Sum(loss, relation);
        var rest = (delta - spent).ToDoubleDown();
        return new(0, rho == 0 && spent <= delta ? 0 : rest > 0 ? Conversions.ZcdpEpsilon(rho, rest) : double.PositiveInfinity, Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (rho, spent) = Sum(loss, relation);
        return new(0, Math.Min(1, Math.BitIncrement(spent.ToDoubleUp() + Conversions.ZcdpDelta(rho, epsilon.ToDoubleDown()))), Name);
    }

    private static (double Rho, Rational Delta) Sum(PrivacyLoss loss, Neighbours relation)
    {
        var price = loss.Price(relation);
        return price.Rho is { } rho ? (rho.ToDoubleUp(), price.Delta) : throw new UnpricedLossException("zCDP: a part has no ρ");
    }
}

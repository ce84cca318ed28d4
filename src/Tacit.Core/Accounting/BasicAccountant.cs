using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Sums of ε and δ: exact, and the only accountant of a budget that is pure.</summary>
internal sealed class BasicAccountant : Accountant
{
    public override string Name => "basic";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (epsilon, spent) = Sum(loss, relation);
        return new(0, spent <= delta ? epsilon.ToDecimalUp() : double.PositiveInfinity, Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (sum, spent) = Sum(loss, relation);
        return new(0, sum <= epsilon ? spent.ToDecimalUp() : 1, Name);
    }

    private static (Rational Epsilon, Rational Delta) Sum(PrivacyLoss loss, Neighbours relation)
    {
        var price = loss.Price(relation);
        return price.Epsilon is { } epsilon ? (epsilon, price.Delta) : throw new UnpricedLossException("sums of ε: Gaussian noise has none (zCDP, Gaussian DP, Rényi and loss distributions price it)");
    }
}

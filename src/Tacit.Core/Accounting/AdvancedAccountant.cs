using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>Advanced composition: Σε_i(e^{ε_i}−1)/(e^{ε_i}+1) + √(2 ln(1/δ') Σε_i²) at δ' beside the δ of the events, or the sum where that is smaller.</summary>
/// <remarks>Source: Kairouz, Oh and Viswanath (2015), Theorem 3.5. Valid for events of different size; loss distributions are the optimal composition.</remarks>
internal sealed class AdvancedAccountant : Accountant
{
    private const double Up = 1 + 1e-12;

    public override string Name => "advanced";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (sum, mean, squares, spent) = Terms(loss, relation);
        var rest = (delta - spent).ToDoubleDown();
        var basic = spent <= delta ? sum : double.PositiveInfinity;
        return new(0, rest > 0 ? Math.Min(basic, (mean + Math.Sqrt(2 * Math.Log(1 / rest) * squares)) * Up) : basic, Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (sum, mean, squares, spent) = Terms(loss, relation);
        var e = epsilon.ToDoubleDown();
        var tail = e > mean && squares > 0 ? Math.Exp(-(e - mean) * (e - mean) / (2 * squares)) * (1 + 1e-9) : 1;
        return new(0, e >= sum ? spent.ToDecimalUp() : Math.Min(1, spent.ToDecimalUp() + tail), Name);
    }

    private static (double Sum, double Mean, double Squares, Rational Delta) Terms(PrivacyLoss loss, Neighbours relation)
    {
        double sum = 0;
        double mean = 0;
        double squares = 0;
        var delta = Rational.Zero;
        foreach (var (part, count) in Flattened.Of(loss))
        {
            var price = part.Price(relation);
            var epsilon = price.Epsilon?.ToDoubleUp() ?? throw new UnpricedLossException($"advanced composition: '{part.Type}' has no ε of its own (zCDP, Rényi and loss distributions price it)");
            sum += count * epsilon;
            mean += count * epsilon * Math.Tanh(epsilon / 2);
            squares += count * epsilon * epsilon;
            delta += price.Delta * count;
        }

        return (sum * Up, mean * Up, squares * Up, delta);
    }
}

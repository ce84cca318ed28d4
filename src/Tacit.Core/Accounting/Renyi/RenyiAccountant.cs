using Tacit.Numerics;

namespace Tacit.Accounting.Renyi;

/// <summary>Rényi curves summed, converted at the best order: ε = min over α of τ(α) + ln(1−1/α) − ln(δα)/(α−1).</summary>
/// <remarks>Source of the conversion: Canonne, Kamath and Steinke (2020), Proposition 12. Any order gives a valid ε, so a search that stops early is loose, never wrong.</remarks>
internal sealed class RenyiAccountant : Accountant
{
    private const double Up = 1 + 1e-12;

    public override string Name => "renyi";

    /// <summary>τ(α) of the whole loss.</summary>
    public static double DivergenceAt(PrivacyLoss loss, double order, Neighbours relation)
    {
        var (curve, spent, _) = Split(loss, relation);
        return spent.Sign == 0 ? curve(order) : throw new UnpricedLossException("a Rényi divergence of a loss that holds only beside a δ");
    }

    /// <summary>τ and the δ set apart, of the whole loss.</summary>
    public static (Func<double, double> Curve, Rational Delta) CurveOf(PrivacyLoss loss, Neighbours relation)
    {
        var (curve, delta, _) = Split(loss, relation);
        return (curve, delta);
    }

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (curve, spent, orders) = Split(loss, relation);
        var rest = (delta - spent).ToDoubleDown();
        if (!(rest > 0))
        {
            return new(0, double.PositiveInfinity, Name);
        }

        double At(double alpha)
        {
            token.ThrowIfCancellationRequested();
            var tau = curve(alpha);

            // Bretagnolle–Huber: at δ² ≥ 1−e^{−τ} no ε is needed.
            return rest * rest >= -Elementary.ExpM1(-tau) * Up
                ? 0
                : Math.Max(0, (tau * Up) + (Elementary.LogP1(-1 / alpha) * (2 - Up)) - (Math.Log(rest * alpha) / (alpha - 1) * (rest * alpha < 1 ? Up : 2 - Up)));
        }

        return new(0, Minimum(At, orders), Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (curve, spent, orders) = Split(loss, relation);
        var e = epsilon.ToDoubleDown();
        double At(double alpha)
        {
            token.ThrowIfCancellationRequested();
            return Math.Exp(Math.Min(0, ((alpha - 1) * (curve(alpha) - e + Elementary.LogP1(-1 / alpha))) - Math.Log(alpha))) * (1 + 1e-10);
        }

        return new(0, Math.Min(1, Math.BitIncrement(spent.ToDoubleUp() + Minimum(At, orders))), Name);
    }

    // Approximate parts and zCDP parts set their δ apart.
    private static (Func<double, double> Curve, Rational Delta, double[]? Orders) Split(PrivacyLoss loss, Neighbours relation)
    {
        var parts = Flattened.Of(Restated(loss, relation));
        var delta = Rational.Zero;
        var curves = new List<(Func<double, double> Curve, long Count)>(parts.Count);
        double[]? orders = null;
        foreach (var (part, count) in parts)
        {
            var clean = part;
            switch (part)
            {
                case ApproximateEvent a:
                    (delta, clean) = (delta + (a.Delta0 * count), PrivacyLoss.Pure(a.Epsilon0, a.Relation));
                    break;
                case ZcdpEvent z:
                    (delta, clean) = (delta + (z.Delta0 * count), PrivacyLoss.Zcdp(z.Rho, default, z.Relation));
                    break;
                case RenyiEvent r:
                    orders = orders is null ? r.Orders.ToArray() : [.. orders.Intersect(r.Orders.ToArray())];
                    break;
            }

            curves.Add((RenyiCurve.Of(clean), count));
        }

        return (alpha => RenyiCurve.Known(curves.Sum(c => c.Curve(alpha) * c.Count) * Up), delta, orders);
    }

    private static double Minimum(Func<double, double> value, double[]? stored)
    {
        var orders = stored ?? RenyiCurve.Orders;
        if (orders.Length == 0)
        {
            throw new UnpricedLossException("stored Rényi curves without a common order");
        }

        var values = Array.ConvertAll(orders, order => value(order));
        var best = Array.IndexOf(values, values.Min());
        if (stored is not null)
        {
            return values[best];
        }

        // Between the neighbours of the best order, by golden section in ln(α−1).
        var low = Math.Log(best == 0 ? 1e-3 : orders[best - 1] - 1);
        var high = Math.Log(best == orders.Length - 1 ? 1e6 : orders[best + 1] - 1);
        return Math.Min(values[best], GoldenSection.Minimum(log => value(1 + Math.Exp(log)), low, high, 24).Smallest);
    }
}

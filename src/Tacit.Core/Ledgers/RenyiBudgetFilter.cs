using System.Globalization;
using Tacit.Accounting;
using Tacit.Accounting.Adaptive;
using Tacit.Accounting.Renyi;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Filter "renyi": Σδ ≤ D/2 and (Σε ≤ E, or Στ(α) ≤ B(α) for some order α that was fixed at opening), with δ = D − D/2 divided over the orders.</summary>
/// <remarks>
/// On transcripts with Σε ≤ E the loss is at most E surely, so that rule costs no δ; the others pay δ_α each: see <see cref="RenyiBounds"/>. Σρ needs no rule of
/// its own: it is the rule at one order, with τ(α) = ρα. Divergences are whole numbers of 2⁻⁶⁰, bounds are rounded down to them, comparisons are exact.
/// </remarks>
internal sealed class RenyiBudgetFilter : BudgetFilter
{
    // A curve computed elsewhere may differ in its last digits. Each is certified to 10⁻¹¹; charged is 10⁻⁹ more, so that what another machine computes is covered.
    private const double Margin = 1 + 1e-9;

    private readonly double[] _orders;
    private readonly Rational?[] _bounds;
    private readonly int _central;

    public RenyiBudgetFilter(PrivacyBudget cap, PrivacyFilter filter)
        : base(cap)
    {
        filter.CheckKind(cap);
        _orders = [.. filter.Orders];
        var epsilon = cap.Epsilon!.Value.ToDoubleDown();
        var delta = cap.Delta - (cap.Delta / 2);
        Bounds = [.. _orders.Select((order, k) => filter.Shares[k].Sign > 0 ? RenyiBounds.At(order, epsilon, (delta * filter.Shares[k]).ToDoubleDown()) : double.NegativeInfinity)];
        _bounds = [.. Bounds.Select(bound => double.IsFinite(bound) ? Rational.FromDoubleExact(bound) : (Rational?)null)];
        _central = Enumerable.Range(0, _orders.Length).MaxBy(k => filter.Shares[k]);
    }

    /// <summary>B(α) of every order. Negative where the order is of no use for this cap.</summary>
    public IReadOnlyList<double> Bounds { get; }

    public override bool Accepts(RunningTotal total)
    {
        if (total.Delta > DeltaCap)
        {
            return false;
        }

        if (total.Price.Epsilon is { } epsilon && epsilon <= Cap.Epsilon)
        {
            return true;
        }

        for (var k = 0; k < _orders.Length; k++)
        {
            // Before anything was charged there are no divergences; then the rule above has accepted.
            if (total.Divergences?.At(k) is { } spent && _bounds[k] is { } bound && spent <= bound)
            {
                return true;
            }
        }

        return false;
    }

    public override bool CanCount(RunningTotal total) => total.Price.Epsilon is not null || total.Divergences is not { } sums || Enumerable.Range(0, sums.Count).Any(k => sums.At(k) is not null);

    public override Charge ChargeOf(PrivacyLoss loss, Neighbours relation, long groupSize) => Priced(loss, relation, groupSize, Margin);

    public override Charge LeastOf(PrivacyLoss loss, Neighbours relation, long groupSize) => Priced(loss, relation, groupSize, 1);

    /// <summary>ε or ρ where the charge has them, else τ at the order with the largest part of δ.</summary>
    public override string Words(Charge charge)
    {
        if (charge.Price.Epsilon is not null || charge.Price.Rho is not null || charge.Divergences is not { } sums)
        {
            return charge.Price.ToString();
        }

        var tau = sums.At(_central) is { } value ? $"τ = {PriceText.Number(value)}" : "no bound on τ";
        var delta = charge.Price.Delta.Sign == 0 ? string.Empty : $", δ = {PriceText.Number(charge.Price.Delta)}";
        return tau + AtOrder(_central) + delta;
    }

    // The order of which the smallest share is spent decides.
    protected override BudgetUse? OtherUse(RunningTotal total) => Enumerable.Range(0, _orders.Length)
        .Select(k => Used("τ", _bounds[k], total.Divergences is { } sums ? sums.At(k) : Rational.Zero, AtOrder(k)))
        .Where(use => use is not null)
        .MinBy(use => use!.Value.Spent);

    private string AtOrder(int index) => string.Create(CultureInfo.InvariantCulture, $" at order {_orders[index]:0.###}");

    private Charge Priced(PrivacyLoss loss, Neighbours relation, long groupSize, double margin)
    {
        if (groupSize != 1)
        {
            throw new UnpricedLossException("groups of units in an account with a Rényi filter");
        }

        var (exact, unpriced) = Exact(loss, relation);
        var (curve, delta) = Curve(loss, relation);
        if (curve is null)
        {
            // No curve of its own: what ρ and ε bound.
            curve = exact?.Epsilon is { } epsilon ? RenyiCurve.Of(PrivacyLoss.Pure(epsilon)) : exact?.Rho is not null ? _ => double.PositiveInfinity : throw unpriced ?? new UnpricedLossException($"'{loss.Type}'");
        }

        var price = exact ?? new Price(null, null, delta, null);
        return new(
            price with { Delta = Rational.Max(price.Delta, delta) },
            RenyiDivergences.Of(_orders.Select(order => Divergence(exact?.Rho * Rational.FromDoubleExact(order), curve(order) * margin))));
    }

    // ρα where it is known is exact; the curve may be smaller, as that of Laplace noise.
    private static Rational? Divergence(Rational? linear, double curve) => !double.IsFinite(curve) ? linear
        : linear is { } exact ? Rational.Min(exact, Rational.FromDoubleExact(curve)) : Rational.FromDoubleExact(curve);

    private static (Price? Price, UnpricedLossException? Refusal) Exact(PrivacyLoss loss, Neighbours relation)
    {
        try
        {
            return (loss.Price(relation), null);
        }
        catch (UnpricedLossException e)
        {
            return (null, e);
        }
    }

    private static (Func<double, double>? Curve, Rational Delta) Curve(PrivacyLoss loss, Neighbours relation)
    {
        try
        {
            return RenyiAccountant.CurveOf(loss, relation);
        }
        catch (UnpricedLossException)
        {
            return (null, Rational.Zero);
        }
    }
}

using System.Globalization;
using Tacit.Accounting.Renyi;
using Tacit.Numerics;

namespace Tacit.Accounting.Adaptive;

/// <summary>
/// A stopping rule for questions that are chosen after seeing answers: accept while, for some order α of a set that was fixed at the start,
/// Στ(α) ≤ B(α) = E − ln(1−1/α) + ln(αδ_α)/(α−1); or while Σε ≤ E. It takes sampled losses, which the filter of an account does not.
/// </summary>
/// <remarks>
/// The order may be picked along the way only because δ is divided over the orders: transcripts are split by the first order that holds at their
/// end, and each part adds at most δ_α to δ (with (1−e^{−x})₊ ≤ c_α e^{(α−1)x}, c_α = (1/α)(1−1/α)^{α−1}). Undivided δ with "some order" is unproven.
/// Sources: Rogers, Roth, Ullman and Vadhan (2016); Feldman and Zrnic (2021); Whitehouse, Ramdas, Rogers and Wu (2023). Thread-safe.
/// </remarks>
public sealed class RenyiFilter
{
    private const double Up = 1 + 1e-12;

    // Around the order that plain Gaussian noise would use; sampled noise wants lower ones, key selection and pure parts higher ones.
    private static readonly double[] UsualOrders = [0.25, 0.5, 0.75, 1, 1.5, 3];

    private readonly Lock _gate = new();
    private readonly Neighbours _relation;
    private readonly Rational _epsilonCap;
    private readonly Rational _deltaCap;
    private readonly double[] _orders;
    private readonly double[] _bounds;
    private readonly double[] _spent;
    private Rational _delta = Rational.Zero;
    private Rational? _epsilon = Rational.Zero;

    /// <summary>Opens a filter. Half of δ is for approximate parts such as key selection; the other half is divided equally over the orders.</summary>
    /// <param name="epsilon">E, above zero.</param>
    /// <param name="delta">D, in (0, 1).</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="orders">The orders, above one; where null, six around the best order of Gaussian noise for this budget. They cannot change later.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public RenyiFilter(Quantity epsilon, Quantity delta, Neighbours relation = Neighbours.AddRemove, IEnumerable<double>? orders = null)
    {
        _relation = relation;
        _epsilonCap = epsilon.Positive("Epsilon");
        var total = delta.Delta();
        _deltaCap = total.Sign > 0 ? total / 2 : throw new BadInputException("A Rényi filter needs δ above 0. For pure budgets sum ε.");
        var e = _epsilonCap.ToDoubleDown();
        _orders = [.. (orders ?? Around(Central(e, (total - _deltaCap).ToDoubleDown()))).Distinct().Order()];
        if (_orders.Length == 0 || _orders.Any(order => !(order > 1) || !double.IsFinite(order)))
        {
            throw new BadInputException("A Rényi filter needs at least one order, finite and above 1.");
        }

        var share = ((total - _deltaCap) / _orders.Length).ToDoubleDown();
        _bounds = Array.ConvertAll(_orders, order => Bound(order, e, share));
        _spent = new double[_orders.Length];
    }

    /// <summary>The orders, ascending.</summary>
    public IReadOnlyList<double> Orders => _orders;

    /// <summary>B(α) of an order: what Στ(α) may reach. Negative where the order is of no use for this budget.</summary>
    /// <exception cref="BadInputException">It is not an order of the filter.</exception>
    public double BoundAt(double order) => _bounds[IndexOf(order)];

    /// <summary>Στ(α) so far.</summary>
    /// <exception cref="BadInputException">It is not an order of the filter.</exception>
    public double SpentAt(double order)
    {
        lock (_gate)
        {
            return _spent[IndexOf(order)];
        }
    }

    /// <summary>Whether the loss would still be accepted.</summary>
    /// <exception cref="UnpricedLossException">The loss has no Rényi curve under the filter's relation.</exception>
    public bool Accepts(PrivacyLoss loss)
    {
        var asked = Priced(loss);
        lock (_gate)
        {
            return Fits(asked);
        }
    }

    /// <summary>Charges the loss, before it is drawn; nothing is charged when it is refused.</summary>
    /// <exception cref="BudgetExceededException">No order and no sum of ε allows it.</exception>
    /// <exception cref="UnpricedLossException">The loss has no Rényi curve under the filter's relation.</exception>
    public void Charge(PrivacyLoss loss)
    {
        var asked = Priced(loss);
        lock (_gate)
        {
            if (!Fits(asked))
            {
                throw new BudgetExceededException(string.Create(CultureInfo.InvariantCulture,
                    $"The filter does not allow this loss within ε = {PriceText.Number(_epsilonCap)}, δ = {PriceText.Number(_deltaCap * 2)}. Nothing was charged. Ask for less."));
            }

            for (var k = 0; k < _spent.Length; k++)
            {
                _spent[k] = Sum(_spent[k], asked.Divergences[k]);
            }

            _delta += asked.Delta;
            _epsilon += asked.Epsilon;
        }
    }

    private static IEnumerable<double> Around(double central) => UsualOrders.Select(factor => 1 + ((central - 1) * factor));

    // The order with the largest B(α)/α: what ρ it leaves. Any choice is valid; golden section in ln(α−1).
    private static double Central(double epsilon, double delta)
    {
        double At(double log)
        {
            var order = 1 + Math.Exp(log);
            return -Bound(order, epsilon, delta) / order;
        }

        return 1 + Math.Exp(GoldenSection.Minimum(At, -4, 14, 60).Place);
    }

    private static double Bound(double order, double epsilon, double delta)
    {
        var bound = epsilon - Elementary.LogP1(-1 / order) + (Math.Log(order * delta) / (order - 1));
        return bound - (1e-12 * (Math.Abs(bound) + epsilon + 1));
    }

    private static double Sum(double left, double right) => (left + right) * Up;

    private bool Fits(Asked asked)
    {
        if (_delta + asked.Delta > _deltaCap)
        {
            return false;
        }

        if (_epsilon + asked.Epsilon <= _epsilonCap)
        {
            return true;
        }

        for (var k = 0; k < _spent.Length; k++)
        {
            if (Sum(_spent[k], asked.Divergences[k]) <= _bounds[k])
            {
                return true;
            }
        }

        return false;
    }

    private Asked Priced(PrivacyLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var (curve, delta) = RenyiAccountant.CurveOf(loss, _relation);
        Rational? epsilon = null;
        try
        {
            epsilon = loss.Price(_relation).Epsilon;
        }
        catch (UnpricedLossException)
        {
            // A sampled loss has a curve and no exact sum.
        }

        return new(Array.ConvertAll(_orders, order => curve(order) * Up), delta, epsilon);
    }

    private int IndexOf(double order)
    {
        var index = Array.IndexOf(_orders, order);
        return index >= 0 ? index : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{order} is not an order of this filter."));
    }

    private sealed record Asked(double[] Divergences, Rational Delta, Rational? Epsilon);
}

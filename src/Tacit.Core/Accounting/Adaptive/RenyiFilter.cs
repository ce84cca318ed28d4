using System.Globalization;
using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit.Accounting.Adaptive;

/// <summary>The Rényi filter of an account, in memory: for plans and studies. What it accepts, an account with the same cap and filter accepts.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RenyiFilter
{
    private readonly Lock _gate = new();
    private readonly Neighbours _relation;
    private readonly PrivacyBudget _cap;
    private readonly PrivacyFilter _filter;
    private readonly RenyiBudgetFilter _rule;
    private RunningTotal _total;

    /// <summary>Opens a filter.</summary>
    /// <param name="epsilon">E, above zero.</param>
    /// <param name="delta">D, in (0, 1). Half is for approximate parts such as key selection; the other half is divided over the orders.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="orders">The orders, as for <see cref="PrivacyFilter.Renyi"/>.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public RenyiFilter(Quantity epsilon, Quantity delta, Neighbours relation = Neighbours.AddRemove, params IEnumerable<double> orders)
    {
        _relation = relation;
        _cap = PrivacyBudget.Approximate(epsilon, delta);
        _filter = PrivacyFilter.Renyi(orders).For(_cap, PrivacyUnit.Row());
        _rule = (RenyiBudgetFilter)BudgetFilter.Of(_cap, _filter);
    }

    /// <summary>The orders, ascending.</summary>
    public IReadOnlyList<double> Orders => _filter.Orders;

    /// <summary>B(α) of an order: what Στ(α) may reach. Negative where the order is of no use for this budget.</summary>
    /// <exception cref="BadInputException">It is not an order of the filter.</exception>
    public double BoundAt(double order) => _rule.Bounds[IndexOf(order)];

    /// <summary>Στ(α) so far, rounded up; infinite where a loss had no bound at the order.</summary>
    /// <exception cref="BadInputException">It is not an order of the filter.</exception>
    public double SpentAt(double order)
    {
        var index = IndexOf(order);
        lock (_gate)
        {
            return _total.Divergences is not { } sums ? 0 : sums.At(index)?.ToDoubleUp() ?? double.PositiveInfinity;
        }
    }

    /// <summary>Whether the loss would still be accepted.</summary>
    /// <exception cref="UnpricedLossException">The loss has no price under the filter's relation.</exception>
    public bool Accepts(PrivacyLoss loss)
    {
        var asked = Priced(loss);
        lock (_gate)
        {
            return _rule.Accepts(_total.Plus(asked.Price, asked.Divergences));
        }
    }

    /// <summary>Charges the loss, before it is drawn; nothing is charged when it is refused.</summary>
    /// <exception cref="BudgetExceededException">No order and no sum of ε allows it.</exception>
    /// <exception cref="UnpricedLossException">The loss has no price under the filter's relation.</exception>
    public void Charge(PrivacyLoss loss)
    {
        var asked = Priced(loss);
        lock (_gate)
        {
            var after = _total.Plus(asked.Price, asked.Divergences);
            _total = _rule.Accepts(after)
                ? after
                : throw new BudgetExceededException($"The filter does not allow this loss within {_cap}. Nothing was charged. Ask for less.");
        }
    }

    private Charge Priced(PrivacyLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return _rule.ChargeOf(loss, _relation, 1);
    }

    private int IndexOf(double order)
    {
        var index = Enumerable.Range(0, Orders.Count).FirstOrDefault(k => Orders[k] == order, -1);
        return index >= 0 ? index : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{order} is not an order of this filter."));
    }
}

using System.Globalization;
using Tacit.Accounting.Adaptive;
using Tacit.Numerics;

namespace Tacit;

/// <summary>The rule by which an account decides, before each spend, whether its total still fits the cap. Fixed when the account is opened.</summary>
/// <remarks>
/// Both rules are proven for analysts who choose each question after seeing the answers before: see docs/ledger.md. Immutable and thread-safe.
/// Two filters are equal when their orders and shares of δ are.
/// </remarks>
public sealed class PrivacyFilter : IEquatable<PrivacyFilter>
{
    private const string RenyiName = "renyi";

    // A curve costs a few integrals an order, and every order takes from δ.
    private const int MostOrders = 64;

    private PrivacyFilter(string name, double[] orders, Rational[] shares)
    {
        Name = name;
        Orders = orders;
        Shares = shares;
    }

    /// <summary>Σδ ≤ D/2 and (Σε ≤ E or Σρ ≤ R): what an account has unless it is opened with another filter. It takes no sampled losses.</summary>
    public static PrivacyFilter PureOrZcdp { get; } = new("pure-or-zcdp", [], []);

    /// <summary>Name of the rule: <c>pure-or-zcdp</c> or <c>renyi</c>.</summary>
    public string Name { get; }

    /// <summary>The Rényi orders, ascending; empty for the other rule, and for orders that are chosen when an account is opened.</summary>
    public IReadOnlyList<double> Orders { get; }

    /// <summary>Whether it adds Rényi divergences, and so takes sampled losses.</summary>
    public bool IsRenyi => Name == RenyiName;

    /// <summary>Share of the δ for conversions that each order has. They add to one.</summary>
    internal IReadOnlyList<Rational> Shares { get; }

    /// <summary>
    /// Σδ ≤ D/2 and (Σε ≤ E or, for some of the orders α, Στ(α) ≤ B(α)): for accounts that pay for sampled losses, such as private training.
    /// Takes an (ε, δ) cap.
    /// </summary>
    /// <param name="orders">
    /// The orders, each above 1; δ is divided over them equally. Without any, four are chosen for the cap when the account is opened: the order that plain
    /// Gaussian noise would use, with 13/16 of δ, and three lower ones for samples with little noise; up to four higher ones are counted for smaller caps of analysts and purposes. Gaussian noise then pays about 2 % more of the budget
    /// than with the other rule.
    /// </param>
    /// <exception cref="BadInputException">An order is not a finite number above 1, or there are more than 64.</exception>
    public static PrivacyFilter Renyi(params IEnumerable<double> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        double[] sorted = [.. orders.Distinct().Order()];
        if (sorted.Length > MostOrders || sorted.Any(order => !(order > 1) || !(order <= 1e6)))
        {
            throw new BadInputException($"A Rényi filter has at most {MostOrders} orders, each above 1 and at most a million.");
        }

        return new(RenyiName, sorted, [.. sorted.Select(_ => new Rational(1, sorted.Length))]);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; no text is the rule of ledgers of format 1.</summary>
    /// <exception cref="FormatException">It is another rule: its totals cannot be judged by this version.</exception>
    internal static PrivacyFilter Parse(string text)
    {
        if (text.Length == 0 || text == PureOrZcdp.Name)
        {
            return PureOrZcdp;
        }

        var parts = text.Split(';');
        double[] orders = [.. parts.Skip(1).Select(part => double.TryParse(part.Split('@')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var order) ? order : double.NaN)];
        Rational[] shares = [.. parts.Skip(1).Select(part => Rational.TryParse(part[(part.IndexOf('@', StringComparison.Ordinal) + 1)..], out var share) ? share : -Rational.One)];
        var filter = new PrivacyFilter(RenyiName, orders, shares);
        return parts[0] == RenyiName && orders.Length is > 0 and <= MostOrders && orders.All(order => order is > 1 and <= 1e6) && shares.All(share => share.Sign >= 0)
            && shares.Aggregate(Rational.Zero, (sum, share) => sum + share) == Rational.One && orders.SequenceEqual(orders.Distinct().Order()) && filter.ToString() == text
            ? filter
            : throw new FormatException($"This version does not know the filter '{text}'.");
    }

    /// <summary>The filter of an account that is opened with this cap: with its orders.</summary>
    /// <exception cref="BadInputException">The rule cannot judge such a cap or unit.</exception>
    internal PrivacyFilter For(PrivacyBudget cap, PrivacyUnit unit)
    {
        if (!IsRenyi)
        {
            return this;
        }

        CheckKind(cap);
        if (unit.GroupSize > 1)
        {
            throw new BadInputException($"A Rényi filter counts losses of one {unit.Name}, but the unit is {unit}. Nothing was opened. Use the filter {PureOrZcdp.Name}, which prices groups.");
        }

        if (Orders.Count > 0)
        {
            return this;
        }

        var (orders, shares) = RenyiBounds.Usual(cap.Epsilon!.Value, cap.Delta / 2);
        return new(RenyiName, orders, shares);
    }

    /// <summary>The filter of a cap under an account with this one: the same orders, because what an entry charges is one list of numbers; δ divided for this cap.</summary>
    /// <exception cref="BadInputException">The rule cannot judge such a cap.</exception>
    internal PrivacyFilter Under(PrivacyBudget cap)
    {
        CheckKind(cap);
        return IsRenyi ? new(RenyiName, [.. Orders], RenyiBounds.Shares(Orders, cap.Epsilon!.Value, cap.Delta / 2)) : this;
    }

    /// <summary>Refuses a cap that the rule cannot judge.</summary>
    internal void CheckKind(PrivacyBudget cap)
    {
        if (IsRenyi && (cap.Epsilon is null || cap.Delta.Sign == 0))
        {
            throw new BadInputException($"A Rényi filter needs a cap in (ε, δ), but the cap is {cap}. Nothing was changed. Give PrivacyBudget.Approximate(epsilon, delta).");
        }
    }

    /// <summary>Whether an account with the filter <paramref name="recorded"/> may be asked for with this one: the same, or orders left to the opening.</summary>
    internal bool Allows(PrivacyFilter recorded) => Equals(recorded) || (IsRenyi && Orders.Count == 0 && recorded.IsRenyi);

    /// <inheritdoc/>
    public bool Equals(PrivacyFilter? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PrivacyFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>For example <c>pure-or-zcdp</c> or <c>renyi;12.13@0.25;23.26@0.75</c>: each order with its share of δ.</summary>
    public override string ToString() => string.Join(';', Orders.Select((order, k) => string.Create(CultureInfo.InvariantCulture, $"{order}@{Shares[k]}")).Prepend(Name));
}

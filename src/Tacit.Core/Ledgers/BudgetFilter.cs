using System.Collections.Concurrent;
using Tacit.Accounting;
using Tacit.Accounting.Adaptive;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Whether a total fits a cap, by a rule that is proven for analysts who choose each question after seeing the answers before.</summary>
internal abstract class BudgetFilter(PrivacyBudget cap)
{
    private static readonly ConcurrentDictionary<(PrivacyBudget Cap, PrivacyFilter Filter), BudgetFilter> Known = new();

    // A finer start would cost δ: each doubling has a share of it. A coarser one would show a twentieth of the budget as spent by the first question.
    private const int SmallestCaps = 256;

    private readonly Lazy<Rational> _smallestCap = new(() => (cap.Rho ?? Conversions.RhoFor(cap.Epsilon!.Value, cap.Delta - (cap.Delta / 2))) / SmallestCaps);

    protected PrivacyBudget Cap => cap;

    /// <summary>The share of δ that key selection and other approximate parts may use.</summary>
    public Rational DeltaCap => cap.Epsilon is null ? cap.Delta : cap.Delta / 2;

    public static BudgetFilter Of(PrivacyBudget cap, PrivacyFilter filter) => Known.GetOrAdd(
        (cap, filter), key => key.Filter.IsRenyi ? new RenyiBudgetFilter(key.Cap, key.Filter) : new PureOrZcdpFilter(key.Cap));

    public abstract bool Accepts(RunningTotal total);

    /// <summary>Whether a total can be counted against a cap of this kind at all, however large the cap.</summary>
    public abstract bool CanCount(RunningTotal total);

    /// <summary>What a loss adds, rounded up.</summary>
    /// <exception cref="UnpricedLossException">The rule cannot count it.</exception>
    public abstract Charge ChargeOf(PrivacyLoss loss, Neighbours relation, long groupSize);

    /// <summary>What any record of the loss must at least charge, whichever machine wrote it.</summary>
    public virtual Charge LeastOf(PrivacyLoss loss, Neighbours relation, long groupSize) => ChargeOf(loss, relation, groupSize);

    /// <summary>How much of the cap is spent: in ε while its rule leaves any, else in the currency of the other rule.</summary>
    public BudgetUse Use(RunningTotal total)
    {
        var pure = Used("ε", cap.Epsilon, total.Price.Epsilon);
        var other = OtherUse(total);
        return new[] { pure, other }.FirstOrDefault(use => use?.Left is { Sign: > 0 })
            ?? pure ?? other ?? new(cap.Epsilon is null ? "ρ" : "ε", null, 1, string.Empty);
    }

    /// <summary>What is left, in words.</summary>
    public string Left(RunningTotal total)
    {
        var use = Use(total);
        var main = use.Left is { } left ? $"{use.Currency} = {PriceText.Number(left)}{use.Where}" : "nothing";
        var delta = DeltaCap - total.Delta;
        return DeltaCap.Sign == 0 ? main : $"{main}, δ = {PriceText.Number(Rational.Max(delta, Rational.Zero))} for key selection";
    }

    /// <summary>
    /// The reading of an odometer whose caps are fixed by that of the account: from R/256 on, with R the ρ that the cap allows and the δ that the conversion of ρ has. Null where a total has
    /// neither ε nor a ρ that can be converted.
    /// </summary>
    public (double Epsilon, double Delta)? Odometer(Price total)
    {
        var delta = cap.Epsilon is null ? cap.Delta : cap.Delta - (cap.Delta / 2);
        if (delta.Sign > 0 && total.Rho is not null)
        {
            return PrivacyOdometer.Read(total, _smallestCap.Value, delta.ToDoubleDown());
        }

        return total.Epsilon is { } epsilon ? (epsilon.ToDecimalUp(), total.Delta.ToDoubleUp()) : null;
    }

    /// <summary>A charge or a total in words.</summary>
    public virtual string Words(Charge charge) => charge.Price.ToString();

    protected abstract BudgetUse? OtherUse(RunningTotal total);

    protected static BudgetUse? Used(string currency, Rational? cap, Rational? total, string where = "") =>
        cap is { Sign: > 0 } most && total is { } spent && spent <= most ? new(currency, most - spent, spent / most, where) : null;
}

/// <summary>The spent share of a cap in the currency of one rule.</summary>
/// <param name="Currency"><c>ε</c>, <c>ρ</c> or <c>τ</c>.</param>
/// <param name="Left">What is left of it, or null where nothing is.</param>
/// <param name="Spent">The spent share, in [0, 1].</param>
/// <param name="Where">Behind the number: the order of τ.</param>
internal readonly record struct BudgetUse(string Currency, Rational? Left, Rational Spent, string Where);

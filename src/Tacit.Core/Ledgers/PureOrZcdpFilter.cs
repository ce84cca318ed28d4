using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Filter "pure-or-zcdp": Σδ ≤ D/2 and (Σε ≤ E, or Σρ ≤ R) with R the largest ρ whose conversion at δ = D − D/2 stays at E.</summary>
/// <remarks>
/// On transcripts with Σε ≤ E the loss is at most E surely; on the others e^{(α−1)L−α(α−1)Σρ} is a supermartingale at the one α that R
/// fixed in advance (Whitehouse, Ramdas, Rogers and Wu 2023; Rogers, Roth, Ullman and Vadhan 2016). A pure cap knows the first rule only,
/// a zCDP cap the second. Comparisons are exact.
/// </remarks>
internal sealed class PureOrZcdpFilter(PrivacyBudget cap) : BudgetFilter(cap)
{
    // The cap on Σρ, or null where only the pure rule applies.
    private readonly Rational? _rhoCap = cap.Rho ?? (cap.Delta.Sign > 0 ? Conversions.RhoFor(cap.Epsilon!.Value, cap.Delta - (cap.Delta / 2)) : null);

    public override bool Accepts(RunningTotal total)
    {
        var price = total.Price;
        return price.Delta <= DeltaCap
            && ((Cap.Epsilon is { } e && price.Epsilon is { } spent && spent <= e)
                || (_rhoCap is { } r && price.Rho is { } spentRho && spentRho <= r));
    }

    public override bool CanCount(RunningTotal total)
    {
        var price = total.Price;
        return (price.Delta.Sign == 0 || Cap.Delta.Sign > 0)
            && ((Cap.Epsilon is not null && price.Epsilon is not null) || (_rhoCap is not null && price.Rho is not null));
    }

    public override Charge ChargeOf(PrivacyLoss loss, Neighbours relation, long groupSize) => new(loss.Price(relation).ForGroupsOf(groupSize), null);

    protected override BudgetUse? OtherUse(RunningTotal total) => Used("ρ", _rhoCap, total.Price.Rho);
}

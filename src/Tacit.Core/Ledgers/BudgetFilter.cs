using System.Collections.Concurrent;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Whether a total fits a cap, by a rule that is proven for analysts who choose each question after seeing the answers before.</summary>
/// <remarks>
/// Filter "pure-or-zcdp": Σδ ≤ D/2 and (Σε ≤ E, or Σρ ≤ R) with R the largest ρ whose conversion at δ = D − D/2 stays at E.
/// On transcripts with Σε ≤ E the loss is at most E surely; on the others e^{(α−1)L−α(α−1)Σρ} is a supermartingale at the one α that R
/// fixed in advance (Whitehouse, Ramdas, Rogers and Wu 2023; Rogers, Roth, Ullman and Vadhan 2016). A pure cap knows the first rule only,
/// a zCDP cap the second. Comparisons are exact.
/// </remarks>
internal static class BudgetFilter
{
    public const string Name = "pure-or-zcdp";

    private static readonly ConcurrentDictionary<(Rational Epsilon, Rational Delta), Rational> RhoCaps = new();

    /// <summary>The share of δ that key selection and other approximate parts may use.</summary>
    public static Rational DeltaCap(PrivacyBudget cap) => cap.Epsilon is null ? cap.Delta : cap.Delta / 2;

    /// <summary>The cap on Σρ, or null where only the pure rule applies.</summary>
    public static Rational? RhoCap(PrivacyBudget cap) => cap.Rho
        ?? (cap.Delta.Sign > 0
            ? RhoCaps.GetOrAdd((cap.Epsilon!.Value, cap.Delta - DeltaCap(cap)), key => Conversions.RhoFor(key.Epsilon, key.Delta))
            : null);

    public static bool Accepts(PrivacyBudget cap, Price total) =>
        total.Delta <= DeltaCap(cap)
        && ((cap.Epsilon is { } e && total.Epsilon is { } spent && spent <= e)
            || (RhoCap(cap) is { } r && total.Rho is { } spentRho && spentRho <= r));

    /// <summary>Whether a total can be counted against a cap of this kind at all, however large the cap.</summary>
    public static bool CanCount(PrivacyBudget cap, Price total) =>
        (total.Delta.Sign == 0 || cap.Delta.Sign > 0)
        && ((cap.Epsilon is not null && total.Epsilon is not null) || (RhoCap(cap) is not null && total.Rho is not null));

    /// <summary>What is left under the more generous rule, in words.</summary>
    public static string Left(PrivacyBudget cap, Price total)
    {
        string main;
        if (cap.Epsilon is { } e && total.Epsilon is { } spent && spent <= e)
        {
            main = $"ε = {PriceText.Number(e - spent)}";
        }
        else if (RhoCap(cap) is { } r && total.Rho is { } spentRho && spentRho <= r)
        {
            main = $"ρ = {PriceText.Number(r - spentRho)}";
        }
        else
        {
            main = "nothing";
        }

        var delta = DeltaCap(cap) - total.Delta;
        return DeltaCap(cap).Sign == 0 ? main : $"{main}, δ = {PriceText.Number(Rational.Max(delta, Rational.Zero))} for key selection";
    }
}

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

    /// <summary>How much of the cap is spent: in ε while its rule leaves any, else in ρ while that does.</summary>
    public static BudgetUse Use(PrivacyBudget cap, Price total)
    {
        var pure = Use("ε", cap.Epsilon, total.Epsilon);
        var zcdp = Use("ρ", RhoCap(cap), total.Rho);
        return new[] { pure, zcdp }.FirstOrDefault(use => use?.Left is { Sign: > 0 })
            ?? pure ?? zcdp ?? new(cap.Epsilon is null ? "ρ" : "ε", null, 1);
    }

    /// <summary>What is left, in words.</summary>
    public static string Left(PrivacyBudget cap, Price total)
    {
        var use = Use(cap, total);
        var main = use.Left is { } left ? $"{use.Currency} = {PriceText.Number(left)}" : "nothing";
        var delta = DeltaCap(cap) - total.Delta;
        return DeltaCap(cap).Sign == 0 ? main : $"{main}, δ = {PriceText.Number(Rational.Max(delta, Rational.Zero))} for key selection";
    }

    private static BudgetUse? Use(string currency, Rational? cap, Rational? total) =>
        cap is { Sign: > 0 } most && total is { } spent && spent <= most ? new(currency, most - spent, spent / most) : null;
}

/// <summary>The spent share of a cap in the currency of one rule.</summary>
/// <param name="Currency"><c>ε</c> or <c>ρ</c>.</param>
/// <param name="Left">What is left of it, or null where nothing is.</param>
/// <param name="Spent">The spent share, in [0, 1].</param>
internal readonly record struct BudgetUse(string Currency, Rational? Left, Rational Spent);

using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Ledgers;

/// <summary>Budgets and totals as exact text, for example <c>epsilon=1;delta=0.000001</c>; a currency that is lacking is left out.</summary>
internal static class BudgetText
{
    public static string Write(PrivacyBudget cap) => Write(cap.Epsilon, cap.Rho, cap.Delta);

    public static PrivacyBudget Read(string text)
    {
        var (epsilon, rho, delta) = Parse(text);
        return epsilon is { } e
            ? delta.Sign == 0 ? PrivacyBudget.Pure(e) : PrivacyBudget.Approximate(e, delta)
            : PrivacyBudget.Zcdp(rho ?? throw new FormatException("A cap has ε or ρ."), delta);
    }

    private static string Write(Rational? epsilon, Rational? rho, Rational delta) =>
        (epsilon is { } e ? $"epsilon={e};" : string.Empty) + (rho is { } r ? $"rho={r};" : string.Empty) + $"delta={delta}";

    private static (Rational? Epsilon, Rational? Rho, Rational Delta) Parse(string text)
    {
        Rational? epsilon = null, rho = null, delta = null;
        foreach (var part in text.Split(';'))
        {
            var pair = part.Split('=');
            if (pair.Length != 2)
            {
                throw new FormatException("A budget is written as epsilon=…;rho=…;delta=….");
            }

            var value = Rational.Parse(pair[1]);
            switch (pair[0])
            {
                case "epsilon": epsilon = value; break;
                case "rho": rho = value; break;
                case "delta": delta = value; break;
                default: throw new FormatException($"A budget has no member '{pair[0]}'.");
            }
        }

        return (epsilon, rho, delta ?? throw new FormatException("A budget needs its delta."));
    }
}

using Tacit.Numerics;

namespace Tacit.Accounting.Adaptive;

/// <summary>B(α) = E − ln(1−1/α) + ln(αδ_α)/(α−1): what Στ(α) may reach at an order that was fixed at the start, with its own part δ_α of δ.</summary>
/// <remarks>
/// The order may be picked along the way only because δ is divided over the orders: transcripts are split by the first order that holds at their end, and each part
/// adds at most δ_α, with (1−e^{−x})₊ ≤ c_α e^{(α−1)x}, c_α = (1/α)(1−1/α)^{α−1}, and e^{(α−1)L − (α−1)Στ(α)} a supermartingale. Undivided δ with "some order" is unproven.
/// zCDP is the case of one order. Sources: Rogers, Roth, Ullman and Vadhan (2016); Feldman and Zrnic (2021); Whitehouse, Ramdas, Rogers and Wu (2023).
/// </remarks>
internal static class RenyiBounds
{
    /// <summary>B(α), rounded down. Negative where the order is of no use.</summary>
    public static double At(double order, double epsilon, double delta)
    {
        var bound = epsilon - Elementary.LogP1(-1 / order) + (Math.Log(order * delta) / (order - 1));
        return bound - (1e-12 * (Math.Abs(bound) + epsilon + 1));
    }

    /// <summary>
    /// The orders of an account that names none: the best order of plain Gaussian noise for this budget, with 13/16 of δ, and three lower ones, with 1/16 each, which
    /// samples with little noise want. Any choice is valid; this one allows 0.65 to 0.99 of the steps that the best single order for a run allows, on eight runs of
    /// 62 to 17,165 sampled steps, where six orders with equal shares around the Gaussian one allow 0.71 to 0.88.
    /// </summary>
    public static (double[] Orders, Rational[] Shares) Usual(Rational epsilon, Rational delta)
    {
        var central = Central(epsilon.ToDoubleDown(), delta.ToDoubleDown());
        double[] orders = [.. ((ReadOnlySpan<double>)[0.5, 0.65, 0.8, 1]).ToArray().Select(factor => Rounded(1 + ((central - 1) * factor)))];

        // Counted along, without a part of δ: for caps of analysts and purposes of a half to a sixteenth of ε, whose best orders are higher.
        double[] higher = [.. Enumerable.Range(1, 4).Select(k => Rounded(Central(epsilon.ToDoubleDown() / (1 << k), delta.ToDoubleDown()))).Where(order => order > orders[^1]).Distinct().Order()];
        return ([.. orders, .. higher], [new(1, 16), new(1, 16), new(1, 16), new(13, 16), .. higher.Select(_ => Rational.Zero)]);
    }

    /// <summary>The parts of δ for a smaller cap at orders that are fixed: 13/16 for the one that leaves plain Gaussian noise most, 1/16 for each of the three below it.</summary>
    public static Rational[] Shares(IReadOnlyList<double> orders, Rational epsilon, Rational delta)
    {
        var (e, d) = (epsilon.ToDoubleDown(), delta.ToDoubleDown());
        var best = Enumerable.Range(0, orders.Count).MaxBy(k => At(orders[k], e, d) / orders[k]);
        var lower = Math.Min(3, best);
        return [.. orders.Select((_, k) => k == best ? new Rational(16 - lower, 16) : k >= best - lower && k < best ? new Rational(1, 16) : Rational.Zero)];
    }

    // Four digits of α−1: as good, and short in the records. The factors stay apart.
    private static double Rounded(double order)
    {
        var scale = Math.Pow(10, 3 - Math.Floor(Math.Log10(order - 1)));
        return Math.Min(1e6, 1 + (Math.Round((order - 1) * scale) / scale));
    }

    // The order with the largest B(α)/α: what ρ it leaves. Golden section in ln(α−1).
    private static double Central(double epsilon, double delta)
    {
        double At(double log)
        {
            var order = 1 + Math.Exp(log);
            return -RenyiBounds.At(order, epsilon, delta) / order;
        }

        return 1 + Math.Exp(GoldenSection.Minimum(At, -4, 13, 60).Place);
    }
}

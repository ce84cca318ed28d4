using Tacit.Numerics;

namespace Tacit.Accounting.Renyi;

/// <summary>τ(α) of sampling without replacement under replace.</summary>
/// <remarks>
/// Source: Wang, Balle and Kasiviswanathan (2019), Theorem 9, at whole orders:
/// (α−1)τ' ≤ ln(1 + γ²C(α,2)min{4(e^{τ(2)}−1), 2e^{τ(2)}} + Σ_{j≥3} 2γ^jC(α,j)e^{(j−1)τ(j)}). Between them (α−1)τ' is convex, so a chord bounds it.
/// </remarks>
internal static class WithoutReplacement
{
    // Beyond it the curve of the whole stands in.
    private const int MostTerms = 2048;

    public static Func<double, double> Curve(Func<double, double> inner, PrivacyLoss loss, double rate)
    {
        if (Flattened.Of(loss).Any(part => part.Event is RenyiEvent))
        {
            throw new UnpricedLossException("Rényi accounting of a sample of a stored curve, which lacks the whole orders");
        }

        var kept = new Dictionary<int, double>();
        double At(int order)
        {
            lock (kept)
            {
                if (!kept.TryGetValue(order, out var value))
                {
                    kept[order] = value = Whole(order, inner, rate);
                }

                return value;
            }
        }

        return alpha =>
        {
            var low = (int)Math.Floor(alpha);
            var share = alpha - low;
            var chord = share == 0 ? At(low) : ((1 - share) * At(low)) + (share * At(low + 1));
            return Math.Min(chord / (alpha - 1) * (1 + 1e-11), inner(alpha));
        };
    }

    // (α−1)τ'(α); zero at α = 1.
    private static double Whole(int order, Func<double, double> inner, double rate)
    {
        if (order < 2)
        {
            return 0;
        }

        var two = inner(2);
        if (order > MostTerms || !double.IsFinite(inner(order)))
        {
            return double.PositiveInfinity;
        }

        var second = two < Math.Log(2) ? Math.Log(4 * Elementary.ExpM1(two)) : Math.Log(2) + two;
        var logRate = Math.Log(rate);
        var logChoose = Math.Log(order * (order - 1.0) / 2);
        var terms = new List<double> { (2 * logRate) + logChoose + second };
        for (var j = 3; j <= order; j++)
        {
            logChoose += Math.Log((order - j + 1.0) / j);
            terms.Add(Math.Log(2) + (j * logRate) + logChoose + ((j - 1) * inner(j)));
        }

        var max = terms.Max();
        var log = max + Math.Log(terms.Sum(term => Math.Exp(term - max)));
        return log < 30 ? Elementary.LogP1(Math.Exp(log) * (1 + 1e-12)) : log * (1 + 1e-12);
    }
}

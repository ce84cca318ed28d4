using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>From ρ and μ to (ε, δ), always on the safe side: results are rounded up by a relative 1e-12.</summary>
internal static class Conversions
{
    private const double Up = 1 + 1e-12;

    /// <summary>ε of ρ-zCDP at δ: min over α > 1 of ρα + ln(1−1/α) − ln(δα)/(α−1). Canonne, Kamath and Steinke (2020), Proposition 12.</summary>
    public static double ZcdpEpsilon(double rho, double delta)
    {
        // Bretagnolle–Huber: at δ² ≥ 1−e^{−ρα} for an order, ε = 0 holds; α → 1 gives the weakest condition.
        if (rho == 0 || delta * delta >= -Elementary.ExpM1(-rho) * Up)
        {
            return 0;
        }

        double At(double alpha) => (rho * alpha) + Elementary.LogP1(-1 / alpha) - (Math.Log(delta * alpha) / (alpha - 1));
        return Math.Max(0, At(MinimumAbove1(At))) * Up;
    }

    /// <summary>δ of ρ-zCDP at ε: min over α > 1 of e^{(α−1)(ρα−ε)} (1/α)(1−1/α)^{α−1}.</summary>
    public static double ZcdpDelta(double rho, double epsilon)
    {
        double LogAt(double alpha) => ((alpha - 1) * ((rho * alpha) - epsilon + Elementary.LogP1(-1 / alpha))) - Math.Log(alpha);
        return rho == 0 ? 0 : Math.Min(1, Math.Exp(LogAt(MinimumAbove1(LogAt))) * (1 + 1e-10));
    }

    /// <summary>The largest ρ whose conversion stays at most (ε, δ), rounded down.</summary>
    public static Rational RhoFor(Rational epsilon, Rational delta)
    {
        var e = epsilon.ToDoubleDown();
        var d = delta.ToDoubleDown();
        double low = 0;
        var high = e;
        for (var i = 0; i < 200 && Math.BitIncrement(low) < high; i++)
        {
            var middle = low + ((high - low) / 2);
            if (ZcdpEpsilon(middle, d) <= e)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return Rational.FromDoubleExact(low);
    }

    /// <summary>δ(ε) of μ-Gaussian differential privacy: Φ(−ε/μ+μ/2) − e^ε Φ(−ε/μ−μ/2). Balle and Wang (2018), Theorem 8.</summary>
    public static double GaussianDelta(double mu, double epsilon)
    {
        if (mu == 0)
        {
            return 0;
        }

        // e^ε φ(ε/μ+μ/2) = φ(ε/μ−μ/2), so the difference is taken between Mills ratios and does not cancel.
        var near = (epsilon / mu) - (mu / 2);
        var far = (epsilon / mu) + (mu / 2);
        if (mu < 1e-2)
        {
            // Between ratios so close even that difference cancels: R' = xR − 1, integrated by Gauss–Legendre (error below μ^7).
            var step = Math.Sqrt(0.15) * mu;
            var middle = epsilon / mu;
            return Normal.Density(near) * mu * ((5 * Fall(middle - step)) + (8 * Fall(middle)) + (5 * Fall(middle + step))) / 18;
        }

        return near < -5
            ? Math.Max(0, Normal.UpperTail(near) - Math.Exp(epsilon + Normal.LogUpperTail(far)))
            : Normal.Density(near) * (Normal.Mills(near) - Normal.Mills(far));
    }

    private static double Fall(double x) => Math.Max(0, 1 - (x * Normal.Mills(x)));

    /// <summary>The ε at which the curve, times <paramref name="margin"/>, falls to δ.</summary>
    public static double GaussianEpsilon(double mu, double delta, double margin = 1 + 1e-9)
    {
        if (GaussianDelta(mu, 0) * margin <= delta)
        {
            return 0;
        }

        double low = 0;
        var high = 1.0;
        while (GaussianDelta(mu, high) * margin > delta)
        {
            high *= 2;
        }

        for (var i = 0; i < 200 && Math.BitIncrement(low) < high; i++)
        {
            var middle = low + ((high - low) / 2);
            if (GaussianDelta(mu, middle) * margin > delta)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return margin > 1 ? high : low;
    }

    // Every α gives a valid bound, so a search that stops early is loose, never wrong. Unimodal in ln(α−1).
    private static double MinimumAbove1(Func<double, double> function) =>
        1 + Math.Exp(GoldenSection.Minimum(log => function(1 + Math.Exp(log)), -14, 30, 120).Place);
}

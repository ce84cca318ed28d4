using Tacit.Numerics;

namespace Tacit.Accounting.Renyi;

/// <summary>Upper bounds on the Rényi divergence τ(α) of an event in either direction.</summary>
internal static class RenyiCurve
{
    // Covers the rounding of the formulas below, in relation to (α−1)τ and in absolute terms.
    private const double Relative = 1 + 1e-11;

    /// <summary>The orders of the specification: 1.1 to 10.9 by tenths, 11 to 63, then powers of two.</summary>
    public static double[] Orders { get; } =
        [.. Enumerable.Range(11, 99).Select(i => i / 10.0), .. Enumerable.Range(11, 53).Select(i => (double)i), 128, 256, 512, 1024];

    /// <summary>The curve of an event; null where the event has none. Stored curves answer only at their own orders, elsewhere with infinity.</summary>
    public static Func<double, double> Of(PrivacyLoss loss)
    {
        switch (loss)
        {
            case GaussianEvent or MatrixEvent or DiscreteGaussianNoise or ZcdpEvent { Delta0.Sign: 0 }:
                var rho = loss.Price().Rho!.Value.ToDoubleUp();
                return alpha => rho * alpha * Relative;
            case LaplaceEvent laplace:
                var lambda = (1 / laplace.Scale).ToDoubleUp();
                return alpha => LaplaceAt(alpha, lambda);
            case ExponentialEvent exponential:
                var pure = PureAt(exponential.Epsilon0.ToDoubleUp());
                var range = exponential.Price().Rho!.Value.ToDoubleUp();
                return alpha => Math.Min(pure(alpha), range * alpha * Relative);
            case RandomizedResponseEvent response:
                return ResponseAt(response.Epsilon0.ToDoubleUp(), response.Values);
            case DiscreteLaplaceEvent or PureEvent or ApproximateEvent { Delta0.Sign: 0 }:
                return PureAt(loss.Price().Epsilon!.Value.ToDoubleUp());
            case RenyiEvent stored:
                return Stored(stored.Orders.ToArray(), stored.Divergences.ToArray());
            case PoissonSampledEvent sampled:
                return Sampled(sampled);
            case SampledWithoutReplacementEvent sampled:
                return WithoutReplacement.Curve(OfWhole(sampled.Event), sampled.Event, sampled.Rate.ToDoubleUp());
            case ParallelEvent parallel when parallel.Relation == Neighbours.AddRemove:
                var parts = parallel.Events.Select(OfWhole).ToArray();
                return alpha => parts.Max(part => part(alpha));
            default:
                throw new UnpricedLossException($"Rényi accounting of '{loss.Type}'"
                    + (loss is ApproximateEvent or ZcdpEvent or ShuffledEvent ? " inside a sample or beside disjoint parts (loss distributions price it)" : string.Empty));
        }
    }

    /// <summary>The curve of a composition.</summary>
    public static Func<double, double> OfWhole(PrivacyLoss loss)
    {
        var parts = Flattened.Of(loss).Select(part => (Curve: Of(part.Event), part.Count)).ToArray();
        return alpha => Known(parts.Sum(part => part.Curve(alpha) * part.Count) * Relative);
    }

    /// <summary>Numbers too large for a double bound nothing.</summary>
    public static double Known(double tau) => double.IsNaN(tau) ? double.PositiveInfinity : tau;

    private static Func<double, double> Sampled(PoissonSampledEvent sampled)
    {
        var q = sampled.Rate.ToDoubleUp();
        if (sampled.Relation == Neighbours.Replace)
        {
            throw new UnpricedLossException("Rényi accounting of a Poisson sample under replace (loss distributions price it)");
        }

        var parts = Flattened.Of(sampled.Event);
        if (Flattened.MuSquared(parts) is { } mu2)
        {
            // Noise on one sample composes before sampling: one Gaussian of all of it.
            return new SampledGaussian(q, mu2.ToDoubleUp() * (1 + 1e-15)).Divergence;
        }

        if (parts is [(LaplaceEvent laplace, 1)])
        {
            return new SampledLaplace(q, (1 / laplace.Scale).ToDoubleUp()).Divergence;
        }

        if (parts is [(var only, 1)] && only is not PoissonSampledEvent && only.Price() is { Epsilon: { } epsilon, Delta.Sign: 0 })
        {
            return PureAt(Amplification.Loss(epsilon.ToDoubleUp(), q) * Relative);
        }

        var whole = OfWhole(sampled.Event);
        return alpha => Amplification.Renyi(alpha, whole(alpha), q);
    }

    // Mironov (2017), Proposition 6; the two-point law dominates every pure event.
    private static Func<double, double> PureAt(double epsilon) => ResponseAt(epsilon, 2);

    // E = (e^{αε}+e^{(1−α)ε}+K−2)/(e^ε+K−1), so E − 1 = (1−e^{−(α−1)ε})(e^{αε}−1)/(e^ε+K−1): nothing cancels.
    private static Func<double, double> ResponseAt(double epsilon, long values) => alpha =>
    {
        var others = values - 1.0;
        var log = alpha * epsilon < 500
            ? Elementary.LogP1(-Elementary.ExpM1(-(alpha - 1) * epsilon) * Elementary.ExpM1(alpha * epsilon) / (Math.Exp(epsilon) + others))
            : (alpha * epsilon) - LogSum(epsilon, Math.Log(others)) + Elementary.LogP1(Math.Exp((1 - (2 * alpha)) * epsilon) + ((others - 1) * Math.Exp(-alpha * epsilon)));
        return Scaled(alpha, log, alpha * epsilon * epsilon / 2, epsilon);
    };

    // E − 1 = (α(e^{(α−1)λ}−1) + (α−1)(e^{−αλ}−1))/(2α−1), whose first-order parts cancel: their rounding is added.
    private static double LaplaceAt(double alpha, double lambda)
    {
        var power = (alpha - 1) * lambda;
        var log = power < 500
            ? Elementary.LogP1(((alpha * Elementary.ExpM1(power)) + ((alpha - 1) * Elementary.ExpM1(-alpha * lambda)) + (1e-15 * alpha * power)) / ((2 * alpha) - 1))
            : power + Math.Log(alpha / ((2 * alpha) - 1)) + Math.Exp(-power);
        return Scaled(alpha, log, alpha * lambda * lambda / 2, lambda);
    }

    // log/(α−1); never above ρα or ε, which both hold.
    private static double Scaled(double alpha, double log, double rhoAlpha, double epsilon) =>
        Math.Min(Math.Min(log / (alpha - 1), rhoAlpha) * Relative, epsilon);

    private static Func<double, double> Stored(double[] orders, double[] divergences) => alpha =>
    {
        var at = Array.BinarySearch(orders, alpha);
        return at >= 0 ? divergences[at] : double.PositiveInfinity;
    };

    internal static double LogSum(double a, double b)
    {
        var (high, low) = a >= b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Elementary.LogP1(Math.Exp(low - high));
    }
}

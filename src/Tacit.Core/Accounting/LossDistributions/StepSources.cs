using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>From an event to its loss in one direction.</summary>
internal static class StepSources
{
    private const double WidestSigma = 1e5;

    /// <summary>Whether both directions have the same loss.</summary>
    public static bool IsSymmetric(PrivacyLoss loss) => loss is not PoissonSampledEvent { Relation: Neighbours.AddRemove };

    /// <summary>Whether some mechanism of this kind has just this loss. Otherwise it is an upper bound only.</summary>
    public static bool IsReached(PrivacyLoss loss, bool restated) => loss switch
    {
        GaussianEvent or MatrixEvent or LaplaceEvent => true,
        PureEvent or ApproximateEvent or RandomizedResponseEvent => !restated,

        // On integers, a shift of one.
        DiscreteLaplaceEvent l => !restated && l.Shift == Rational.One,
        DiscreteGaussianEvent g => !restated && g.Shift >= Rational.One,
        PoissonSampledEvent s => !restated && Flattened.Of(s.Event).All(part => IsReached(part.Event, restated: false)),
        _ => false,
    };

    /// <summary>The loss of the data set with the unit against the one without it (<paramref name="remove"/>), or the other way round.</summary>
    public static LossSource Of(PrivacyLoss loss, bool remove)
    {
        switch (loss)
        {
            case PoissonSampledEvent sampled:
                return Sampled(sampled.Event, Rate(sampled.Rate), sampled.Relation == Neighbours.Replace, remove);
            case SampledWithoutReplacementEvent sampled:
                return Sampled(sampled.Event, Rate(sampled.Rate), mirrored: true, remove: true);
            case GaussianEvent gaussian:
                return new GaussianSource(Sigma(gaussian.NoiseMultiplier.ToDoubleDown()), 1, remove: true);
            case LaplaceEvent laplace:
                return new LaplaceSource(Lambda(laplace), 1, remove: true);
            default:
                return new AtomSource(Atoms(loss));
        }
    }

    private static double Sigma(double sigma) => sigma is > 1e-6 and < 1e12 ? sigma : throw TooFar();

    private static double Lambda(LaplaceEvent laplace) => (1 / laplace.Scale).ToDoubleUp() is var lambda and > 1e-100 and < 1e12 ? lambda : throw TooFar();

    private static double Rate(Rational rate) => rate.ToDoubleUp() is var q and > 1e-100 ? q : throw TooFar();

    private static UnpricedLossException TooFar() => new("loss distributions of noise so far from its sensitivity, or of so small a rate (zCDP and Rényi price it)");

    private static LossSource Sampled(PrivacyLoss inner, double rate, bool mirrored, bool remove)
    {
        var parts = Flattened.Of(inner);
        if (Flattened.MuSquared(parts) is { } mu2)
        {
            var sigma = Sigma((1 - 1e-15) / Math.Sqrt(mu2.ToDoubleUp()));
            return mirrored ? new MirroredSource(new GaussianSource(sigma, rate, remove: true)) : new GaussianSource(sigma, rate, remove);
        }

        if (parts is not [(var only, 1)])
        {
            throw new UnpricedLossException("loss distributions of a sample of several events (Rényi accounting may price it)");
        }

        if (only is LaplaceEvent laplace)
        {
            var lambda = Lambda(laplace);
            return mirrored ? new MirroredSource(new LaplaceSource(lambda, rate, remove: true)) : new LaplaceSource(lambda, rate, remove);
        }

        var atoms = Atoms(only).ToArray();
        return new AtomSource(mirrored ? AtomSource.Mirrored(AtomSource.Sampled(atoms, rate, remove: true)) : AtomSource.Sampled(atoms, rate, remove));
    }

    private static IEnumerable<(double P, double Q)> Atoms(PrivacyLoss loss)
    {
        switch (loss)
        {
            case ApproximateEvent approximate:
                var delta = approximate.Delta0.ToDoubleUp();
                return [.. TwoPoint(approximate.Epsilon0).Select(atom => (atom.P * (1 - delta), atom.Q * (1 - delta))), (delta, 0), (0, delta)];
            case RandomizedResponseEvent response:
                var e = response.Epsilon0.ToDoubleUp();
                var others = response.Values - 1;
                var truth = 1 / (1 + (others * Math.Exp(-e)));
                var other = truth * Math.Exp(-e);
                return [(truth, other), (other, truth), (other * (others - 1), other * (others - 1))];
            case DiscreteGaussianEvent gaussian:
                return DiscreteGaussian(gaussian);
            case ShuffledEvent shuffled:
                return ShuffledAtoms.Of(shuffled.LocalEpsilon.ToDoubleUp(), shuffled.Users);
            case PureEvent or ExponentialEvent or DiscreteLaplaceEvent:
                // The two-point law dominates every pure event (Kairouz, Oh and Viswanath 2015); discrete Laplace noise with shift one is it.
                return TwoPoint(loss.Price().Epsilon!.Value);
            default:
                throw Refused(loss);
        }
    }

    private static (double P, double Q)[] TwoPoint(Rational epsilon)
    {
        var e = epsilon.ToDoubleUp();
        var high = 1 / (1 + Math.Exp(-e));
        var low = Math.Exp(-e) * high;
        return [(high, low), (low, high)];
    }

    // Integers whose L2 norm is below √2 differ in one coordinate by one, so a vector is a scalar shift there.
    private static List<(double P, double Q)> DiscreteGaussian(DiscreteGaussianEvent gaussian)
    {
        var sigma = Sigma(gaussian.Sigma.ToDoubleDown());
        if (gaussian.Shift * gaussian.Shift >= 2 || sigma > WidestSigma)
        {
            throw new UnpricedLossException("loss distributions of discrete Gaussian noise on vectors with an L2 sensitivity of √2 or more, or with σ above 100,000 (zCDP and Rényi price it)");
        }

        var reach = (int)Math.Ceiling(12 * sigma) + 2;
        double Weight(double x) => Math.Exp(-x * x / (2 * sigma * sigma));
        double total = 0;
        for (var x = reach + (int)(28 * sigma); x > 0; x--)
        {
            total += 2 * Weight(x);
        }

        total += 1;
        var atoms = new List<(double P, double Q)>((2 * reach) + 2);
        for (var x = -reach; x <= reach + 1; x++)
        {
            atoms.Add((Weight(x) / total, Weight(x - 1) / total));
        }

        // What lies beyond twelve deviations, on the safe side.
        atoms.Add((1e-30, 0));
        return atoms;
    }

    private static UnpricedLossException Refused(PrivacyLoss loss) => new($"loss distributions of '{loss.Type}'" + loss switch
    {
        ZcdpEvent or RenyiEvent => " (a curve has no dominating pair; zCDP and Rényi price it)",
        ParallelEvent => " with parts that differ (Rényi prices it)",
        _ => string.Empty,
    });
}

using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>From an event to its loss in one direction.</summary>
internal static class StepSources
{
    /// <summary>Whether both directions have the same loss.</summary>
    public static bool IsSymmetric(PrivacyLoss loss) => loss switch
    {
        PoissonSampledEvent => loss.Relation == Neighbours.Replace,
        ParallelEvent parallel => parallel.Events.All(part => Flattened.Of(part).All(one => IsSymmetric(one.Event))),
        _ => true,
    };

    /// <summary>Whether some mechanism of this kind has just this loss. Otherwise it is an upper bound only.</summary>
    public static bool IsReached(PrivacyLoss loss, bool restated) => loss switch
    {
        GaussianEvent or MatrixEvent or LaplaceEvent => true,
        PureEvent or ApproximateEvent or RandomizedResponseEvent => !restated,

        // On integers, a shift of one.
        DiscreteLaplaceEvent l => !restated && l.Shift == Rational.One,
        DiscreteGaussianEvent g => !restated && DiscreteGaussianAtoms.IsReached(g),
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
            case ParallelEvent { Relation: Neighbours.AddRemove } parallel:
                return Largest([.. parallel.Events.Distinct().Select(part => Part(part, remove))]);
            case DiscreteGaussianEvent gaussian:
                return Largest([.. DiscreteGaussianAtoms.Of(gaussian).Select(atoms => new AtomSource(atoms))]);
            default:
                return new AtomSource(Atoms(loss));
        }
    }

    private static LossSource Largest(IReadOnlyList<LossSource> sources) => sources is [var only] ? only : new LargestSource(sources);

    // One of several disjoint parts, beside other events.
    private static LossSource Part(PrivacyLoss part, bool remove) => Flattened.Of(part) switch
    {
        var parts when Flattened.MuSquared(parts) is { } mu2 => new GaussianSource(Sigma((1 - 1e-15) / Math.Sqrt(mu2.ToDoubleUp())), 1, remove: true),
        [(var only, 1)] => Of(only, remove),
        _ => throw new UnpricedLossException("loss distributions of disjoint parts that are composed of several events, beside other events or repeated (Rényi may price it; so do loss distributions where the parts are all there is)"),
    };

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

        var laws = only is DiscreteGaussianEvent gaussian ? DiscreteGaussianAtoms.Of(gaussian) : [Atoms(only).ToArray()];
        return Largest([.. laws.Select(atoms => new AtomSource(
            mirrored ? AtomSource.Mirrored(AtomSource.Sampled(atoms, rate, remove: true)) : AtomSource.Sampled(atoms, rate, remove)))]);
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

    private static UnpricedLossException Refused(PrivacyLoss loss) => new($"loss distributions of '{loss.Type}'" + loss switch
    {
        WeightedDiscreteGaussianEvent => " (the lattices of its coordinates are not known; zCDP and Rényi price it)",
        ZcdpEvent or RenyiEvent => " (a curve has no dominating pair; zCDP and Rényi price it)",
        ParallelEvent when loss.Relation == Neighbours.Replace => " stated under replace, beside other events or repeated (zCDP may price it)",
        ParallelEvent => " inside a sample (Rényi may price it)",
        _ => string.Empty,
    });
}

using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>A loss stated under add/remove, restated under replace: one unit goes and another comes, so every sensitivity doubles.</summary>
internal static class Replaced
{
    /// <summary>The event under replace, or null where it has no such statement of its own.</summary>
    public static PrivacyLoss? Of(PrivacyLoss loss) => loss.Relation == Neighbours.Replace ? loss : loss switch
    {
        GaussianEvent g => PrivacyLoss.Gaussian(g.NoiseMultiplier / 2, Neighbours.Replace),
        MatrixEvent m => PrivacyLoss.Gaussian(m.NoiseMultiplier / 2, Neighbours.Replace),
        LaplaceEvent l => PrivacyLoss.Laplace(l.Scale / 2, Neighbours.Replace),
        DiscreteGaussianEvent g => PrivacyLoss.DiscreteGaussian(g.Sigma, g.Shift * 2, Neighbours.Replace),
        WeightedDiscreteGaussianEvent g => PrivacyLoss.WeightedDiscreteGaussian(g.Sigma, g.Shift * 2, Neighbours.Replace),
        DiscreteLaplaceEvent l => PrivacyLoss.DiscreteLaplace(l.Scale, l.Shift * 2, Neighbours.Replace),
        PureEvent p => PrivacyLoss.Pure(p.Epsilon0 * 2, Neighbours.Replace),
        ExponentialEvent e => PrivacyLoss.Exponential(e.Epsilon0 * 2, Neighbours.Replace),
        ApproximateEvent a => a.Price().ForGroupsOf(2) is { Epsilon: { } epsilon } price && price.Delta < Rational.One ? PrivacyLoss.Approximate(epsilon, price.Delta, Neighbours.Replace) : null,
        ZcdpEvent { Delta0.Sign: 0 } z => PrivacyLoss.Zcdp(z.Rho * 4, default, Neighbours.Replace),
        // Joint convexity: δ(ε) ≤ q·δ_base(ln(1+(e^ε−1)/q)), the base at the replace sensitivity; accountants read a sample under replace so.
        PoissonSampledEvent s => Of(s.Event) is { } inner ? inner.PoissonSampled(s.Rate) : null,
        ComposedEvent c => All(c.Events) is { } events ? PrivacyLoss.Composed(events) : null,
        RepeatedEvent r => Of(r.Event) is { } inner ? inner.Repeat(r.Count) : null,
        _ => null,
    };

    private static PrivacyLoss[]? All(IReadOnlyList<PrivacyLoss> events)
    {
        var all = new PrivacyLoss[events.Count];
        for (var i = 0; i < all.Length; i++)
        {
            if (Of(events[i]) is not { } one)
            {
                return null;
            }

            all[i] = one;
        }

        return all;
    }
}

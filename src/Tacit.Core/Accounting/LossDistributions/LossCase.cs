using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// One pair of laws that a loss may come down to, as what composes: all Gaussian noise as one Gaussian, and other events with their direction. A guarantee is
/// the worst case.
/// </summary>
internal sealed record LossCase(Rational MuSquared, IReadOnlyList<(PrivacyLoss Event, long Count, LossDirection Direction)> Others, Neighbours Relation, bool Restated)
{
    // Beyond it the rounding of so many steps is no longer small.
    private const double MostSteps = 1e8;

    /// <summary>The case of the larger losses where both directions are alike.</summary>
    public LossDirection Direction => Others.Count == 0 ? LossDirection.Remove : Others[0].Direction;

    /// <summary>Whether some mechanism of each kind has just these losses. Otherwise a lower bound says nothing of the events.</summary>
    public bool IsReached => Others.All(part => StepSources.IsReached(part.Event, Restated));

    /// <summary>One direction of a loss.</summary>
    public static LossCase Of(PrivacyLoss loss, Neighbours relation, LossDirection direction)
    {
        var parts = new List<(PrivacyLoss, long, LossDirection)>();
        var mu2 = Rational.Zero;
        double steps = 0;
        foreach (var (part, count) in Flattened.Of(Accountant.Restated(loss, relation)))
        {
            if (part is GaussianEvent or MatrixEvent)
            {
                mu2 += part.Price().MuSquared!.Value * count;
            }
            else if (part is not (PureEvent { Epsilon0.Sign: 0 } or ExponentialEvent { Epsilon0.Sign: 0 } or RandomizedResponseEvent { Epsilon0.Sign: 0 }))
            {
                if (part is PoissonSampledEvent && loss.Relation == Neighbours.Replace)
                {
                    // The size of the sample is random, so the bound needs what one unit more or less does, and a loss under replace does not say.
                    throw new UnpricedLossException("a Poisson sample of a loss stated under replace (state it under add/remove and ask for a guarantee under replace)");
                }

                parts.Add((part, count, direction));
                steps += count;
            }
        }

        return steps <= MostSteps
            ? new(mu2, parts, relation, loss.Relation != relation)
            : throw new UnpricedLossException("loss distributions of more than 10⁸ steps (zCDP and Rényi price them)");
    }

    /// <summary>Both together.</summary>
    public LossCase With(LossCase other) => new(MuSquared + other.MuSquared, [.. Others, .. other.Others], Relation, Restated || other.Restated);

    /// <summary>The losses that compose, each with how often it happens.</summary>
    public (LossSource Source, long Count)[] Sources()
    {
        IEnumerable<(LossSource, long)> sources = Others.Select(part => (StepSources.Of(part.Event, part.Direction == LossDirection.Remove), part.Count));
        return [.. MuSquared.Sign > 0 ? sources.Append((StepSources.Of(PrivacyLoss.Gaussian(1 / MuSquared.SqrtUp(200), Relation), remove: true), 1)) : sources];
    }

    /// <summary>The sum of the largest losses: it holds at every δ, and alone at δ = 0.</summary>
    public double LargestLoss()
    {
        if (MuSquared.Sign > 0)
        {
            return double.PositiveInfinity;
        }

        var exact = Rational.Zero;
        double sampled = 0;
        foreach (var (part, count, direction) in Others)
        {
            if (part is PoissonSampledEvent or SampledWithoutReplacementEvent or ParallelEvent)
            {
                sampled += count * (StepSources.Of(part, direction == LossDirection.Remove).Largest + 1e-15) * (1 + 1e-12);
            }
            else if (part is ShuffledEvent shuffled)
            {
                exact += shuffled.LocalEpsilon * count;
            }
            else if (part.Price() is { Epsilon: { } epsilon, Delta.Sign: 0 })
            {
                exact += epsilon * count;
            }
            else
            {
                return double.PositiveInfinity;
            }
        }

        return exact.ToDecimalUp() + sampled;
    }
}

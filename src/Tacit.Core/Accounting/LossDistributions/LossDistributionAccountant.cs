using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// δ(ε) = p_∞ + E[(1−e^{ε−Ω})₊] of the summed loss Ω, bounded from both sides. Gaussians compose in closed form; everything else on a grid by
/// Fourier transform. The two directions of add/remove stay apart to the end.
/// </summary>
/// <remarks>Source: Koskela, Jälkö and Honkela (2020); Gopi, Lee and Wutschitz (2021); Doroshenko et al. (2022).</remarks>
internal sealed class LossDistributionAccountant : Accountant
{
    public override string Name => "pld";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var parts = Fold(Restated(loss, relation));
        if (parts.All(part => part.Event is GaussianEvent))
        {
            return GaussianDp.Epsilon(loss, delta, relation, token) with { Accountant = Name };
        }

        var target = delta.ToDoubleDown();
        if (target <= 0)
        {
            // A pure ε at δ = 0 is a sum; anything else has none.
            return loss.Price(relation) is { Epsilon: { } pure, Delta.Sign: 0 } ? new(0, pure.ToDecimalUp(), Name) : new(0, double.PositiveInfinity, Name);
        }

        var bounds = Directions(parts, Goal.AtDelta(target), token);
        return new(bounds.Max(b => b.EpsilonLower(delta.ToDoubleUp())), bounds.Max(b => b.EpsilonUpper(target)), Name);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var parts = Fold(Restated(loss, relation));
        if (parts.All(part => part.Event is GaussianEvent))
        {
            return GaussianDp.Delta(loss, epsilon, relation, token) with { Accountant = Name };
        }

        var bounds = Directions(parts, Goal.AtEpsilon(epsilon.ToDoubleUp()), token);
        return new(bounds.Max(b => b.DeltaLower(epsilon.ToDoubleUp())), Math.Min(1, bounds.Max(b => b.DeltaUpper(epsilon.ToDoubleDown()))), Name);
    }

    private static LossBounds[] Directions(IReadOnlyList<(PrivacyLoss Event, long Count)> parts, Goal goal, CancellationToken token)
    {
        bool[] directions = parts.All(part => StepSources.IsSymmetric(part.Event)) ? [true] : [true, false];
        var sources = Array.ConvertAll(directions, remove => parts.Select(part => (StepSources.Of(part.Event, remove), part.Count)).ToArray());
        var bounds = new LossBounds[directions.Length];
        if (directions.Length == 1)
        {
            bounds[0] = Composer.Compose(sources[0], goal, token);
            return bounds;
        }

        try
        {
            Parallel.For(0, directions.Length, new ParallelOptions { CancellationToken = token }, k => bounds[k] = Composer.Compose(sources[k], goal, token));
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
            token.ThrowIfCancellationRequested();
            throw;
        }

        return bounds;
    }

    // All Gaussian noise is one Gaussian; what costs nothing is left out.
    private static List<(PrivacyLoss Event, long Count)> Fold(PrivacyLoss loss)
    {
        var parts = new List<(PrivacyLoss, long)>();
        var mu2 = Rational.Zero;
        foreach (var (part, count) in Flattened.Of(loss))
        {
            if (part is GaussianEvent or MatrixEvent)
            {
                mu2 += part.Price().MuSquared!.Value * count;
            }
            else if (part is not (PureEvent { Epsilon0.Sign: 0 } or ExponentialEvent { Epsilon0.Sign: 0 } or RandomizedResponseEvent { Epsilon0.Sign: 0 }))
            {
                parts.Add((part, count));
            }
        }

        if (mu2.Sign > 0)
        {
            parts.Add((PrivacyLoss.Gaussian(1 / mu2.SqrtUp(80), loss.Relation), 1));
        }

        return parts;
    }
}

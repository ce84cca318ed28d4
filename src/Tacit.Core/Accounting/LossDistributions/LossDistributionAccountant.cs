using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// δ(ε) = p_∞ + E[(1−e^{ε−Ω})₊] of the summed loss Ω, bounded from both sides. Gaussians compose in closed form; everything else on a grid by
/// Fourier transform. The two directions of add/remove stay apart to the end.
/// </summary>
/// <remarks>Source: Koskela, Jälkö and Honkela (2020); Gopi, Lee and Wutschitz (2021); Doroshenko et al. (2022).</remarks>
internal sealed class LossDistributionAccountant : Accountant
{
    // The grid is made finer until the bracket is this narrow, or the grid this fine.
    private const double WidestGap = 1e-3;
    private const int Finest = 16;

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

        var (down, up) = (target, delta.ToDoubleUp());
        return Directions(parts, Goal.AtDelta(target), b => (b.EpsilonLower(up), b.EpsilonUpper(down)), token);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var parts = Fold(Restated(loss, relation));
        if (parts.All(part => part.Event is GaussianEvent))
        {
            return GaussianDp.Delta(loss, epsilon, relation, token) with { Accountant = Name };
        }

        var (down, up) = (epsilon.ToDoubleDown(), epsilon.ToDoubleUp());
        return Directions(parts, Goal.AtEpsilon(up), b => (b.DeltaLower(up), Math.Min(1, b.DeltaUpper(down))), token);
    }

    private Bracket Directions(
        List<(PrivacyLoss Event, long Count)> parts, Goal goal, Func<LossBounds, (double Lower, double Upper)> read, CancellationToken token)
    {
        bool[] directions = parts.All(part => StepSources.IsSymmetric(part.Event)) ? [true] : [true, false];
        var sources = Array.ConvertAll(directions, remove => parts.Select(part => (StepSources.Of(part.Event, remove), part.Count)).ToArray());
        var brackets = new (double Lower, double Upper)[directions.Length];
        var settled = new bool[directions.Length];
        for (var fineness = 1; fineness <= Finest; fineness *= 4)
        {
            // A direction that is surely the smaller one, or known well, is left as it is.
            var floor = brackets.Max(b => b.Lower);
            int[] open = [.. Enumerable.Range(0, brackets.Length).Where(k => fineness == 1 || (!settled[k] && brackets[k].Upper > floor && IsWide(brackets[k])))];
            if (open.Length == 0)
            {
                break;
            }

            var now = fineness;
            void One(int k)
            {
                // Where Chernoff's bound is far off, the tilt that suits the ε found so far carries less transform noise.
                var place = now > 1 && goal.Epsilon is null && double.IsFinite(brackets[k].Upper) ? goal.Near(brackets[k].Upper) : goal;
                var (lower, upper) = read(Composer.Compose(sources[k], place, now, token));
                if (now > 1)
                {
                    var before = brackets[k];
                    (lower, upper) = (Math.Max(lower, before.Lower), Math.Min(upper, before.Upper));
                    settled[k] = upper - lower > 0.8 * (before.Upper - before.Lower);
                }

                brackets[k] = (lower, upper);
            }

            if (open.Length == 1)
            {
                One(open[0]);
            }
            else
            {
                InParallel(open, One, token);
            }
        }

        return new(brackets.Max(b => b.Lower), brackets.Max(b => b.Upper), Name);
    }

    private static void InParallel(int[] items, Action<int> work, CancellationToken token)
    {
        try
        {
            Parallel.ForEach(items, new ParallelOptions { CancellationToken = token }, work);
        }
        catch (AggregateException e)
        {
            token.ThrowIfCancellationRequested();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
        }
    }

    private static bool IsWide((double Lower, double Upper) bracket) => !(bracket.Upper - bracket.Lower <= WidestGap * bracket.Upper);

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

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

    // Nobody asks for an ε or a δ below it more exactly.
    private const double Negligible = 1e-18;

    // Beyond it the rounding of so many steps is no longer small.
    private const double MostSteps = 1e8;

    public override string Name => "pld";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (mu2, parts) = Fold(loss, relation);
        if (parts.Count == 0)
        {
            return GaussianDpAccountant.EpsilonOf(mu2, delta) with { Accountant = Name };
        }

        var (down, up) = (delta.ToDoubleDown(), delta.ToDoubleUp());
        var largest = mu2.Sign > 0 ? double.PositiveInfinity : LargestLoss(parts);
        if (!(down > 0))
        {
            return new(0, largest, Name);
        }

        var bracket = Directions(loss, relation, Whole(mu2, parts), Goal.AtDelta(down), b => (b.EpsilonLower(up), b.EpsilonUpper(down)), token);
        return bracket with { Upper = Math.Min(bracket.Upper, largest) };
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (mu2, parts) = Fold(loss, relation);
        if (parts.Count == 0)
        {
            return GaussianDpAccountant.DeltaOf(mu2, epsilon) with { Accountant = Name };
        }

        var (down, up) = (epsilon.ToDoubleDown(), epsilon.ToDoubleUp());
        return Directions(loss, relation, Whole(mu2, parts), Goal.AtEpsilon(up), b => (b.DeltaLower(up), Math.Min(1, b.DeltaUpper(down))), token);
    }

    // The sum of the largest losses holds at every δ, and alone at δ = 0.
    private static double LargestLoss(List<(PrivacyLoss Event, long Count)> parts)
    {
        var exact = Rational.Zero;
        double sampled = 0;
        foreach (var (part, count) in parts)
        {
            if (part is PoissonSampledEvent or SampledWithoutReplacementEvent)
            {
                bool[] directions = StepSources.IsSymmetric(part) ? [true] : [true, false];
                sampled += count * (directions.Max(remove => StepSources.Of(part, remove).Largest) + 1e-15) * (1 + 1e-12);
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

    private Bracket Directions(
        PrivacyLoss loss, Neighbours relation, List<(PrivacyLoss Event, long Count)> parts, Goal goal, Func<LossBounds, (double Lower, double Upper)> read, CancellationToken token)
    {
        bool[] directions = parts.TrueForAll(part => StepSources.IsSymmetric(part.Event)) ? [true] : [true, false];
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

        // The lower end speaks of the event itself only where its law is reached.
        var reached = parts.TrueForAll(part => StepSources.IsReached(part.Event, restated: loss.Relation != relation));
        return new(reached ? brackets.Max(b => b.Lower) : 0, brackets.Max(b => b.Upper), Name);
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

    private static bool IsWide((double Lower, double Upper) bracket) => 
        !(bracket.Upper - bracket.Lower <= WidestGap * bracket.Upper) && !(bracket.Upper < Negligible);

    // All Gaussian noise is one Gaussian; what costs nothing is left out.
    private static (Rational MuSquared, List<(PrivacyLoss Event, long Count)> Others) Fold(PrivacyLoss loss, Neighbours relation)
    {
        var restated = Restated(loss, relation);
        var parts = new List<(PrivacyLoss, long)>();
        var mu2 = Rational.Zero;
        double steps = 0;
        foreach (var (part, count) in Flattened.Of(restated))
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

                parts.Add((part, count));
                steps += count;
            }
        }

        return steps <= MostSteps
            ? (mu2, parts)
            : throw new UnpricedLossException("loss distributions of more than 10⁸ steps (zCDP and Rényi price them)");
    }

    private static List<(PrivacyLoss Event, long Count)> Whole(Rational mu2, List<(PrivacyLoss Event, long Count)> parts)
    {
        if (mu2.Sign > 0)
        {
            parts.Add((PrivacyLoss.Gaussian(1 / mu2.SqrtUp(200), parts[0].Event.Relation), 1));
        }

        return parts;
    }
}

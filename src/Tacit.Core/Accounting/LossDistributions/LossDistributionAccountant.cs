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

    public override string Name => "pld";

    private protected override Bracket EpsilonAt(PrivacyLoss loss, Neighbours relation, Rational delta, CancellationToken token)
    {
        var (down, up) = (delta.ToDoubleDown(), delta.ToDoubleUp());
        return Worst(
            LossCases.Of(loss, relation),
            mu2 => GaussianDpAccountant.EpsilonOf(mu2, delta),
            one => new Found(0, one.LargestLoss(), null),
            down > 0 ? Goal.AtDelta(down) : null,
            (bounds, direction) => bounds.EpsilonUpper(down) is var upper ? new(bounds.EpsilonLower(up, upper), upper, bounds.Report(direction, upper)) : default,
            token);
    }

    private protected override Bracket DeltaAt(PrivacyLoss loss, Neighbours relation, Rational epsilon, CancellationToken token)
    {
        var (down, up) = (epsilon.ToDoubleDown(), epsilon.ToDoubleUp());
        return Worst(
            LossCases.Of(loss, relation),
            mu2 => GaussianDpAccountant.DeltaOf(mu2, epsilon),
            one => new Found(0, down >= one.LargestLoss() ? 0 : 1, null),
            Goal.AtEpsilon(up),
            (bounds, direction) => new(bounds.DeltaLower(up), bounds.DeltaUpper(down), bounds.Report(direction, down)),
            token);
    }

    // exact answers for Gaussian noise alone, sure is what holds without a look; without a goal nothing else is known.
    private Bracket Worst(
        IReadOnlyList<LossCase> cases, Func<Rational, Bracket> exact, Func<LossCase, Found> sure, Goal? goal, Func<LossBounds, LossDirection, Found> read, CancellationToken token)
    {
        var found = new Found[cases.Count];
        var open = new List<int>();
        for (var k = 0; k < found.Length; k++)
        {
            if (cases[k].Others.Count == 0)
            {
                var bracket = exact(cases[k].MuSquared);
                found[k] = new(bracket.Lower, bracket.Upper, null);
            }
            else
            {
                found[k] = sure(cases[k]);
                open.Add(k);
            }
        }

        if (goal is { } known && open.Count > 0)
        {
            Narrow(cases, found, open, known, read, token);
        }

        // The lower end speaks of the event itself only where its law is reached.
        var worst = found.MaxBy(one => one.Upper);
        return new(Enumerable.Range(0, found.Length).Max(k => cases[k].IsReached ? found[k].Lower : 0), worst.Upper, Name) { Report = worst.Report };
    }

    private static void Narrow(IReadOnlyList<LossCase> cases, Found[] found, List<int> open, Goal goal, Func<LossBounds, LossDirection, Found> read, CancellationToken token)
    {
        var sources = open.ToDictionary(k => k, k => cases[k].Sources());
        for (var fineness = 1; fineness <= Finest && open.Count > 0; fineness *= 4)
        {
            var now = fineness;
            var settled = new bool[found.Length];
            void One(int k)
            {
                // Where Chernoff's bound is far off, the tilt that suits the ε found so far carries less transform noise.
                var before = found[k];
                var place = now > 1 && goal.Epsilon is null && double.IsFinite(before.Upper) ? goal.Near(before.Upper) : goal;
                using var bounds = Composer.Compose(sources[k], place, now, null, token);
                var next = read(bounds, cases[k].Direction);
                found[k] = next.Upper <= before.Upper
                    ? next with { Lower = Math.Max(next.Lower, before.Lower) }
                    : before with { Lower = Math.Max(next.Lower, before.Lower) };
                settled[k] = now > 1 && found[k].Gap > 0.8 * before.Gap;
            }

            if (open.Count == 1)
            {
                One(open[0]);
            }
            else
            {
                InParallel(open, One, token);
            }

            // A case that is surely not the worst, or known well, is left as it is.
            var floor = found.Max(one => one.Lower);
            open = open.FindAll(k => !settled[k] && found[k].Upper > floor && IsWide(found[k]));
        }
    }

    private static void InParallel(List<int> items, Action<int> work, CancellationToken token)
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

    private static bool IsWide(Found found) => !(found.Gap <= WidestGap * found.Upper) && !(found.Upper < Negligible);

    private readonly record struct Found(double Lower, double Upper, LossDistributionReport? Report)
    {
        public double Gap => Upper - Lower;
    }
}

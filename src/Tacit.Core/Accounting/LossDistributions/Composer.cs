using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>Chooses grids, tilt and stages for a composition, runs it and gathers the bounds.</summary>
internal static class Composer
{
    /// <summary>Grid points per deviation of the sum, in the last transform.</summary>
    private const double Resolution = 7000;

    /// <summary>Each step adds up to h²/6 to the variance of the sum: so many steps add less than 10⁻⁴ of it at that resolution.</summary>
    private const double MostSteps = 24_000;

    private const int MostCells = 1 << 20;

    /// <summary>No law and no transform is longer, however heavy the tail.</summary>
    private const int MostPoints = 1 << 21;

    /// <summary>Below it a step is within the rounding of a loss.</summary>
    private const double FinestStep = 1e-13;

    /// <param name="parts">Losses of one direction, each with how often it happens.</param>
    /// <param name="goal">Where the curve is wanted.</param>
    /// <param name="fineness">Divides the grid step that usually suffices.</param>
    /// <param name="step">The grid step, on which everything is composed at once; chosen, with stages where they help, if null.</param>
    /// <param name="token">Cancels.</param>
    public static LossBounds Compose(IReadOnlyList<(LossSource Source, long Count)> parts, Goal goal, int fineness, double? step, CancellationToken token)
    {
        // A coarse look: ranges, tilt and deviations.
        var steps = parts.Sum(part => (double)part.Count);
        var cut = Math.Exp(Math.Max(-600, goal.LogDelta - 16 - Math.Log(steps)));
        var looks = parts.Select(part => (Law: Look(part.Source, cut), part.Count)).ToArray();
        var theta = Tilt(looks, goal);
        var whole = Math.Sqrt(looks.Sum(look => look.Count * Math.Pow(look.Law.Deviation(theta), 2)));
        var widest = looks.Max(look => look.Law.Step * look.Law.Count);
        var (low, high) = LossComposition.Span(looks, theta);
        var points = step is null ? MostPoints : 2 * MostPoints;
        var finest = Math.Max(Math.Max(widest, high - low) / points, FinestStep);
        var h = step ?? Math.Max(Math.Max(whole / Resolution, widest / MostCells) / fineness, finest);
        if (h < finest)
        {
            throw new BadInputException(FormattableString.Invariant($"A grid step of {h} needs more than {points} points here. Take at least {finest:G3}, or leave the step out."));
        }

        var laws = new List<(GridLaw Law, long Count)>();
        var offsets = new Offsets(theta, fineness == 1 ? 1e-6 : 1e-14);
        var (infinite, finite, extra, drift) = (0.0, 0.0, 0.0, 0.0);
        var stages = 1;
        for (var k = 0; k < parts.Count; k++)
        {
            token.ThrowIfCancellationRequested();
            var (source, count) = parts[k];
            var refine = step is not null ? 1 : (int)Math.Clamp(
                Math.Ceiling(Math.Sqrt(count / MostSteps)), 1, Math.Max(1, Math.Floor(2.0 * MostCells * h / (looks[k].Law.Step * looks[k].Law.Count))));
            var law = GridLaw.Of(source, h / refine, cut);
            infinite += count * law.Infinite;
            finite += count * Elementary.LogP1(-Math.Min(law.SurelyInfinite, 1));
            if (refine == 1)
            {
                laws.Add((law, count));
                continue;
            }

            // So many steps are composed on a finer grid first, in groups that the common grid resolves.
            stages = 2;
            var group = Group(count, count / (MostSteps / 10));
            offsets.Add([(law, count)]);
            drift += count * law.LogMoment(law.Lower, theta);
            foreach (var (size, times) in ((long, long)[])[(group, count / group), (count % group, 1)])
            {
                if (size > 0)
                {
                    using var fine = LossComposition.Of([(law, size)], theta, token);
                    var coarse = Coarsening.Of(fine, refine, theta);
                    laws.Add((coarse, times));
                    drift -= times * coarse.LogMoment(coarse.Lower, theta);
                    extra += times;
                }
            }
        }

        offsets.Add(laws);

        // Mass lost on a finer grid counts in the scale of that grid.
        var lost = offsets.Lost * Math.Exp(Math.Max(0, drift));
        var certain = -Elementary.ExpM1(finite) * (1 - 1e-9);
        return new(LossComposition.Of(laws, theta, token), (certain, Math.Min(1, infinite * (1 + 1e-9))), offsets.Shift, lost, steps + extra, stages);
    }

    private static GridLaw Look(LossSource source, double cut)
    {
        var (low, high) = source.Range(cut);
        return GridLaw.Of(source, Math.Max((high - low) / 4096, FinestStep), cut);
    }

    // The θ of the Chernoff bound, by golden section in ln θ; the bounds hold for every θ.
    private static double Tilt((GridLaw Law, long Count)[] laws, Goal goal)
    {
        // Beyond what a Gaussian of the same deviation would want there is only the edge of the range, where the tilted law shrinks to a point.
        var deviation = Math.Sqrt(laws.Sum(l => l.Count * Math.Pow(l.Law.Deviation(0), 2)));
        var enough = 2 * (2 + Math.Sqrt(-2 * goal.LogDelta)) / deviation;
        var high = Math.Log(Math.Min(enough, laws.Min(l => 500 / (l.Law.Step * l.Law.Count))));
        double At(double logTheta)
        {
            var theta = Math.Exp(logTheta);
            return goal.Bound(laws.Sum(l => l.Count * l.Law.LogMoment(l.Law.Upper, theta)), theta);
        }

        return Math.Exp(GoldenSection.Minimum(At, high - 20, high, 40).Place);
    }

    // A divisor of the count near the wanted size, or that size and a remainder.
    private static long Group(long count, double wanted)
    {
        var size = (long)Math.Clamp(Math.Ceiling(wanted), 1, count);
        for (var step = 0L; step <= Math.Min(size / 3, 4096); step++)
        {
            if (count % (size + step) == 0)
            {
                return size + step;
            }

            if (size - step > 1 && count % (size - step) == 0)
            {
                return size - step;
            }
        }

        return size;
    }
}

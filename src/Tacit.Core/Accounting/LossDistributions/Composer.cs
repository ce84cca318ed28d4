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

    /// <summary>Tilted mass that a shift of the lower law may miss.</summary>
    private const double Lost = 1e-6;

    public static LossBounds Compose(IReadOnlyList<(LossSource Source, long Count)> parts, Goal goal, CancellationToken token)
    {
        // A coarse look: ranges, tilt and deviations.
        var steps = parts.Sum(part => (double)part.Count);
        var cut = Math.Exp(Math.Max(-600, (goal.Epsilon is null ? goal.LogDelta - 16 : -60) - Math.Log(steps)));
        var looks = parts.Select(part => (Law: Look(part.Source, cut), part.Count)).ToArray();
        var theta = Tilt(looks, goal);
        var whole = Math.Sqrt(looks.Sum(look => look.Count * Math.Pow(look.Law.Deviation(theta), 2)));
        var widest = looks.Max(look => look.Law.Step * look.Law.Count);
        var h = Math.Max(whole / Resolution, widest / MostCells);

        var laws = new List<(GridLaw Law, long Count)>();
        var (infinite, shift, lost, extra) = (0.0, 0.0, 0.0, 0.0);
        for (var k = 0; k < parts.Count; k++)
        {
            token.ThrowIfCancellationRequested();
            var (source, count) = parts[k];
            var refine = (int)Math.Clamp(
                Math.Ceiling(Math.Sqrt(count / MostSteps)), 1, Math.Max(1, Math.Floor(MostCells * h / (looks[k].Law.Step * looks[k].Law.Count))));
            var law = GridLaw.Of(source, h / refine, cut);
            infinite += count * law.Infinite;
            if (refine == 1)
            {
                laws.Add((law, count));
                continue;
            }

            // So many steps are composed on a finer grid first, in groups that the common grid resolves.
            var group = Group(count, count / (MostSteps / 10));
            shift += Shift([(law, count)], theta);
            lost += Lost;
            foreach (var (size, times) in ((long, long)[])[(group, count / group), (count % group, 1)])
            {
                if (size > 0)
                {
                    laws.Add((Coarsening.Of(LossComposition.Of([(law, size)], theta, token), refine, theta), times));
                    extra += times;
                }
            }
        }
        shift += Shift(laws, theta);
        lost += Lost;
        return new(LossComposition.Of(laws, theta, token), Math.Min(1, infinite * (1 + 1e-9)), shift, lost, steps + extra);
    }

    private static GridLaw Look(LossSource source, double cut)
    {
        var (low, high) = source.Range(cut);
        return GridLaw.Of(source, Math.Max(high - low, 1e-9) / 4096, cut);
    }

    // The θ of the Chernoff bound, by golden section in ln θ; the bounds hold for every θ.
    private static double Tilt((GridLaw Law, long Count)[] laws, Goal goal)
    {
        const double Golden = 0.6180339887498949;
        var high = Math.Log(laws.Min(l => 500 / (l.Law.Step * l.Law.Count)));
        var low = high - 20;
        double At(double logTheta)
        {
            var theta = Math.Exp(logTheta);
            return goal.Bound(laws.Sum(l => l.Count * l.Law.LogMoment(l.Law.Upper, theta)), theta);
        }

        for (var i = 0; i < 40; i++)
        {
            var (a, b) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            (low, high) = At(a) <= At(b) ? (low, b) : (a, high);
        }

        return Math.Exp((low + high) / 2);
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

    /// <summary>κ = min over t of (ΣT ln E_θ[e^{−ts}] + ln(1/lost))/t: offsets of the lower laws sum to at least −κ but for a tilted mass of that size.</summary>
    /// <remarks>With the moments of s and Bennett's inequality for |s| ≤ h/2, so that a trial of t costs nothing.</remarks>
    private static double Shift(List<(GridLaw Law, long Count)> laws, double theta)
    {
        const double Golden = 0.6180339887498949;
        var half = laws[0].Law.Step / 2;
        var moments = laws.Select(l => (l.Count, l.Law.TiltedError, Moments: l.Law.OffsetMoments(theta))).ToArray();
        double At(double logT)
        {
            var t = Math.Exp(logT);
            var x = t * half;
            var growth = x < 1e-3 ? 1 + (x / 3) + (x * x / 10) : 2 * (Math.Exp(x) - 1 - x) / (x * x);
            var sum = moments.Sum(m => m.Count * Elementary.LogP1(Math.Max(
                -0.999, (-t * m.Moments.Mean) + (t * t * m.Moments.Square * growth / 2) + (m.TiltedError * Elementary.ExpM1(x)))));
            return (sum - Math.Log(Lost)) / t;
        }

        var (low, high) = (Math.Log(1e-6 / half), Math.Log(50 / half));
        for (var i = 0; i < 60; i++)
        {
            var (a, b) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            (low, high) = At(a) <= At(b) ? (low, b) : (a, high);
        }

        return At((low + high) / 2) + 1e-15;
    }
}

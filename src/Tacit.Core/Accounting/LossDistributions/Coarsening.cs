using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>A composition as one step on a coarser grid: the upper law spread to the ends of cells, the lower one merged.</summary>
internal static class Coarsening
{
    public static GridLaw Of(LossComposition composed, int factor, double theta)
    {
        var (fine, h) = (composed.Step, composed.Step * factor);
        var start = (long)Math.Floor(composed.Start / (double)factor);
        var points = (int)(((composed.Start + composed.Count - (start * factor)) / factor) + 2);
        var upper = new double[points];
        var lower = new double[points];
        using var lent = new Lent();
        var q = lent.Zeros(points);
        var composedUpper = composed.Upper;
        var composedLower = composed.Lower;
        var wholeStep = -Elementary.ExpM1(-h);
        for (var k = 0; k < composed.Count; k++)
        {
            var at = composed.Start + k;
            var loss = at * fine;
            var inside = at - (start * factor);
            var cell = (int)(inside / factor);
            if (composedUpper[k] > 0)
            {
                var mass = composedUpper[k] * Math.Exp(composed.LogScaleUpper - (theta * loss));
                var share = -Elementary.ExpM1(-(inside % factor) * fine) / wholeStep;
                upper[cell + 1] += mass * Math.Min(1, share + 1e-13);
                upper[cell] += mass * Math.Max(0, 1 - share - 1e-13);
            }

            if (composedLower[k] > 0)
            {
                var mass = composedLower[k] * Math.Exp(composed.LogScaleLower - (theta * loss));
                var near = (int)((inside + (factor / 2)) / factor);
                lower[near] += mass;
                q[near] += mass * Math.Exp(-(inside - ((long)near * factor)) * fine);
            }
        }

        var offsets = new double[points];
        for (var k = 0; k < points; k++)
        {
            offsets[k] = lower[k] > 0 ? Math.Clamp(Math.Log(lower[k] / q[k]), -h / 2, h / 2) : 0;
        }

        var law = new GridLaw { Step = h, Start = start, Upper = upper, Lower = lower, Offsets = offsets };
        var root = Math.Sqrt(composed.Count);
        var errorUpper = ((composed.ErrorUpper * root) + LossComposition.Outside) * Math.Exp((theta * h) + composed.LogScaleUpper - law.LogMoment(upper, theta));
        var errorLower = ((composed.ErrorLower * root) + LossComposition.Outside) * Math.Exp((theta * h) + composed.LogScaleLower - law.LogMoment(lower, theta));
        return law.WithTiltedError(Math.Max(errorUpper, errorLower) + composed.InheritedError);
    }
}

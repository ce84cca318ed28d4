using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>The threshold θ of <see cref="OracleKind.The"/>: where the error at a rare value is smallest, on [½, 1], to four decimals.</summary>
internal static class HistogramThreshold
{
    public static Rational Of(Rational epsilon)
    {
        var e = epsilon.ToDouble();
        double Error(double theta)
        {
            var raised = 2 * Math.Exp(e * theta / 2);
            var gap = 1 + Math.Exp(e * (theta - 0.5)) - raised;
            return (raised - 1) / (gap * gap);
        }

        var best = 5000;
        for (var step = 5000; step <= 10_000; step++)
        {
            best = Error(step / 10_000.0) < Error(best / 10_000.0) ? step : best;
        }

        return new(best, 10_000);
    }
}

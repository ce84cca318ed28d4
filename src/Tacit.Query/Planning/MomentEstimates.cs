using Tacit.Data;
using Tacit.Query.Relations;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>Variances, covariances, correlations and lines from noisy moments about public middles: post-processing only.</summary>
/// <remarks>
/// With u = x − m on a grid of half range h, E[u²] = (Q/C + h²)/2 for Q = Σ(2u² − h²). A result that noise could have made of nothing is "too few to say":
/// a count, or for correlations and slopes a variance, within three standard deviations of its noise.
/// </remarks>
internal sealed class MomentEstimates(LevelAnswer answer, double confidence)
{
    private PartFactory Factory => answer.Level.Factory;

    public Estimate? Of(AggregateCall call, int group)
    {
        if (call.Y is null)
        {
            return Variance(call, group);
        }

        var (x, y) = AggregateParts.Pair(call);
        var (gx, gy) = (Factory.Measure(x).GridOf(answer.Groups[group]), Factory.Measure(y).GridOf(answer.Groups[group]));
        var parts = AggregateParts.OfPairs(call, Factory);
        double Covariance(double[] v) => ((v[3] / Count(v)) - (v[1] / Count(v) * (v[2] / Count(v)))) * gx.Step * gy.Step;
        double Square(double[] v, int at, int sum, FixedPoint g) => Spread(v[at], v[sum], Count(v), g) * g.Step * g.Step;
        double MeanOf(double[] v, int sum, FixedPoint g) => g.ToValue(g.Centre + (v[sum] / Count(v)));
        switch (call.Function)
        {
            case AggregateFunction.CovariancePopulation or AggregateFunction.CovarianceSample:
                var most = gx.HalfRange * gx.Step * (gy.HalfRange * gy.Step) * 2;
                return Smooth(parts, group, v => Covariance(v) * Sample(v, call.Function == AggregateFunction.CovarianceSample), -most, most);
            case AggregateFunction.Correlation:
                return IsFlat(parts, group, 4, 1, gx) || IsFlat(parts, group, 5, 2, gy)
                    ? null
                    : Smooth(parts, group, v => Math.Clamp(Covariance(v) / Math.Sqrt(Math.Max(1e-300, Square(v, 4, 1, gx)) * Math.Max(1e-300, Square(v, 5, 2, gy))), -2, 2), -1, 1);
            case AggregateFunction.Slope:
                return IsFlat(parts, group, 4, 2, gy) ? null : Smooth(parts, group, v => Slope(v), double.MinValue, double.MaxValue);
            default:
                return IsFlat(parts, group, 4, 2, gy) ? null : Smooth(parts, group, v => MeanOf(v, 1, gx) - (Slope(v) * MeanOf(v, 2, gy)), double.MinValue, double.MaxValue);
        }

        double Slope(double[] v) => Covariance(v) / Math.Max(1e-300, Square(v, 4, 2, gy));
    }

    private Estimate? Variance(AggregateCall call, int group)
    {
        var x = call.X!;
        var grid = Factory.Measure(x).GridOf(answer.Groups[group]);
        Part[] parts = [Factory.ValueCount(x), Factory.CentredSum(x), Factory.CentredSquares(x)];
        var sample = call.Function is AggregateFunction.VarianceSample or AggregateFunction.DeviationSample;
        var most = (double)grid.HalfRange * grid.HalfRange * grid.Step * grid.Step;
        double Of(double[] v) => Math.Max(0, Spread(v[2], v[1], Count(v), grid)) * grid.Step * grid.Step * Sample(v, sample);
        return call.Function is AggregateFunction.VariancePopulation or AggregateFunction.VarianceSample
            ? Smooth(parts, group, Of, 0, 2 * most)
            : Smooth(parts, group, v => Math.Sqrt(Of(v)), 0, Math.Sqrt(2 * most));
    }

    private static double Count(double[] v) => Math.Max(1, v[0]);

    private static double Sample(double[] v, bool isSample) => isSample ? Math.Max(2, v[0]) / (Math.Max(2, v[0]) - 1) : 1;

    private static double Spread(double squares, double sum, double count, FixedPoint grid) =>
        (((squares / count) + ((double)grid.HalfRange * grid.HalfRange)) / 2) - (sum / count * (sum / count));

    // Whether the variance is within what its noise alone makes.
    private bool IsFlat(Part[] parts, int group, int squares, int sum, FixedPoint grid)
    {
        var (v, noise) = Values(parts, group);
        var deviation = noise[squares].StandardDeviation / 2 / Count(v);
        return !(Spread(v[squares], v[sum], Count(v), grid) > 3 * deviation);
    }

    private Estimate? Smooth(Part[] parts, int group, Func<double[], double> estimator, double low, double high)
    {
        var (values, noise) = Values(parts, group);
        return values[0] >= Math.Max(2, 3 * noise[0].StandardDeviation)
            ? SimulatedInterval.Of(values, noise, estimator, confidence, low, high)
            : null;
    }

    private (double[] Values, NoiseScale[] Noise) Values(Part[] parts, int group)
    {
        var drawn = parts.Select(p => answer.Drawn[p.Key]).ToArray();
        return ([.. drawn.Select(d => d.At(group))], [.. drawn.Select(d => d.Noise(group))]);
    }
}

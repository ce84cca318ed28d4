using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Intervals for shares of users and for quantiles from the cells of a grid: trapezoids below and above the share, each estimated without bias by <see cref="GridWeights"/>.</summary>
/// <remarks>
/// The jump of an indicator rests on single cells and has a large variance; a ramp over d places divides it by about d. A share is therefore bracketed: the trapezoid below it is
/// at most the indicator at every number, the one above at least, also where a number is rounded to one of two places at random, which makes of values at places the line between
/// them. Bounds at half of α each. The width of ramps is that with the shortest interval of a share up to the middle where users are spread evenly: a function of grid and number of
/// reports, never of what they say. Places are counted from 0 to <see cref="NumberGrid.Steps"/>.
/// </remarks>
internal sealed class GridIntervals
{
    // Numbers that are tried for a quantile. Whatever lies between two of them is inside the wider interval.
    private const int MostTried = 512;
    private const double SameNumber = 1e-9;

    private readonly NumberGrid _grid;
    private readonly long _reports;
    private readonly long[] _counts;
    private readonly GridWeights _weights;
    private TriedShares? _tried;

    public GridIntervals(NumberGrid grid, long reports, long[] counts)
    {
        (_grid, _reports, _counts, _weights) = (grid, reports, counts, new(grid));
        Ramp = BestRamp();
    }

    /// <summary>d: the width of ramps, in places.</summary>
    public int Ramp { get; }

    private int Stride => Math.Max(1, _grid.Steps / MostTried);

    /// <summary>Bounds, each wrong with probability <paramref name="alpha"/>/2 at most, of the share of users between two numbers, with or without these.</summary>
    public (double Low, double High) Share(double from, double to, double alpha)
    {
        var (isFirst, isLast) = (from <= SameNumber, to >= _grid.Steps - SameNumber);
        if (isFirst && isLast)
        {
            return (1, 1);
        }

        // Everybody is between the ends of the range, so nothing rises or falls there.
        double Left(int place, double start) => isFirst ? 1 : (place - start) / Ramp;
        double Right(int place, double end) => isLast ? 1 : (end - place) / Ramp;
        var below = Values(o => Math.Min(Left(o, Up(from)), Right(o, Down(to))));
        var above = Values(o => 1 + Math.Min(Math.Min(0, Left(o, Down(from))), Math.Min(0, Right(o, Up(to)))));
        var (low, high) = (Bounds(below, alpha).Low, Bounds(above, alpha).High);

        // Two estimates, so where little confidence is asked for the lower bound may be the higher one.
        return (Math.Min(low, high), Math.Max(low, high));
    }

    /// <summary>The places between which the quantile lies, but for probability <paramref name="alpha"/>.</summary>
    public (double Low, double High) Quantile(double share, double alpha)
    {
        // The quantile x has at least the share up to it, and at most the share below it: of bounds at x one is wrong with probability α/2. The trapezoids say both.
        var bounds = Tried(alpha);
        var first = Array.FindIndex(bounds, b => b.High >= share);
        var last = Array.FindLastIndex(bounds, b => b.Low <= share);
        return (Place(Math.Max(0, first - 1)), Place(Math.Min(bounds.Length - 1, last + 1)));
    }

    private static double Up(double place) => Math.Ceiling(place - SameNumber);

    private static double Down(double place) => Math.Floor(place + SameNumber);

    private int Place(int index) => Math.Min(_grid.Steps, index * Stride);

    // Bounds of the share up to each number that is tried.
    private (double Low, double High)[] Tried(double alpha)
    {
        if (_tried is not { } tried || tried.Alpha != alpha)
        {
            _tried = tried = new(alpha, [.. Enumerable.Range(0, ((_grid.Steps + Stride - 1) / Stride) + 1).Select(i => Share(double.NegativeInfinity, Place(i), alpha))]);
        }

        return tried.Bounds;
    }

    private double[] Values(Func<int, double> value) => [.. Enumerable.Range(0, _grid.Steps + 1).Select(o => Math.Clamp(value(o), 0, 1))];

    private (double Low, double High) Bounds(double[] values, double alpha)
    {
        if (_reports < 2)
        {
            return (0, 1);
        }

        var weights = _weights.Of(values);
        double sum = 0;
        for (var c = 0; c < weights.Length; c++)
        {
            sum += weights[c] * _counts[c];
        }

        var (mean, square) = (sum / _reports, 0.0);
        for (var c = 0; c < weights.Length; c++)
        {
            square += _counts[c] * (weights[c] - mean) * (weights[c] - mean);
        }

        return Score(mean, square / (_reports - 1), _weights.LeastNoise(weights, values), Normal.UpperQuantile(alpha / 2));
    }

    // Means s that are at most z standard errors away. The variance is that of the reports, and never less than noise leaves at any place together with s(1 − s):
    // what few users have may be missing among the reports, and then their spread does not show it. Source of the latter: Wilson (1927).
    private (double Low, double High) Score(double mean, double variance, double noise, double z)
    {
        var half = z * Math.Sqrt(variance / _reports);
        var (low, high) = (mean - half, mean + half);
        double n = _reports, square = z * z;
        var middle = (n * mean) + (square / 2);
        var root = (middle * middle) - ((n + square) * ((n * mean * mean) - (square * noise)));
        if (root > 0)
        {
            low = Math.Min(low, (middle - Math.Sqrt(root)) / (n + square));
            high = Math.Max(high, (middle + Math.Sqrt(root)) / (n + square));
        }

        return (Math.Clamp(low, 0, 1), Math.Clamp(high, 0, 1));
    }

    private int BestRamp()
    {
        var (best, least) = (1, double.PositiveInfinity);
        for (var d = 1; d <= _grid.Steps; d += Math.Max(1, d / 8))
        {
            var values = Values(o => 0.5 + (((_grid.Steps / 2.0) - o) / d));
            var width = (Normal.UpperQuantile(0.025) * Math.Sqrt(_weights.EvenVariance(_weights.Of(values)) / _reports)) + (d / (2.0 * _grid.Steps));
            if (width < least)
            {
                (best, least) = (d, width);
            }
        }

        return best;
    }

    // Whoever asks for another confidence meanwhile computes his own.
    private sealed record TriedShares(double Alpha, (double Low, double High)[] Bounds);
}

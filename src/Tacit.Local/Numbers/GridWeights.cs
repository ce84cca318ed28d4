namespace Tacit.Local;

/// <summary>For any function of places the weights of cells whose mean over reports is an unbiased estimate of the function's mean over users.</summary>
/// <remarks>
/// Σ P(c | o)·w_c = Outside·Σ w_c + (Inside − Outside)·Σ_(o ≤ c &lt; o + W) w_c = h(o) at every place o exactly when w_(o + W) − w_o = (h(o + 1) − h(o))/(Inside − Outside), and at o = 0.
/// That leaves one number free for each residue modulo W, but for one condition. The weights have the least variance where users are spread evenly over places: each residue is
/// centred under that law of cells, and then one number is added to all, because every residue has probability Outside·(its cells) + (Inside − Outside) whatever users have.
/// </remarks>
internal sealed class GridWeights
{
    private readonly NumberGrid _grid;
    private readonly double _gap;
    private readonly double[] _even;

    public GridWeights(NumberGrid grid)
    {
        (_grid, _gap) = (grid, grid.Inside - grid.Outside);
        _even = [.. Enumerable.Range(0, grid.Cells).Select(c => grid.Outside + (_gap * (Math.Min(c, grid.Steps) - Math.Max(0, c - grid.Window + 1) + 1) / (grid.Steps + 1.0)))];
    }

    /// <summary>The weights of cells for a function that is given by its values at places.</summary>
    public double[] Of(ReadOnlySpan<double> values)
    {
        var window = _grid.Window;
        var weights = new double[_grid.Cells];
        for (var c = window; c < weights.Length; c++)
        {
            weights[c] = weights[c - window] + ((values[c - window + 1] - values[c - window]) / _gap);
        }

        for (var r = 0; r < window; r++)
        {
            var (sum, all) = (0.0, 0.0);
            for (var c = r; c < weights.Length; c += window)
            {
                sum += _even[c] * weights[c];
                all += _even[c];
            }

            for (var c = r; c < weights.Length; c += window)
            {
                weights[c] -= sum / all;
            }
        }

        var rest = values[0] - (_grid.Outside * weights.Sum()) - (_gap * weights.AsSpan(0, window).ToArray().Sum());
        for (var c = 0; c < weights.Length; c++)
        {
            weights[c] += rest;
        }

        return weights;
    }

    /// <summary>The least variance of the weight of a report among all places that its user may have.</summary>
    public double LeastNoise(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        var (all, inside) = (0.0, 0.0);
        for (var c = 0; c < weights.Length; c++)
        {
            all += weights[c] * weights[c];
            inside += c < _grid.Window ? weights[c] * weights[c] : 0;
        }

        var least = double.PositiveInfinity;
        for (var o = 0; o <= _grid.Steps; o++)
        {
            least = Math.Min(least, (_grid.Outside * all) + (_gap * inside) - (values[o] * values[o]));
            inside += o < _grid.Steps ? (weights[o + _grid.Window] * weights[o + _grid.Window]) - (weights[o] * weights[o]) : 0;
        }

        return Math.Max(0, least);
    }

    /// <summary>The variance of the weight of a report where users are spread evenly over places.</summary>
    public double EvenVariance(ReadOnlySpan<double> weights)
    {
        var (mean, square) = (0.0, 0.0);
        for (var c = 0; c < weights.Length; c++)
        {
            mean += _even[c] * weights[c];
            square += _even[c] * weights[c] * weights[c];
        }

        return square - (mean * mean);
    }
}

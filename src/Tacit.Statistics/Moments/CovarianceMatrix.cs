namespace Tacit.Statistics;

/// <summary>Means, variances and covariances from noisy moments. Variances divide by the number of rows.</summary>
/// <remarks>
/// Post-processing of <see cref="MomentAggregates"/>. Intervals of variances and covariances come from simulated noise, so they are approximate. All cover the noise alone, for values
/// after clipping and rounding to the grid.
/// </remarks>
public sealed class CovarianceMatrix
{
    private readonly Estimate[,] _entries;
    private readonly double[,] _raw;
    private readonly IReadOnlyList<ValueBounds> _columns;
    private readonly double[] _released;
    private readonly NoiseScale[] _noise;
    private readonly double _confidence;

    private CovarianceMatrix(IReadOnlyList<ValueBounds> columns, double[] released, NoiseScale[] noise, double confidence, Estimate[,] entries, double[,] raw) =>
        (_columns, _released, _noise, _confidence, _entries, _raw) = (columns, released, noise, confidence, entries, raw);

    /// <summary>The noisy number of rows.</summary>
    public double Count => _released[0];

    /// <summary>Number of columns.</summary>
    public int Size => _columns.Count;

    /// <summary>The covariance of columns <paramref name="i"/> and <paramref name="j"/>, within what the bounds allow; the variance where they are one.</summary>
    public Estimate this[int i, int j] => _entries[i, j];

    /// <summary>The mean of column <paramref name="i"/>, within its bounds, with the interval of <see cref="RatioInterval"/>.</summary>
    public Estimate Mean(int i)
    {
        // The matrix exists where the count is enough, by the same rule.
        var (middle, unit) = (_columns[i].Middle, _columns[i].Unit);
        var (value, low, high) = RatioInterval.Of(_released[1 + i], _noise[1 + i], Count, _noise[0], _columns[i].HalfRangeUnits, _confidence)!.Value;
        return new(middle + (value * unit), middle + (low * unit), middle + (high * unit), _confidence, Estimate.NoiseOnly);
    }

    /// <summary>The matrix [column, column] without clamping, as an unbiased-as-possible input of further computation.</summary>
    public double[,] Raw() => (double[,])_raw.Clone();

    /// <summary>The closest positive semidefinite matrix: negative eigenvalues become zero (Higham 1988). For display: it is biased.</summary>
    public double[,] PositiveSemidefinite()
    {
        var (values, vectors) = SymmetricMatrix.Eigen(_raw);
        var result = new double[Size, Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                for (var k = 0; k < Size; k++)
                {
                    result[i, j] += Math.Max(0, values[k]) * vectors[i, k] * vectors[j, k];
                }
            }
        }

        return result;
    }

    /// <summary>The matrix of released integers, or null where the count is below max(1, 3 standard deviations of its noise): too few to say.</summary>
    /// <param name="released">The integers of <see cref="MomentAggregates.Of(double[,])"/> with noise.</param>
    /// <param name="noise">The noise of each.</param>
    /// <param name="aggregates">What they are.</param>
    /// <param name="confidence">The probability that an interval covers.</param>
    public static CovarianceMatrix? Of(ReadOnlySpan<Int128> released, ReadOnlySpan<NoiseScale> noise, MomentAggregates aggregates, double confidence)
    {
        ArgumentNullException.ThrowIfNull(aggregates);
        NoiseSimulation.CheckConfidence(confidence);
        var columns = aggregates.Columns;
        var d = columns.Count;
        var values = NoiseSimulation.Released(released, noise, aggregates.Sensitivity.Weights.Length);
        if (!(values[0] >= Math.Max(1, 3 * noise[0].StandardDeviation)))
        {
            return null;
        }

        double[] Estimates(double[] v) => FromMoments(v, columns);
        var centre = Estimates(values);
        var errors = NoiseSimulation.Errors(values, noise, Estimates);
        var entries = new Estimate[d, d];
        var raw = new double[d, d];
        var at = 0;
        for (var i = 0; i < d; i++)
        {
            for (var j = i; j < d; j++, at++)
            {
                var most = Half(columns[i]) * Half(columns[j]);
                raw[i, j] = raw[j, i] = centre[at];
                entries[i, j] = entries[j, i] = NoiseSimulation.Interval(centre[at], errors[at], confidence, i == j ? 0 : -most, most);
            }
        }

        return new(columns, values, noise.ToArray(), confidence, entries, raw);
    }

    private static double Half(ValueBounds bounds) => bounds.HalfRangeUnits * bounds.Unit;

    // The upper triangle: E[u²] = Q/(2n) + h²/2 in half steps.
    private static double[] FromMoments(double[] v, IReadOnlyList<ValueBounds> columns)
    {
        var d = columns.Count;
        var count = Math.Max(1, v[0]);
        var result = new double[SymmetricMatrix.Packed(d)];
        var at = 1 + d;
        for (var i = 0; i < d; i++)
        {
            var mean = v[1 + i] / count;
            for (var j = i; j < d; j++, at++)
            {
                double half = columns[i].HalfRangeUnits;
                var product = i == j ? ((v[at] / count) + (half * half)) / 2 : v[at] / count;
                result[at - 1 - d] = (product - (mean * v[1 + j] / count)) * columns[i].Unit * columns[j].Unit;
            }
        }

        return result;
    }
}

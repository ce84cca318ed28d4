namespace Tacit.Statistics;

/// <summary>Means, variances and covariances from noisy moments. Variances divide by the number of rows.</summary>
/// <remarks>
/// Post-processing of <see cref="MomentAggregates"/>. Intervals come from simulated noise, so they are approximate. They cover the noise alone, for values
/// after clipping and rounding to the grid.
/// </remarks>
public sealed class CovarianceMatrix
{
    private readonly Estimate[,] _entries;
    private readonly double[,] _raw;
    private readonly Estimate[] _means;

    private CovarianceMatrix(Estimate[] means, Estimate[,] entries, double[,] raw, double count)
    {
        (_means, _entries, _raw) = (means, entries, raw);
        Count = count;
    }

    /// <summary>The noisy number of rows.</summary>
    public double Count { get; }

    /// <summary>Number of columns.</summary>
    public int Size => _means.Length;

    /// <summary>The covariance of columns <paramref name="i"/> and <paramref name="j"/>, within what the bounds allow; the variance where they are one.</summary>
    public Estimate this[int i, int j] => _entries[i, j];

    /// <summary>The mean of column <paramref name="i"/>, within its bounds.</summary>
    public Estimate Mean(int i) => _means[i];

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
        var means = new Estimate[d];
        var entries = new Estimate[d, d];
        var raw = new double[d, d];
        var at = d;
        for (var i = 0; i < d; i++)
        {
            means[i] = NoiseSimulation.Interval(centre[i], errors[i], confidence, columns[i].Low, columns[i].High);
            for (var j = i; j < d; j++, at++)
            {
                var most = Half(columns[i]) * Half(columns[j]);
                raw[i, j] = raw[j, i] = centre[at];
                entries[i, j] = entries[j, i] = NoiseSimulation.Interval(centre[at], errors[at], confidence, i == j ? 0 : -most, most);
            }
        }

        return new(means, entries, raw, values[0]);
    }

    private static double Half(ValueBounds bounds) => bounds.HalfRangeUnits * bounds.Unit;

    // d means, then the upper triangle: E[u²] = Q/(2n) + h²/2 in half steps.
    private static double[] FromMoments(double[] v, IReadOnlyList<ValueBounds> columns)
    {
        var d = columns.Count;
        var count = Math.Max(1, v[0]);
        var result = new double[d + SymmetricMatrix.Packed(d)];
        var at = 1 + d;
        for (var i = 0; i < d; i++)
        {
            var mean = v[1 + i] / count;
            result[i] = columns[i].Middle + (mean * columns[i].Unit);
            for (var j = i; j < d; j++, at++)
            {
                double half = columns[i].HalfRangeUnits;
                var product = i == j ? ((v[at] / count) + (half * half)) / 2 : v[at] / count;
                result[at - 1] = (product - (mean * v[1 + j] / count)) * columns[i].Unit * columns[j].Unit;
            }
        }

        return result;
    }
}

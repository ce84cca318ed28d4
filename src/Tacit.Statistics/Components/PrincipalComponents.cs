using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Principal components from a noisy second moment of rows that are clipped in L2.</summary>
/// <remarks>
/// Guarantee of noise of the stated sensitivity: add/remove of one row. Rows are clipped to norm B; in units of the weight B², off-diagonal products counted
/// once, the upper triangle moves by at most 1 in L2 and (d+1)/2 in L1, under replace √2 and d+1. Centred components also release the count and the sum (weights 1 and
/// B): Δ2 = √3, Δ1 = 1 + √d + (d+1)/2; under replace √(9/2) and 2√d + d + 1. Eigenvectors and eigenvalues are post-processing (Dwork, Talwar, Thakurta and Zhang 2014).
/// </remarks>
public sealed class PrincipalComponents
{
    // Two thousand spectra of larger matrices take too long; the Frobenius norm is never below the spectral one.
    private const int LargestSpectrum = 16;
    private readonly NormBound _bound;
    private readonly int _columns;

    /// <summary>Components of rows with a public bound.</summary>
    /// <param name="columns">Number of columns; 1 to 64.</param>
    /// <param name="bound">B: the largest L2 norm of a row. Subtract a public centre before.</param>
    /// <param name="centred">Whether the components are those of the covariance, or of the sum of products about zero.</param>
    /// <exception cref="BadInputException">The bound or the number of columns cannot be used.</exception>
    public PrincipalComponents(int columns, double bound, bool centred = true)
    {
        _columns = NormBound.CheckColumns(columns);
        _bound = new(bound, "The bound of rows");
        IsCentred = centred;
        Rational d = columns;
        var root = d.SqrtUp(40);
        var products = Enumerable.Repeat(_bound.Steps * _bound.Steps, SymmetricMatrix.Packed(columns));
        Sensitivity = centred
            ? new(
                [1, .. Enumerable.Repeat(_bound.Steps, columns), .. products],
                1 + root + ((d + 1) / 2), ((Rational)3).SqrtUp(40), (2 * root) + d + 1, new Rational(9, 2).SqrtUp(40),
                "a row, clipped in L2, moves the count, the sum and the products")
            : new([.. products], (d + 1) / 2, 1, d + 1, ((Rational)2).SqrtUp(40), "a row, clipped in L2, moves the products");
    }

    /// <summary>Whether the components are those of the covariance.</summary>
    public bool IsCentred { get; }

    /// <summary>Weights and sensitivities of a row; see <see cref="AggregateSensitivity.ForRows"/>.</summary>
    public AggregateSensitivity Sensitivity { get; }

    /// <summary>The exact integers of a table [row, column]: where centred the count and the sums, then the upper triangle of products. NaN counts as 0.</summary>
    public Int128[] Of(double[,] rows)
    {
        NormBound.Check(rows, _columns);
        var total = new ProductSums(_columns, _bound.WholeSteps);
        var z = new long[_columns];
        for (var r = 0; r < rows.GetLength(0); r++)
        {
            _bound.Clip(NormBound.Row(rows, r), z);
            total.Add(z);
        }

        var (sums, products) = total.Total();
        return IsCentred ? [rows.GetLength(0), .. sums, .. products] : products;
    }

    /// <summary>
    /// The components, or null where the largest eigenvalue is not beyond the noise, or the count of centred ones is below max(1, 3 standard deviations): too few to say.
    /// </summary>
    /// <remarks>
    /// Every eigenvalue lies within the norm of the noise of its matrix (Weyl 1912). The interval is the simulated quantile of that norm, so it holds for all
    /// eigenvalues at once. Beyond 16 columns the Frobenius norm stands for it, which is wider. For products about zero the law of the noise is known and the coverage exact up to the simulation; for centred ones it is approximate.
    /// </remarks>
    /// <param name="released">The integers of <see cref="Of"/> with noise.</param>
    /// <param name="noise">The noise of each.</param>
    /// <param name="confidence">The probability that all intervals cover.</param>
    public ComponentFit? From(ReadOnlySpan<Int128> released, ReadOnlySpan<NoiseScale> noise, double confidence)
    {
        NoiseSimulation.CheckConfidence(confidence);
        var values = NoiseSimulation.Released(released, noise, Sensitivity.Weights.Length);
        if (IsCentred && !(values[0] >= Math.Max(1, 3 * noise[0].StandardDeviation)))
        {
            return null;
        }

        var centre = Matrix(values);
        var (eigenvalues, vectors) = SymmetricMatrix.Eigen(centre);
        var norms = NoiseSimulation.Errors(values, noise, v => [Distance(Matrix(v), centre)])[0];
        var half = norms[(int)Math.Ceiling(confidence * (norms.Length - 1))];
        if (!(eigenvalues[0] > half))
        {
            return null;
        }

        var positive = eigenvalues.Sum(v => Math.Max(0, v));
        return new(
            [.. eigenvalues.Select(v => new Estimate(v, v - half, v + half, confidence, Estimate.NoiseOnly))],
            [.. eigenvalues.Select(v => Math.Max(0, v) / positive)],
            vectors);
    }

    private static double Distance(double[,] left, double[,] right)
    {
        var difference = (double[,])left.Clone();
        for (var i = 0; i < left.GetLength(0); i++)
        {
            for (var j = 0; j < left.GetLength(0); j++)
            {
                difference[i, j] -= right[i, j];
            }
        }

        if (left.GetLength(0) > LargestSpectrum)
        {
            return Math.Sqrt(difference.Cast<double>().Sum(x => x * x));
        }

        var values = SymmetricMatrix.Eigen(difference).Values;
        return Math.Max(values[0], -values[^1]);
    }

    // In the units of the caller: the sum of products, or the covariance that divides by the count.
    private double[,] Matrix(double[] values)
    {
        var first = IsCentred ? 1 + _columns : 0;
        var matrix = SymmetricMatrix.Unpack(values.AsSpan(first), _columns);
        var count = IsCentred ? Math.Max(1, values[0]) : 1;
        for (var i = 0; i < _columns; i++)
        {
            for (var j = 0; j < _columns; j++)
            {
                var centre = IsCentred ? values[1 + i] / count * (values[1 + j] / count) : 0;
                matrix[i, j] = ((matrix[i, j] / count) - centre) * _bound.Step * _bound.Step;
            }
        }

        return matrix;
    }
}

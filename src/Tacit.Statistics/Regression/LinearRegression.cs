using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Linear regression from noisy sufficient statistics: the upper triangle of XᵀX and Xᵀy, in integers.</summary>
/// <remarks>
/// Guarantee of noise of the stated sensitivity: add/remove of one row (x, y). Rows are clipped to ‖x‖ ≤ F, with an intercept a constant of F is appended, so
/// B² = F² or 2F²; |y| ≤ Y. In units of the weights B² and BY, off-diagonal products counted once, the triangle moves by at most 1 in L2 (√¾ with an
/// intercept, which holds half of B²) and (p+1)/2 in L1, and Xᵀy by 1 and √p. Jointly Δ2 = √2 or √(7/4), Δ1 = (p+1)/2 + √p; under replace Δ2 ≤ √(9/2), and
/// Δ1 is twice. The bounds are facts of the integers.
/// The ridge is chosen from noisy numbers alone (after Wang 2018, AdaSSP), so it changes accuracy, not privacy.
/// </remarks>
public sealed class LinearRegression
{
    private const double Beta = 0.05;
    private readonly NormBound _features;
    private readonly NormBound _target;
    private readonly int _columns;

    /// <summary>A regression on public bounds.</summary>
    /// <param name="columns">Number of features, without the intercept; 1 to 64.</param>
    /// <param name="featureBound">F: the largest L2 norm of the features of a row.</param>
    /// <param name="targetBound">Y: the largest magnitude of the target.</param>
    /// <param name="intercept">Whether a constant is fitted.</param>
    /// <exception cref="BadInputException">A bound or the number of columns cannot be used.</exception>
    public LinearRegression(int columns, double featureBound, double targetBound, bool intercept = true)
    {
        _columns = NormBound.CheckColumns(columns);
        _features = new(featureBound, "The bound of features");
        _target = new(targetBound, "The bound of the target");
        HasIntercept = intercept;
        Rational constant = intercept ? _features.WholeSteps : 0;
        var square = (_features.Steps * _features.Steps) + (constant * constant);
        var share = constant * constant / square;
        var triangle = (1 + (share * share) + ((1 - share) * (1 - share))) / 2;
        var product = square.SqrtUp(40) * _target.Steps;
        Rational p = Size;
        Sensitivity = new(
            [.. Enumerable.Repeat(square, SymmetricMatrix.Packed(Size)), .. Enumerable.Repeat(product, Size)],
            ((p + 1) / 2) + p.SqrtUp(40), (1 + triangle).SqrtUp(40), p + 1 + (2 * p.SqrtUp(40)), new Rational(9, 2).SqrtUp(40),
            $"a row moves {SymmetricMatrix.Packed(Size)} products of features and {Size} products with the target, clipped in L2");
    }

    /// <summary>Whether a constant is fitted; it comes first.</summary>
    public bool HasIntercept { get; }

    /// <summary>Weights and sensitivities of a row; see <see cref="AggregateSensitivity.ForRows"/>.</summary>
    public AggregateSensitivity Sensitivity { get; }

    private int Size => _columns + (HasIntercept ? 1 : 0);

    /// <summary>The exact integers of rows [row, column] and their targets: the upper triangle of XᵀX row by row, then Xᵀy. NaN counts as 0.</summary>
    public Int128[] Of(double[,] rows, ReadOnlySpan<double> targets)
    {
        NormBound.Check(rows, _columns);
        if (targets.Length != rows.GetLength(0))
        {
            throw new ArgumentException("Every row needs a target.", nameof(targets));
        }

        // The target is the last column: its products with the others are Xᵀy, and its square is not released.
        var total = new ProductSums(Size + 1, Math.Max(_features.WholeSteps, _target.WholeSteps));
        var z = new long[Size + 1];
        z[0] = _features.WholeSteps;
        for (var r = 0; r < targets.Length; r++)
        {
            _features.Clip(NormBound.Row(rows, r), z.AsSpan(Size - _columns, _columns));
            z[Size] = _target.Clip(targets[r]);
            total.Add(z);
        }

        var products = total.Total().Products;
        var result = new Int128[Sensitivity.Weights.Length];
        var (triangle, last, at) = (0, SymmetricMatrix.Packed(Size), 0);
        for (var i = 0; i < Size; i++)
        {
            for (var j = i; j < Size; j++)
            {
                result[triangle++] = products[at++];
            }

            result[last++] = products[at++];
        }

        return result;
    }

    /// <summary>The coefficients, or null where the noisy matrix is not positive definite even with its ridge: refused, the price is spent.</summary>
    /// <remarks>
    /// With s the standard deviation of the noise of a product, w = s·√(p·ln(2p²/β)) bounds the norm of the noise with probability 1 − β = 0.95, so the
    /// smallest exact eigenvalue is at least λ̂ − w, and the ridge is max(0, w − max(0, λ̂ − w)). Intervals come from simulated noise, are approximate, and
    /// cover the coefficients that the exact sums give with the same ridge: not the bias of ridge, clipping or the model.
    /// </remarks>
    /// <param name="released">The integers of <see cref="Of"/> with noise.</param>
    /// <param name="noise">The noise of each.</param>
    /// <param name="confidence">The probability that an interval covers.</param>
    public LinearFit? From(ReadOnlySpan<Int128> released, ReadOnlySpan<NoiseScale> noise, double confidence)
    {
        NoiseSimulation.CheckConfidence(confidence);
        var values = NoiseSimulation.Released(released, noise, Sensitivity.Weights.Length);
        var packed = SymmetricMatrix.Packed(Size);
        var width = noise[0].StandardDeviation * Math.Sqrt(Size * Math.Log(2.0 * Size * Size / Beta));
        var smallest = SymmetricMatrix.Eigen(SymmetricMatrix.Unpack(values.AsSpan(0, packed), Size)).Values[^1];
        var ridge = Math.Max(0, width - Math.Max(0, smallest - width));
        if (Solve(values, ridge) is not { } centre)
        {
            return null;
        }

        var errors = NoiseSimulation.Errors(values, noise, v => Solve(v, ridge) ?? centre);
        var estimates = new Estimate[Size];
        for (var i = 0; i < Size; i++)
        {
            estimates[i] = NoiseSimulation.Interval(centre[i], errors[i], confidence);
        }

        return new(
            HasIntercept ? estimates[0] : null,
            HasIntercept ? estimates[1..] : estimates,
            ridge * _features.Step * _features.Step);
    }

    // In the units of the caller: the intercept is the coefficient of a constant of F.
    private double[]? Solve(double[] values, double ridge)
    {
        var packed = SymmetricMatrix.Packed(Size);
        var matrix = SymmetricMatrix.Unpack(values.AsSpan(0, packed), Size);
        for (var i = 0; i < Size; i++)
        {
            matrix[i, i] += ridge;
        }

        if (SymmetricMatrix.Cholesky(matrix) is not { } factor)
        {
            return null;
        }

        var solution = SymmetricMatrix.Solve(factor, values.AsSpan(packed));
        for (var i = 0; i < Size; i++)
        {
            solution[i] *= _target.Step * (HasIntercept && i == 0 ? _features.WholeSteps : 1 / _features.Step);
        }

        return solution;
    }
}

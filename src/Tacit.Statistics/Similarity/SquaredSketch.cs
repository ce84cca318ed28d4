using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Sums of squared distances: n‖y‖² − 2⟨y, Σx⟩ + Σ‖x‖².</summary>
/// <remarks>
/// A row adds (1, x/B, ‖x‖²/B²), ‖x‖ ≤ B: Δ2 = √3, Δ1 = 2 + √d. Under replace of rows of lengths r and s in units of B the move is at most
/// (r + s)² + (r² − s²)² = (r + s)²(1 + (r − s)²), largest for r = s = 1: Δ2 = 2; and in L1 √d(r + s) + |r² − s²|, largest at s = min(1, √d/2).
/// </remarks>
internal sealed class SquaredSketch : SimilaritySketch
{
    private readonly NormBound _bound;
    private readonly double[] _centre;

    public SquaredSketch(int columns, double bound, double[]? centre)
        : this(columns, new NormBound(CheckBound(bound), "The bound of rows"), centre)
    {
    }

    private SquaredSketch(int columns, NormBound bound, double[]? centre)
        : base(CheckColumns(columns), isDistance: true, SensitivityOf(columns, bound.Steps))
    {
        if (centre is not null && (centre.Length != columns || centre.Any(c => !(Math.Abs(c) <= 1e50))))
        {
            throw new BadInputException($"The centre is a point of {columns} finite coordinates.");
        }

        (_bound, _centre) = (bound, centre is null ? new double[columns] : [.. centre]);
    }

    public override Int128[] Of(double[,] rows)
    {
        _ = RowTable.Cells(rows, Columns);
        var sum = new Int128[Length];
        RowTable.Share(rows.GetLength(0), 4096, (from, to) =>
        {
            var cells = RowTable.Cells(rows, Columns);
            var (steps, part) = (new long[Columns], new long[Columns]);
            var x = new double[Columns];
            Int128 squares = 0;
            for (var r = from; r < to; r++)
            {
                RowTable.Clean(cells.Slice(r * Columns, Columns), x, double.NaN);
                for (var i = 0; i < x.Length; i++)
                {
                    x[i] -= _centre[i];
                }

                _bound.Clip(x, steps);
                long square = 0;
                for (var i = 0; i < steps.Length; i++)
                {
                    part[i] += steps[i];
                    square += steps[i] * steps[i];
                }

                squares += square;
            }

            lock (sum)
            {
                sum[0] += to - from;
                for (var i = 0; i < part.Length; i++)
                {
                    sum[1 + i] += part[i];
                }

                sum[^1] += squares;
            }
        });
        return sum;
    }

    public override SimilarityIndex Index(ReadOnlySpan<Int128> released, IntegerNoise noise)
    {
        var all = Checked(released, noise);
        var (step, deviation) = (_bound.Step, DeviationOf(noise));
        var mean = new double[Columns];
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] = (double)all[1 + i] * step;
        }

        return new SquaredIndex((double)all[0], deviation, _bound.Steps.ToDouble() * step, _centre, mean, (double)all[^1] * step * step);
    }

    public override SimilarityError ExpectedError(IntegerNoise noise, double rows)
    {
        // Of a query on the sphere of the bound.
        var bound = _bound.Steps.ToDouble() * _bound.Step;
        return new(DeviationOf(noise) * bound * bound * Math.Sqrt(6), 4 * rows * bound * _bound.Step * Math.Sqrt(Columns));
    }

    internal override (long Own, long Shared) StoredBytes => (16L * Columns, 0);

    // Its square is a number, and so is that of its step.
    private static double CheckBound(double bound) => bound >= 1e-50 && bound <= 1e50
        ? bound
        : throw new BadInputException($"The bound of rows must be a positive finite number, but was {bound}.");

    private static AggregateSensitivity SensitivityOf(int columns, Rational steps)
    {
        Rational[] weights = [Rational.One, .. Enumerable.Repeat(steps, columns), steps * steps];
        var root = ((Rational)columns).SqrtUp(40);
        return new(
            weights, 2 + root, ((Rational)3).SqrtUp(40), columns >= 4 ? 2 * root : (1 + (root / 2)) * (1 + (root / 2)), 2,
            "a row counts one, has a norm of at most the bound, and its square");
    }
}

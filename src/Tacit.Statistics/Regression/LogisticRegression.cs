using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Logistic regression by noisy gradient descent: T full-batch steps, each row's gradient clipped on a lattice, each sum of integers a Gaussian event.</summary>
/// <remarks>
/// Guarantee of <see cref="Loss"/>: add/remove or replace of one row, as stated. At every step, whatever the coefficients are, the integer gradient of a row
/// has an L2 norm of at most C / step. So a row that comes or goes moves the sum by that, and one that is exchanged by twice that (the triangle inequality;
/// it is reached: two rows that are close, predicted wrongly with certainty and to either side, have opposite gradients of norm C). T steps compose adaptively to ρ-zCDP, ρ = T·Δ²/2σ² (Song, Chaudhuri and Sarwate
/// 2013; Bun and Steinke 2016). A row's gradient depends on that row and on released numbers alone; clipping is checked in integers and sums are exact, so
/// rounding of floating point changes accuracy only. There are no intervals.
/// </remarks>
public sealed class LogisticRegression
{
    private const int RowsOfAPart = 8192;
    private readonly int _columns;
    private readonly double _featureBound;
    private readonly NormBound _clip;
    private readonly Rational[] _weights;

    /// <summary>A regression with an intercept, on public bounds.</summary>
    /// <param name="columns">Number of features; 1 to 64.</param>
    /// <param name="featureBound">The largest L2 norm of the features of a row; longer rows are scaled down.</param>
    /// <param name="steps">T; 1 to 100,000.</param>
    /// <param name="rho">ρ of all steps together.</param>
    /// <param name="clip">C: the largest L2 norm of a gradient, for rows scaled to norm 1. A gradient never exceeds 1, so a smaller C makes less noise and clips errors.</param>
    /// <param name="relation">The relation that ρ is spent under. Replace costs twice the noise, as a row takes its gradient away and brings another.</param>
    /// <exception cref="BadInputException">A parameter cannot be used.</exception>
    public LogisticRegression(int columns, double featureBound, int steps, Quantity rho, double clip = 1, Neighbours relation = Neighbours.AddRemove)
    {
        _columns = NormBound.CheckColumns(columns);
        _featureBound = double.IsFinite(featureBound) && featureBound > 0
            ? featureBound
            : throw new BadInputException($"The bound of features must be a positive finite number, but was {featureBound}.");
        _clip = clip <= 1 ? new(clip, "The clip norm") : throw new BadInputException($"The gradient of a row is at most 1, so the clip norm is too, but was {clip}.");
        Steps = steps is >= 1 and <= 100_000 ? steps : throw new BadInputException($"There are 1 to 100,000 steps, but {steps} were asked for.");
        _weights = [.. Enumerable.Repeat(Rational.One, columns + 1)];
        var p = ((Rational)(columns + 1)).SqrtUp(40);
        Sensitivity = new(
            _weights, p * _clip.Steps, _clip.Steps, 2 * p * _clip.Steps, 2 * _clip.Steps,
            "a row moves the sum of gradients by at most the clip norm");
        Noise = Sensitivity.Gaussian(rho.Positive("Rho") / steps, relation);
    }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>Weights and sensitivities of a row in one step.</summary>
    public AggregateSensitivity Sensitivity { get; }

    /// <summary>The noise of one step.</summary>
    public IntegerNoise Noise { get; }

    /// <summary>The loss of all steps: what is reserved.</summary>
    public PrivacyLoss Loss => Noise.Loss.Repeat(Steps);

    /// <summary>The exact integer sum of clipped gradients at scaled coefficients (the constant first, then one for each feature).</summary>
    /// <param name="coefficients">For features divided by the bound, and all divided by √2.</param>
    /// <param name="rows">Features [row, column]. NaN counts as 0.</param>
    /// <param name="labels">One for each row.</param>
    public Int128[] Gradient(ReadOnlySpan<double> coefficients, double[,] rows, ReadOnlySpan<bool> labels)
    {
        if (coefficients.Length != _columns + 1)
        {
            throw new ArgumentException("Every feature and the constant needs a coefficient.", nameof(coefficients));
        }

        return Gradient(coefficients.ToArray(), Scaled(rows, labels.Length), labels.ToArray());
    }

    /// <summary>Runs all steps. Returns the constant and one coefficient for each feature, in its own units.</summary>
    /// <param name="rows">Features [row, column].</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="count">A public or released number of rows. Under add/remove never the exact one, which is private: it sets the length of steps.</param>
    /// <param name="permit">The permit of a call that reserved <see cref="Loss"/>.</param>
    /// <param name="ridge">λ/2·‖θ‖² is added to the mean loss, in scaled coefficients.</param>
    public double[] Fit(double[,] rows, ReadOnlySpan<bool> labels, double count, Permit permit, double ridge = 0)
    {
        ArgumentNullException.ThrowIfNull(permit);
        if (!double.IsFinite(count) || !(ridge >= 0) || !double.IsFinite(ridge))
        {
            throw new BadInputException($"The number of rows and the ridge must be finite, but were {count} and {ridge}.");
        }

        // The mean loss curves by at most ¼ + λ for rows of norm 1, so these steps descend without noise.
        var rate = 1 / (0.25 + ridge);
        var (scaled, known) = (Scaled(rows, labels.Length), labels.ToArray());
        var theta = new double[_columns + 1];
        for (var t = 0; t < Steps; t++)
        {
            var released = permit.Draw(Noise, Gradient(theta, scaled, known), _weights);
            for (var i = 0; i < theta.Length; i++)
            {
                theta[i] -= rate * (((double)released[i] * _clip.Step / Math.Max(1, count)) + (ridge * theta[i]));
            }
        }

        for (var i = 0; i < theta.Length; i++)
        {
            theta[i] /= Math.Sqrt(2) * (i == 0 ? 1 : _featureBound);
        }

        return theta;
    }

    // Sums of integers do not depend on who adds which rows, so rows are shared out.
    private Int128[] Gradient(double[] coefficients, double[] scaled, bool[] labels)
    {
        var sum = new Int128[_columns + 1];
        RowTable.Share(labels.Length, RowsOfAPart, (from, to) =>
        {
            var part = Gradient(coefficients, scaled, labels, from, to);
            lock (sum)
            {
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += part[i];
                }
            }
        });
        return sum;
    }

    // A step of a gradient is at most 2^17, and there are fewer than 2^31 rows.
    private long[] Gradient(double[] coefficients, double[] scaled, bool[] labels, int from, int to)
    {
        var sum = new long[_columns + 1];
        var gradient = new double[_columns + 1];
        var steps = new long[_columns + 1];
        for (var r = from; r < to; r++)
        {
            var z = scaled.AsSpan(r * sum.Length, sum.Length);
            double score = 0;
            for (var i = 0; i < z.Length; i++)
            {
                score += coefficients[i] * z[i];
            }

            var residual = (1 / (1 + Math.Exp(-score))) - (labels[r] ? 1 : 0);
            for (var i = 0; i < z.Length; i++)
            {
                gradient[i] = z[i] * residual;
            }

            _clip.Clip(gradient, steps);
            for (var i = 0; i < steps.Length; i++)
            {
                sum[i] += steps[i];
            }
        }

        return sum;
    }

    // All rows, ready for any coefficients.
    private double[] Scaled(double[,] rows, int labels)
    {
        NormBound.Check(rows, _columns);
        if (labels != rows.GetLength(0))
        {
            throw new ArgumentException("Every row needs a label.", nameof(labels));
        }

        var scaled = new double[checked(labels * (_columns + 1))];
        for (var r = 0; r < labels; r++)
        {
            var z = scaled.AsSpan(r * (_columns + 1), _columns + 1);
            NormBound.Row(rows, r).CopyTo(z[1..]);
            z[0] = RowTable.ScaleToUnit(z[1..], _featureBound);
        }

        return scaled;
    }
}

using System.Runtime.Intrinsics;

namespace Tacit.Statistics;

/// <summary>Integer gradients of a linear model: each row's is rounded to a lattice of C/bound and is at most so long there, whatever the coefficients are.</summary>
internal sealed class LinearGradients
{
    private readonly int _columns;
    private readonly int _padded;
    private readonly int _outputs;
    private readonly DpSgdOptions _options;
    private readonly double _shortened;
    private readonly long _mostSquare;

    public LinearGradients(int columns, DpSgdOptions options, long bound)
    {
        _outputs = options.Objective switch
        {
            LinearObjective.Softmax when options.Classes is >= 2 and <= 10_000 => options.Classes,
            LinearObjective.Softmax => throw new BadInputException($"A softmax has 2 to 10,000 classes, but {options.Classes} were stated."),
            LinearObjective.Logistic or LinearObjective.Squared => 1,
            _ => throw new BadInputException($"There is no objective {options.Objective}."),
        };

        // Whole vectors of four: what is added is zero and stays so.
        (_columns, _padded, _options) = (columns, (columns + 4) / 4 * 4, options);
        if ((long)_padded * _outputs > 1 << 28)
        {
            throw new BadInputException($"A model of {columns} features and {_outputs} classes has too many coefficients.");
        }

        (Bound, _mostSquare) = (bound, bound * bound);

        // What rounding of all coordinates may add to a norm, so that the check holds but for errors of floating point.
        _shortened = bound - 0.01 - (Math.Sqrt((columns + 1.0) * _outputs) / 2);
        if (!(_shortened >= bound / 2.0))
        {
            throw new BadInputException($"With so much noise for each row, gradients of {(columns + 1) * _outputs} coordinates would drown in the rounding of the lattice. Take larger samples with less noise, or LogisticRegression, which takes all rows.");
        }
    }

    /// <summary>C in steps of the lattice.</summary>
    public long Bound { get; }

    /// <summary>Coefficients: of each output, for each feature, the constant and what pads them.</summary>
    public int Size => _padded * _outputs;

    /// <summary>Rows ready for any coefficients: (x/F, 1)/√2, of norm at most one up to rounding, and labels.</summary>
    public sealed record Data(double[] Rows, double[] Labels)
    {
        public int Count => Labels.Length;
    }

    public Data Prepare(double[,] rows, ReadOnlySpan<double> labels)
    {
        var cells = RowTable.Cells(rows, _columns);
        if (labels.Length != rows.GetLength(0))
        {
            throw new ArgumentException("Every row needs a label.", nameof(labels));
        }

        var all = new double[checked(labels.Length * _padded)];
        for (var r = 0; r < labels.Length; r++)
        {
            var z = all.AsSpan(r * _padded, _columns + 1);
            cells.Slice(r * _columns, _columns).CopyTo(z);
            z[_columns] = RowTable.ScaleToUnit(z[.._columns], _options.FeatureBound);
        }

        return new(all, labels.ToArray());
    }

    /// <summary>The sum of clipped gradients of some rows.</summary>
    public long[] Sum(Data data, int[] taken, double[] theta)
    {
        var sum = new long[Size];
        RowTable.Share(taken.Length, 256, (from, to) =>
        {
            // Sums of doubles are exact: whole numbers up to 2^20 for up to 2^31 rows.
            var part = new double[Size];
            var residual = new double[_outputs];
            for (var i = from; i < to; i++)
            {
                var z = data.Rows.AsSpan(taken[i] * _padded, _padded);
                if (Residual(z, data.Labels[taken[i]], theta, residual))
                {
                    Add(z, residual, part);
                }
            }

            lock (sum)
            {
                for (var i = 0; i < part.Length; i++)
                {
                    sum[i] += (long)part[i];
                }
            }
        });
        return sum;
    }

    /// <summary>The model of coefficients, in the units of the features.</summary>
    public LinearModel ModelOf(double[] theta)
    {
        var coefficients = new double[_outputs, _columns + 1];
        for (var k = 0; k < _outputs; k++)
        {
            coefficients[k, 0] = theta[(k * _padded) + _columns] / Math.Sqrt(2);
            for (var c = 0; c < _columns; c++)
            {
                coefficients[k, 1 + c] = theta[(k * _padded) + c] / Math.Sqrt(2) / _options.FeatureBound;
            }
        }

        return new(_options.Objective, coefficients);
    }

    // What the gradient of an output is of z; false where the label cannot be.
    private bool Residual(ReadOnlySpan<double> z, double label, double[] theta, double[] residual)
    {
        for (var k = 0; k < residual.Length; k++)
        {
            var total = Vector256<double>.Zero;
            for (var i = 0; i < z.Length; i += 4)
            {
                total = Vector256.FusedMultiplyAdd(Vector256.Create(z[i..]), Vector256.Create<double>(theta.AsSpan((k * _padded) + i)), total);
            }

            residual[k] = Panel.Total(total);
        }

        switch (_options.Objective)
        {
            case LinearObjective.Squared:
                residual[0] -= label;
                return double.IsFinite(label);
            case LinearObjective.Logistic:
                residual[0] = (1 / (1 + Math.Exp(-residual[0]))) - label;
                return label is 0 or 1;
            default:
                if (!(label >= 0 && label < residual.Length && label == Math.Floor(label)))
                {
                    return false;
                }

                var most = residual.Max();
                var sum = 0.0;
                foreach (ref var s in residual.AsSpan())
                {
                    s = Math.Exp(s - most);
                    sum += s;
                }

                foreach (ref var s in residual.AsSpan())
                {
                    s /= sum;
                }

                residual[(int)label] -= 1;
                return true;
        }
    }

    // residual ⊗ z, scaled to steps, clipped and rounded; the norm is checked in integers before anything is added.
    private void Add(ReadOnlySpan<double> z, double[] residual, double[] sum)
    {
        double own = 0, other = 0;
        foreach (var x in z)
        {
            own += x * x;
        }

        foreach (var x in residual)
        {
            other += x * x;
        }

        var norm = Math.Sqrt(own) * Math.Sqrt(other) / _options.ClipNorm * Bound;
        if (!double.IsFinite(norm))
        {
            // Coefficients of a run that has left all bounds: the row says nothing.
            return;
        }

        var factor = Bound / _options.ClipNorm * Math.Min(1, _shortened / norm);
        while (!(Square(z, residual, factor) <= _mostSquare))
        {
            factor /= 2;
        }

        for (var k = 0; k < residual.Length; k++)
        {
            var r = Vector256.Create(residual[k] * factor);
            for (var i = 0; i < z.Length; i += 4)
            {
                var to = sum.AsSpan((k * _padded) + i, 4);
                (Vector256.Create<double>(to) + Vector256.Round(Vector256.Create(z[i..]) * r)).CopyTo(to);
            }
        }
    }

    // Whole numbers up to 2^20, squared: exact in doubles while their sum is below 2^53.
    private static double Square(ReadOnlySpan<double> z, double[] residual, double factor)
    {
        var total = Vector256<double>.Zero;
        foreach (var one in residual)
        {
            var r = Vector256.Create(one * factor);
            for (var i = 0; i < z.Length; i += 4)
            {
                var v = Vector256.Round(Vector256.Create(z[i..]) * r);
                total += v * v;
            }
        }

        return Vector256.Sum(total);
    }
}

namespace Tacit.Statistics;

/// <summary>Coefficients of a linear model, in the units of its features. Released.</summary>
public sealed class LinearModel
{
    private readonly double[,] _coefficients;

    internal LinearModel(LinearObjective objective, double[,] coefficients) => (Objective, _coefficients) = (objective, coefficients);

    /// <summary>What it was fitted to.</summary>
    public LinearObjective Objective { get; }

    /// <summary>How many outputs there are: classes of a softmax, else one.</summary>
    public int Outputs => _coefficients.GetLength(0);

    /// <summary>[output, 0] is the constant, [output, 1 + column] the coefficient of a column.</summary>
    public double[,] Coefficients() => (double[,])_coefficients.Clone();

    /// <summary>The linear predictor of an output.</summary>
    /// <param name="output">Which one.</param>
    /// <param name="row">The features. NaN counts as zero.</param>
    /// <exception cref="ArgumentException">The row has another number of features.</exception>
    public double Score(int output, ReadOnlySpan<double> row)
    {
        if (row.Length != _coefficients.GetLength(1) - 1)
        {
            throw new ArgumentException($"A row has {_coefficients.GetLength(1) - 1} features.", nameof(row));
        }

        var score = _coefficients[output, 0];
        for (var c = 0; c < row.Length; c++)
        {
            score += double.IsNaN(row[c]) ? 0 : _coefficients[output, 1 + c] * row[c];
        }

        return score;
    }

    /// <summary>The class of the largest score; of one output, 1 where its score is positive.</summary>
    /// <param name="row">The features.</param>
    public int Predict(ReadOnlySpan<double> row)
    {
        if (Outputs == 1)
        {
            return Score(0, row) > 0 ? 1 : 0;
        }

        var (best, most) = (0, Score(0, row));
        for (var k = 1; k < Outputs; k++)
        {
            var score = Score(k, row);
            (best, most) = score > most ? (k, score) : (best, most);
        }

        return best;
    }
}

using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>The integers behind means, variances and covariances of d columns: the count, d sums about public middles, and the upper triangle of products.</summary>
/// <remarks>
/// Guarantee of noise of the stated sensitivity: add/remove of one row, or of one unit with the stated rows. With t in [−1, 1] the value about the
/// middle h of its range, a row adds 1, tᵢ, tᵢtⱼ and tᵢ² − ½ in units of the weights 1, hᵢ, hᵢhⱼ and hᵢ²: taking ½ off halves what a square can move.
/// Largest at a corner, so Δ1 = 1 + d + d²/2 and Δ2² = 1 + d + d(d−1)/2 + d/4 (2.5 and 1.5 for one column). Under replace
/// Δ1 = d(d+2)²/(2(d+1)) and Δ2² = 4⌊(d+1)²/4⌋ (9/4 and 2 for one column); docs/statistics.md derives them.
/// </remarks>
public sealed class MomentAggregates
{
    private readonly ValueBounds[] _columns;

    /// <summary>The aggregates of columns with these public bounds.</summary>
    /// <exception cref="BadInputException">There is no column, or more than 64.</exception>
    public MomentAggregates(params IEnumerable<ValueBounds> columns)
    {
        _columns = [.. columns];
        if (_columns.Length is 0 or > 64)
        {
            throw new BadInputException($"Moments are of 1 to 64 columns, but {_columns.Length} were given.");
        }

        var d = _columns.Length;
        var weights = new List<Rational> { 1 };
        weights.AddRange(_columns.Select(c => c.HalfRangeWeight));
        for (var i = 0; i < d; i++)
        {
            weights.Add(2 * _columns[i].HalfRangeWeight * _columns[i].HalfRangeWeight);
            for (var j = i + 1; j < d; j++)
            {
                weights.Add(_columns[i].HalfRangeWeight * _columns[j].HalfRangeWeight);
            }
        }

        Sensitivity = new(
            [.. weights],
            1 + d + (new Rational(d, 2) * d),
            (1 + d + new Rational((d * (d - 1) / 2 * 4) + d, 4)).SqrtUp(40),
            new Rational((long)d * (d + 2) * (d + 2), 2 * (d + 1)),
            ((Rational)(4 * ((d + 1) * (d + 1) / 4))).SqrtUp(40),
            d == 1 ? "a row moves the count, the sum and the sum of squares about the middle of the bounds" : $"a row moves the count, {d} sums and their products about the middles of the bounds");
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ValueBounds> Columns => _columns;

    /// <summary>Weights and sensitivities of a row; see <see cref="AggregateSensitivity.ForRows"/>.</summary>
    public AggregateSensitivity Sensitivity { get; }

    /// <summary>The exact integers of a table [row, column]: count, sums, and products by rows of the upper triangle.</summary>
    /// <remarks>In half steps u, squares are 2u² − h². NaN counts as the middle.</remarks>
    public Int128[] Of(double[,] rows)
    {
        var d = _columns.Length;
        NormBound.Check(rows, d);
        var total = new ProductSums(d, _columns.Max(c => c.HalfRangeUnits));
        var units = new long[d];
        for (var row = 0; row < rows.GetLength(0); row++)
        {
            var values = NormBound.Row(rows, row);
            for (var i = 0; i < d; i++)
            {
                units[i] = _columns[i].ToUnits(values[i]);
            }

            total.Add(units);
        }

        return Of(rows.GetLength(0), total);
    }

    /// <summary>The exact integers of one column.</summary>
    public Int128[] Of(ReadOnlySpan<double> values)
    {
        if (_columns.Length != 1)
        {
            throw new ArgumentException($"The table must have {_columns.Length} columns.", nameof(values));
        }

        var total = new ProductSums(1, _columns[0].HalfRangeUnits);
        var count = values.Length;
        while (!values.IsEmpty)
        {
            var rows = Math.Min(values.Length, ProductSums.Rows);
            _columns[0].ToUnits(values[..rows], total.Next(0));
            total.Taken(rows);
            values = values[rows..];
        }

        return Of(count, total);
    }

    private Int128[] Of(int count, ProductSums total)
    {
        var (sums, products) = total.Total();
        var at = 0;
        for (var i = 0; i < _columns.Length; i++)
        {
            Int128 half = _columns[i].HalfRangeUnits;
            products[at] = (2 * products[at]) - (count * half * half);
            at += _columns.Length - i;
        }

        return [count, .. sums, .. products];
    }
}

using Tacit.Numerics;

namespace Tacit.Statistics.Tests;

/// <summary>The stated sensitivities against all small neighbours, in exact arithmetic.</summary>
public sealed class SensitivityTests
{
    private static readonly double[] Values = [double.NegativeInfinity, -7, -4, -2, -1, 0, 0.3, 1, 2, 4, 5, 9, double.NaN];

    [Fact]
    public void Moments_of_one_column()
    {
        var moments = new MomentAggregates(new ValueBounds(-4, 4, 4));
        Assert.Equal(2.5, moments.Sensitivity.L1(Neighbours.AddRemove).ToDouble());
        Assert.Equal(1.5, moments.Sensitivity.L2(Neighbours.AddRemove).ToDouble());
        Assert.Equal(2.25, moments.Sensitivity.L1(Neighbours.Replace).ToDouble());
        Assert.Equal(2, moments.Sensitivity.L2(Neighbours.Replace).ToDouble());
        var found = Neighbour.Largest(Values, [[], [1], [-9, 3]], v => moments.Of(v), moments.Sensitivity.Weights);
        Neighbour.Holds(moments.Sensitivity, found, "1 2 r1 r2");
    }

    [Theory]
    [InlineData(2, "1 2 r2")]
    [InlineData(3, "1 2 r2")]
    public void Moments_of_more_columns(int columns, string reached)
    {
        var moments = new MomentAggregates(Enumerable.Range(0, columns).Select(i => new ValueBounds(-4 - i, 4 + i, 3)));
        var rows = Neighbour.Grid(columns == 2 ? [-9, -2, -1, 0, 1, 3, 9] : [-9, -2, 2, 9], columns).ToArray();
        var found = Neighbour.Largest(rows, [[]], r => moments.Of(Neighbour.Table(r, columns)), moments.Sensitivity.Weights);
        Neighbour.Holds(moments.Sensitivity, found, reached);
    }

    [Fact]
    public void Moments_about_a_middle_between_two_points_of_the_grid()
    {
        var moments = new MomentAggregates(new ValueBounds(0, 7, 3));
        Assert.Equal(3.5, moments.Columns[0].Middle);
        var found = Neighbour.Largest(Values, [[]], v => moments.Of(v), moments.Sensitivity.Weights);
        Neighbour.Holds(moments.Sensitivity, found, "1 2 r2");
    }

    [Theory]
    [InlineData(1, false, "1 2")]
    [InlineData(1, true, "2")]
    [InlineData(2, false, "1 2")]
    [InlineData(2, true, "2")]
    public void Sufficient_statistics_of_linear_regression(int columns, bool intercept, string reached)
    {
        var regression = new LinearRegression(columns, 2, 3, intercept);
        var rows = Neighbour.Grid(columns == 1 ? [double.NegativeInfinity, -2, -1, 0, 0.7, 3] : [-9, -1, 0, 1.3, 9], columns)
            .SelectMany(x => new[] { -9.0, -3, 0, 1, 3 }.Select(y => (X: x, Y: y))).ToArray();
        var found = Neighbour.Largest(
            rows, [[]], r => regression.Of(Neighbour.Table([.. r.Select(p => p.X)], columns), [.. r.Select(p => p.Y)]), regression.Sensitivity.Weights);
        Neighbour.Holds(regression.Sensitivity, found, reached);
    }

    [Theory]
    [InlineData(1, false, "1 2")]
    [InlineData(2, false, "1 2 r2")]
    [InlineData(3, false, "1 2 r2")]
    [InlineData(2, true, "1 2")]
    [InlineData(3, true, "1 2")]
    public void Second_moments(int columns, bool centred, string reached)
    {
        var components = new PrincipalComponents(columns, 1.5, centred);
        var rows = Neighbour.Grid(columns < 3 ? [-9, -1, 0, 0.4, 1.5, double.NaN] : [-1.5, 0, 0.3, 1.5], columns).ToArray();
        var found = Neighbour.Largest(rows, [[]], r => components.Of(Neighbour.Table(r, columns)), components.Sensitivity.Weights);
        Neighbour.Holds(components.Sensitivity, found, reached);
    }

    [Fact]
    public void Gradients_of_logistic_regression_at_any_coefficients()
    {
        var regression = new LogisticRegression(2, 3, 10, 1, 0.25);
        var rows = Neighbour.Grid([-1e300, -2, 0, 1, double.NaN], 2).SelectMany(x => new[] { false, true }.Select(y => (X: x, Y: y))).ToArray();
        foreach (var theta in (double[][])[[0, 0, 0], [5, -3, 2], [-1e9, 1e9, 0], [double.NaN, 1, 1], [double.PositiveInfinity, 0, 0]])
        {
            var found = Neighbour.Largest(
                rows, [[], [rows[3]]], r => regression.Gradient(theta, Neighbour.Table([.. r.Select(p => p.X)], 2), [.. r.Select(p => p.Y)]), regression.Sensitivity.Weights);
            Neighbour.Holds(regression.Sensitivity, found, string.Empty);
            if (theta[0] == 0)
            {
                // Cut toward zero, so a few steps of 2^16 short.
                Assert.True(found.L2Squared.ToDouble() > 0.999 * Math.Pow(regression.Sensitivity.L2(Neighbours.AddRemove).ToDouble(), 2));
            }
        }
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void Gradients_of_logistic_regression_move_by_twice_the_clip_when_a_row_is_exchanged(double clip)
    {
        // Two rows about zero, which steep coefficients predict wrongly with certainty: their gradients are opposite.
        var regression = new LogisticRegression(2, 3, 10, 1, clip, Neighbours.Replace);
        var rows = Neighbour.Grid([-3, -1e-4, 0, 1e-4, 3], 2).SelectMany(x => new[] { false, true }.Select(y => (X: x, Y: y))).ToArray();
        var found = Neighbour.Largest(
            rows, [[], [rows[0], rows[7]]], r => regression.Gradient([0, 1e9, 1e5], Neighbour.Table([.. r.Select(p => p.X)], 2), [.. r.Select(p => p.Y)]), regression.Sensitivity.Weights);
        Neighbour.Holds(regression.Sensitivity, found, "2 r2");
        Assert.Equal(regression.Noise.Shift, regression.Sensitivity.L2(Neighbours.Replace));
    }

    [Fact]
    public void Range_trees()
    {
        var shape = new RangeTreeShape(3, 2);
        var leaves = Enumerable.Range(0, 9).ToArray();
        var found = Neighbour.Largest(
            leaves, [[], [4, 4]], r => shape.NodesOf([.. leaves.Select(l => (Int128)r.Count(x => x == l))]), shape.Sensitivity.Weights);
        Neighbour.Holds(shape.Sensitivity, found, "1 2 r1 r2");
    }

    [Fact]
    public void Histograms_of_magnitudes()
    {
        var bounds = new AutomaticBounds(-2, 3);
        var found = Neighbour.Largest(Values, [[], [1, 5]], v => bounds.Of(v), bounds.Sensitivity.Weights);
        Neighbour.Holds(bounds.Sensitivity, found, "1 2 r1 r2");
    }

    [Fact]
    public void Counts_of_distinct_values()
    {
        var sensitivity = DistinctCount.Sensitivity(2);
        var units = Enumerable.Range(0, 16).Select(set => Enumerable.Range(0, 4).Where(i => (set >> i & 1) == 1).Select(i => (char)('a' + i)).ToArray()).ToArray();
        var found = Neighbour.Largest(units, [[], ["ab".ToCharArray()], ["b".ToCharArray(), "acd".ToCharArray()]], u => [DistinctCount.Of(u, 2)], sensitivity.Weights);
        Neighbour.Holds(sensitivity, found, "1 2 r1 r2");
    }

    [Fact]
    public void A_unit_with_at_most_one_row_may_have_none()
    {
        // Under replace a unit without a row may take the place of one with a row: the row comes or goes.
        var bounds = new ValueBounds(-4, 4, 4);
        AggregateSensitivity[] all =
        [
            new MomentAggregates(bounds).Sensitivity, new MomentAggregates(bounds, bounds).Sensitivity, new LinearRegression(2, 1, 1).Sensitivity,
            new LogisticRegression(2, 1, 1, 1).Sensitivity, new PrincipalComponents(1, 1).Sensitivity, new PrincipalComponents(3, 1, centred: false).Sensitivity,
            new RangeTreeShape(2, 1).Sensitivity, new AutomaticBounds(0, 2).Sensitivity, DistinctCount.Sensitivity(2),
        ];
        foreach (var one in all.Select(sensitivity => sensitivity.ForRows(1)))
        {
            Assert.True(one.L1(Neighbours.Replace) >= one.L1(Neighbours.AddRemove), one.Words);
            Assert.True(one.L2(Neighbours.Replace) >= one.L2(Neighbours.AddRemove), one.Words);
        }

        // A row that surely takes the place of a row moves less.
        Assert.Equal(2.25, all[0].L1(Neighbours.Replace).ToDouble());
        Assert.Equal(2.5, all[0].ForRows(1).L1(Neighbours.Replace).ToDouble());
        Assert.Equal(2, all[0].ForRows(1).L2(Neighbours.Replace).ToDouble());
    }

    [Fact]
    public void More_rows_a_unit_multiply_and_replacing_a_unit_costs_both_ways()
    {
        var one = new MomentAggregates(new ValueBounds(0, 1)).Sensitivity;
        Assert.Equal(one.L1(Neighbours.AddRemove), one.ForRows(1).L1(Neighbours.AddRemove));
        var three = one.ForRows(3);
        Assert.Equal(3 * one.L1(Neighbours.AddRemove), three.L1(Neighbours.AddRemove));
        Assert.Equal(3 * one.L2(Neighbours.AddRemove), three.L2(Neighbours.AddRemove));
        Assert.Equal(6 * one.L1(Neighbours.AddRemove), three.L1(Neighbours.Replace));
        Assert.Equal(6 * one.L2(Neighbours.AddRemove), three.L2(Neighbours.Replace));
        Assert.Contains("3 rows", three.Words, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => one.ForRows(0));
    }

    [Fact]
    public void Noise_costs_what_is_asked_and_scales_by_the_weights()
    {
        var sensitivity = new MomentAggregates(new ValueBounds(-1, 1, 4)).Sensitivity;
        foreach (var relation in Enum.GetValues<Neighbours>())
        {
            // What is calibrated under a relation costs under it what was asked for; never a group of two.
            var (pure, zcdp) = (sensitivity.Laplace(0.5, relation), sensitivity.Gaussian(0.125, relation));
            Assert.Equal((relation, (Rational)0.5), (pure.Loss.Relation, pure.Loss.Price(relation).Epsilon));
            Assert.Equal(sensitivity.L1(relation) * 2, pure.Scale);
            Assert.True(zcdp.Loss.Relation == relation && zcdp.Loss.Price(relation).Rho <= (Rational)0.125);
            Assert.Equal(1, (sensitivity.L2(relation) * 2 / zcdp.Scale).ToDouble(), 1e-6);
        }

        var laplace = sensitivity.Laplace(0.5);
        Assert.Equal("0.5", laplace.Loss.Price().Epsilon.ToString());
        Assert.Equal([5.0, 40.0, 640.0], sensitivity.ScalesOf(laplace).Select(s => s.Scale));
        var gaussian = sensitivity.Gaussian(0.125);
        Assert.True(gaussian.Loss.Price().Rho <= 0.125);
        Assert.Equal(3, sensitivity.ScalesOf(gaussian)[0].Scale, 1e-6);
    }
}

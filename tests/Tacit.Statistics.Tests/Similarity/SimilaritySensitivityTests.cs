using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics.Tests.Similarity;

/// <summary>How far a row moves the integers, exactly, and that it moves no others.</summary>
public sealed class SimilaritySensitivityTests
{
    private static readonly double[] Strange = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -double.MaxValue, double.Epsilon, -0.0, 1e300];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Trees_reach_what_they_state(bool pure)
    {
        var sketch = SimilaritySketch.L1(2, -1, 1, 4, pure);
        Holds(sketch, [.. Neighbour.Grid([-1, -0.75, -0.1, 0, 0.3, 0.99, 1, double.NaN, double.PositiveInfinity], 2)], "1 2 r1 r2");
    }

    [Fact]
    public void Projected_trees_stay_below()
    {
        Holds(SimilaritySketch.L2(2, -1, 1, radius: 0.5, projections: 8, levels: 4), [.. Neighbour.Grid([-1, -0.4, 0, 0.01, 1, double.NaN, double.NegativeInfinity], 2)], string.Empty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Squares_reach_what_they_state(int columns)
    {
        double[] values = columns > 2 ? [-1, 0, 1] : [-1, -0.5, 0, 0.25, 0.5, 0.70710678, 1];
        IEnumerable<double[]> rows = [.. Neighbour.Grid(values, columns), .. Strange.Select(s => Enumerable.Repeat(s, columns).ToArray())];
        Holds(SimilaritySketch.SquaredL2(columns, 1), [.. rows], columns == 1 ? "1 2 r1 r2" : columns == 4 ? "1 2 r1 r2" : "2 r2");
    }

    [Fact]
    public void Features_have_norm_one()
    {
        var random = RandomSource.Seeded(11);
        double[][] rows = [.. SimilarityExactTests.Rows(random, 40, 2, -3, 3), .. Strange.Select(s => new[] { s, 0.4 }), .. Strange.Select(s => new[] { s, s })];
        foreach (var kernel in new[] { SimilarityKernel.Gaussian(1), SimilarityKernel.ExponentialL1(0.01) })
        {
            Holds(SimilaritySketch.Kernel(kernel, 2, 16), rows, "2");
        }
    }

    [Fact]
    public void Features_that_rounding_made_too_long_are_shortened()
    {
        // A margin below zero makes every row too long.
        var sketch = new FeatureSketch(SimilarityKernel.Gaussian(1), 2, 16, 1, margin: -20);
        var random = RandomSource.Seeded(12);
        var rows = SimilarityExactTests.Rows(random, 50, 2, -3, 3);
        Holds(sketch, rows, "2");
        Together(sketch, rows);
    }

    [Fact]
    public void Classes_reach_what_they_state_where_a_row_changes_its_class()
    {
        var one = SimilaritySketch.SquaredL2(1, 1);
        var sketch = new SimilarityClassifierSketch(one, 3);
        (double X, int Label)[] rows = [(1, 0), (-1, 0), (1, 1), (-1, 2), (0.5, 1), (1, -1), (1, 7)];
        var found = Neighbour.Largest(rows, [[], rows[..2]], all => sketch.Of(Neighbour.Table([.. all.Select(r => new[] { r.X })], 1), [.. all.Select(r => r.Label)]), sketch.Sensitivity.Weights);
        Neighbour.Holds(sketch.Sensitivity, found, "1 2 r1 r2");

        // For √6 it is reached by the change of class; one sketch alone moves by 2.
        Assert.Equal(Math.Sqrt(6), sketch.Sensitivity.L2(Neighbours.Replace).ToDouble(), 1e-9);
    }

    [Fact]
    public void A_row_decides_its_own_integers_alone()
    {
        var random = RandomSource.Seeded(13);
        foreach (var sketch in SimilarityExactTests.Sketches(5))
        {
            // More rows than any block has, of all kinds, in two orders.
            double[][] rows = [.. SimilarityExactTests.Rows(random, 700, 5, -0.5, 1.5), .. Strange.Select(s => new[] { 0.1, s, 0.7, s, 1e17 })];
            Together(sketch, rows);
        }
    }

    // The integers of a table are the sums of those of its rows, and its order does not matter.
    private static void Together(SimilaritySketch sketch, double[][] rows)
    {
        var together = sketch.Of(Neighbour.Table(rows, sketch.Columns));
        var alone = new Int128[sketch.Length];
        foreach (var row in rows)
        {
            var one = sketch.Of(Neighbour.Table([row], sketch.Columns));
            for (var i = 0; i < alone.Length; i++)
            {
                alone[i] += one[i];
            }
        }

        Assert.Equal(alone, together);
        Assert.Equal(together, sketch.Of(Neighbour.Table([.. rows.Reverse()], sketch.Columns)));
    }

    private static void Holds(SimilaritySketch sketch, double[][] rows, string reached) =>
        Neighbour.Holds(sketch.Sensitivity, Neighbour.Largest(rows, [[], rows[..2]], all => sketch.Of(Neighbour.Table(all, sketch.Columns)), sketch.Sensitivity.Weights), reached);
}

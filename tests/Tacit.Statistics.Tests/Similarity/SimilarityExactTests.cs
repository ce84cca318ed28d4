using Tacit.Randomness;

namespace Tacit.Statistics.Tests.Similarity;

/// <summary>Without noise the answers are those of brute force.</summary>
public sealed class SimilarityExactTests
{
    [Fact]
    public void L1_errs_by_at_most_a_leaf_for_each_row_in_it()
    {
        const int Levels = 12;
        var random = RandomSource.Seeded(3);

        // Beta(2, 5): the second smallest of six uniform numbers.
        double[][] rows = [.. Enumerable.Range(0, 10_000).Select(_ => new[] { Enumerable.Range(0, 6).Select(_ => Simulated.Uniform(random)).Order().ElementAt(1) })];
        var leaves = rows.GroupBy(r => Math.Min((int)(r[0] * (1 << Levels)), (1 << Levels) - 1)).Max(g => g.Count());
        var index = Exact(SimilaritySketch.L1(1, 0, 1, Levels), rows);
        for (var i = 0; i <= 200; i++)
        {
            var y = i / 200.0;
            Assert.Equal(rows.Sum(r => Math.Abs(r[0] - y)), index.Query([y]), (leaves * Math.ScaleB(1, -Levels)) + (rows.Length * Math.ScaleB(1, -Levels - 9)));
        }

        Assert.Equal(10_000, index.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void L1_adds_over_columns_and_reaches_beyond_the_box(int columns)
    {
        var random = RandomSource.Seeded(4);
        var rows = Rows(random, 500, columns, -2, 3);
        var index = Exact(SimilaritySketch.L1(columns, -2, 3, 14), rows);
        var bound = (500 * columns * (5 * Math.ScaleB(1, -14))) + 1e-9;
        foreach (var y in Rows(random, 50, columns, -4, 6))
        {
            var exact = rows.Sum(r => r.Zip(y, (a, b) => Math.Abs(a - b)).Sum());
            Assert.Equal(exact, index.Query(y), bound);
        }
    }

    [Fact]
    public void Rows_beyond_the_box_are_clipped_and_missing_values_are_in_the_middle()
    {
        var index = Exact(SimilaritySketch.L1(1, 0, 8, 10), [[-5], [double.PositiveInfinity], [double.NaN], [double.NegativeInfinity]]);
        Assert.Equal(0 + 8 + 4 + 0, index.Query([0]), 0.05);
        Assert.Equal(4 + 4 + 0 + 4, index.Query([double.NaN]), 0.05);
    }

    [Fact]
    public void L2_is_within_what_projections_say()
    {
        var random = RandomSource.Seeded(5);
        var rows = Rows(random, 400, 6, -1, 1);
        var sketch = SimilaritySketch.L2(6, -1, 1, projections: 512, levels: 12);
        var index = Exact(sketch, rows);

        // √((π/2 − 1)/512) is 3.3%; a sum over 400 rows shares its vectors, so 6 deviations of it and half a percent for leaves.
        foreach (var y in Rows(random, 20, 6, -2, 2))
        {
            var exact = rows.Sum(r => Math.Sqrt(Square(r, y)));
            Assert.InRange(index.Query(y) / exact, 1 - 0.2, 1 + 0.2);
        }
    }

    [Fact]
    public void Squared_L2_is_exact_to_the_lattice()
    {
        var random = RandomSource.Seeded(6);
        var rows = Rows(random, 300, 5, 0, 2);
        double[] centre = [1, 1, 1, 1, 1];
        var index = Exact(SimilaritySketch.SquaredL2(5, Math.Sqrt(5) + 1e-9, centre), rows);
        foreach (var y in Rows(random, 30, 5, -3, 3))
        {
            var exact = rows.Sum(r => Square(r, y));
            Assert.Equal(exact, index.Query(y), exact * 1e-3);
        }

        Assert.Equal(300, index.Count);
    }

    public static TheoryData<SimilarityKernel> Kernels { get; } =
    [
        SimilarityKernel.Gaussian(1.5), SimilarityKernel.Exponential(2), SimilarityKernel.ExponentialL1(3),
        SimilarityKernel.Rational(2), SimilarityKernel.RationalL1(2, 2), SimilarityKernel.RationalSquared(1.5), SimilarityKernel.RationalSquared(2, 3),
    ];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Features_have_the_kernel_as_their_mean(SimilarityKernel kernel)
    {
        const int Features = 32_768;
        var random = RandomSource.Seeded(7);
        var rows = Rows(random, 20, 3, -2, 2);
        var sketch = SimilaritySketch.Kernel(kernel, 3, Features);
        var index = Exact(sketch, rows);
        foreach (var y in Rows(random, 30, 3, -2, 2))
        {
            // One kernel has a deviation of at most √(1/2m) over frequencies; a sum of 20 at most 20 of them: 6.5 deviations.
            Assert.Equal(rows.Sum(r => kernel.Value(r, y)), index.Query(y), 6.5 * 20 / Math.Sqrt(2.0 * Features));
        }

        // A point is like itself by one, but for what rounding shortened and to its digits.
        Assert.Equal(1, Exact(sketch, rows[..1]).Query(rows[0]), 1e-5);
    }

    [Fact]
    public void Values_of_kernels_are_their_formulas()
    {
        double[] x = [1, 2], y = [4, -2];
        Assert.Equal(Math.Exp(-25 / 4.0), SimilarityKernel.Gaussian(2).Value(x, y), 1e-15);
        Assert.Equal(Math.Exp(-5 / 2.0), SimilarityKernel.Exponential(2).Value(x, y), 1e-15);
        Assert.Equal(Math.Exp(-7 / 2.0), SimilarityKernel.ExponentialL1(2).Value(x, y), 1e-15);
        Assert.Equal(1 / 3.5, SimilarityKernel.Rational(2).Value(x, y), 1e-15);
        Assert.Equal(1 / (4.5 * 4.5), SimilarityKernel.RationalL1(2, 2).Value(x, y), 1e-15);
        Assert.Equal(1 / 7.25, SimilarityKernel.RationalSquared(2).Value(x, y), 1e-15);
    }

    [Fact]
    public void Batches_answer_as_one_by_one()
    {
        var random = RandomSource.Seeded(8);
        var rows = Rows(random, 100, 7, 0, 1);
        var queries = Rows(random, 333, 7, 0, 1);
        foreach (var sketch in Sketches(7))
        {
            var index = Exact(sketch, rows);
            var batch = index.QueryBatch(Neighbour.Table(queries, 7));
            Assert.All(queries.Zip(batch), p => Assert.Equal(index.Query(p.First), p.Second, 1e-9));
        }
    }

    internal static SimilarityIndex Exact(SimilaritySketch sketch, double[][] rows) =>
        sketch.Index(sketch.Of(Neighbour.Table(rows, sketch.Columns)), sketch.Gaussian(1));

    internal static SimilaritySketch[] Sketches(int columns) =>
    [
        SimilaritySketch.L1(columns, 0, 1, 6), SimilaritySketch.L1(columns, 0, 1, 5, pure: true), SimilaritySketch.L2(columns, 0, 1, projections: 16, levels: 5),
        SimilaritySketch.SquaredL2(columns, 2), SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), columns, 64), SimilaritySketch.Kernel(SimilarityKernel.Exponential(0.3), columns, 24),
    ];

    internal static double[][] Rows(RandomSource random, int count, int columns, double low, double high) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, columns).Select(_ => low + ((high - low) * Simulated.Uniform(random))).ToArray())];

    private static double Square(double[] x, double[] y) => x.Zip(y, (a, b) => (a - b) * (a - b)).Sum();
}

using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Statistics;
using static Tacit.Audit.Tests.SpentAudit;

namespace Tacit.Audit.Tests;

/// <summary>Every statistic from end to end: raw rows behind the wall, the spend protocol, and what the permit drew, as a black box on the worst neighbours. Not flagged, and near its claim. Seeds are fixed.</summary>
public sealed class StatisticAuditTests
{
    [Fact]
    public Task Count_and_sum() => KeepsAsync(
        new AggregateParts<double[]>(x => [x.Length, x.Sum(v => (long)Math.Clamp(v, -4, 4))], [1, 4], IntegerNoise.Laplace(1, 2, "a row moves the count and the sum")), [new([], [9], "nobody and one row at the bound")], 0.7);

    [Fact]
    public Task Moments_of_one_column()
    {
        var moments = new MomentAggregates(new ValueBounds(-1, 1));
        return KeepsAsync(Laplace<double[]>(moments.Sensitivity, x => moments.Of(x)), [new([0.3], [0.3, 7], "one row at the upper bound"), new([0.3], [0.3, -7], "one row at the lower bound")], 0.55);
    }

    [Fact]
    public Task Moments_of_one_column_where_a_row_is_exchanged()
    {
        // In L1 the most is from −½ to 1: both the value and its square move.
        var moments = new MomentAggregates(new ValueBounds(-1, 1));
        return KeepsAsync(
            Laplace<double[]>(moments.Sensitivity, x => moments.Of(x), Neighbours.Replace), [new([-1], [1], "one row from end to end"), new([-0.5], [1], "one row from below the middle to an end")], 0.65, Exchanged);
    }

    [Fact]
    public Task Moments_of_two_columns()
    {
        var moments = new MomentAggregates(new ValueBounds(-1, 1), new ValueBounds(0, 10));
        return KeepsAsync(Laplace<double[,]>(moments.Sensitivity, x => moments.Of(x)), [new(new double[0, 2], new double[,] { { 1, 10 } }, "one row at a corner")], 0.35);
    }

    [Fact]
    public Task Range_tree()
    {
        var (shape, bounds) = (new RangeTreeShape(2, 2), new ValueBounds(0, 4));
        return KeepsAsync(Laplace<double[]>(shape.Sensitivity, x => shape.NodesOf(shape.LeavesOf(x, bounds))), [new([], [9], "one row in the last leaf"), new([], [-9], "one row in the first leaf")], 0.7);
    }

    [Fact]
    public Task Automatic_bounds()
    {
        var bounds = new AutomaticBounds(-2, 3);
        return KeepsAsync(Laplace<double[]>(bounds.Sensitivity, x => bounds.Of(x)), [new([], [double.PositiveInfinity], "one row beyond the last bin"), new([], [0], "one row at zero")], 0.85);
    }

    [Fact]
    public Task Linear_regression()
    {
        var regression = new LinearRegression(1, 2, 3, intercept: false);
        return KeepsAsync(Laplace<double[]>(regression.Sensitivity, x => regression.Of(Column(x, 0), [.. x.Where((_, i) => i % 2 == 1)])), [new([], [9, -9], "one row beyond its bounds")], 0.65);
    }

    [Fact]
    public Task Second_moments()
    {
        var components = new PrincipalComponents(1, 1.5);
        return KeepsAsync(Laplace<double[]>(components.Sensitivity, x => components.Of(Column(x, null))), [new([1], [1, -9], "one row beyond the bound")], 0.6);
    }

    [Fact]
    public Task Distinct_values()
    {
        var sensitivity = DistinctCount.Sensitivity(2);
        return KeepsAsync(Laplace<string[]>(sensitivity, x => [DistinctCount.Of(x, 2)]), [new(["ab"], ["ab", "cde"], "one unit with values of its own")], 0.8);
    }

    [Fact]
    public Task Gradient_of_logistic_regression()
    {
        // One step from zero, where a row's gradient is as long as the clip norm. Noise of 2^16 steps is a Gaussian of μ = √(2ρ) = 1, whose curve is the claim.
        var regression = new LogisticRegression(1, 2, 1, 0.5, 0.5);
        return KeepsAsync(
            regression.Loss,
            (double[] x, Permit permit) => [.. regression.Fit(Column(x, 0), [.. x.Where((_, i) => i % 2 == 1).Select(y => y > 0)], 1, permit).Select((c, i) => (long)(c * (i + 1) * 1e6))],
            [new([], [-9, 1], "one row beyond the bound")],
            0.5,
            0.25,
            GaussianDelta,
            rho: true);
    }

    [Fact]
    public Task Quantile_by_the_exponential_mechanism()
    {
        var quantile = new ExponentialQuantile(1, 2, 0, 9, 1);
        return KeepsAsync(
            quantile.Loss,
            (long[] x, Permit permit) => [permit.Draw(quantile.Loss, random => quantile.Draw(x, random), () => quantile.Best(x))],
            [new([2, 2, 2, 7, 7, 7], [2, 2, 2, 7, 7, 7, 9], "one row above"), new([], [0], "nobody and one row")],
            1,
            0.2);
    }

    [Fact]
    public Task Quantile_tree()
    {
        // All nodes of the tree, of which the audit looks at eleven, the last and the sum: the row is in the last leaf.
        var noise = IntegerNoise.Laplace(1, QuantileTree.Height, "a row is in one node of each level");
        int[] kept = [0, 15, QuantileTree.Branching, QuantileTree.Branching + 255, QuantileTree.Nodes - 2, QuantileTree.Nodes - 1];
        return KeepsAsync(
            new AggregateParts<int[]>(x => [.. kept.Select(i => QuantileTree.NodesOf(x.GroupBy(l => l).ToDictionary(g => g.Key, g => (Int128)g.Count()))[i])], [.. kept.Select(_ => Rational.One)], noise),
            [new([], [QuantileTree.Leaves - 1], "one row in the last leaf"), new([], [0], "one row in the first leaf")],
            0.6);
    }

    [Fact]
    public Task Trees_of_distances()
    {
        var sketch = SimilaritySketch.L1(1, 0, 1, levels: 2, pure: true);
        return KeepsAsync(Laplace<double[]>(sketch.Sensitivity, x => sketch.Of(Column(x, null))), [new([], [1], "one row at the end"), new([0.3], [0.3, 0], "one row at the other end")], 0.5);
    }

    [Fact]
    public Task Trees_of_distances_where_a_row_is_exchanged()
    {
        var sketch = SimilaritySketch.L1(1, 0, 1, levels: 2, pure: true);
        return KeepsAsync(Laplace<double[]>(sketch.Sensitivity, x => sketch.Of(Column(x, null)), Neighbours.Replace), [new([0], [1], "one row from end to end")], 0.35, Exchanged);
    }

    [Fact]
    public Task Sums_of_squared_distances()
    {
        var sketch = SimilaritySketch.SquaredL2(1, 1.5);
        return KeepsAsync(Laplace<double[]>(sketch.Sensitivity, x => sketch.Of(Column(x, null))), [new([1], [1, -9], "one row beyond the bound")], 0.6);
    }

    [Fact]
    public Task Answers_of_a_kernel()
    {
        // The row itself is asked for, and the count. A row moves both together by √17/4 in σ: a Gaussian of μ = √(2ρ) = 1.
        var sketch = SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 1, 8);
        var noise = sketch.Gaussian(0.5);
        return KeepsAsync(
            noise.Loss,
            (double[] x, Permit permit) =>
            {
                var index = sketch.Index(permit.Draw(noise, sketch.Of(Column(x, null)), sketch.Sensitivity.Weights), noise);
                return [(long)(1e6 * index.Query([0.3])), (long)(1e6 * ((4 * index.Query([0.3])) + (index.Count / 4)))];
            },
            [new([], [0.3], "nobody and one row"), new([5], [5, 0.3], "one row more")],
            0.5,
            0.25,
            GaussianDelta,
            rho: true);
    }

    [Fact]
    public Task Classes_of_similarity()
    {
        var sketch = new SimilarityClassifierSketch(SimilaritySketch.SquaredL2(1, 1), 2);
        return KeepsAsync(
            Laplace<double[]>(sketch.Sensitivity, x => sketch.Of(Column(x, null), [.. x.Select(v => v > 0 ? 1 : 0)]), Neighbours.Replace), [new([-1], [1], "one row from class to class")], 0.35, Exchanged);
    }

    [Fact]
    public Task Step_of_stochastic_gradient_descent()
    {
        // One row, whose gradient is as long as the clip norm, taken with probability ½. The claim is the exact profile of one sampled Gaussian.
        var run = new DpSgd(1, new() { Objective = LinearObjective.Squared, SamplingRate = 0.5, Steps = 1, NoiseMultiplier = 1 });
        return KeepsAsync(
            run.Loss,
            (double[] x, Permit permit) =>
            {
                var coefficients = run.Fit(Column(x, null), [.. x.Select(_ => 1e9)], 1, permit).Coefficients();
                return [(long)(1e6 * coefficients[0, 0]), (long)(1e6 * (coefficients[0, 0] + coefficients[0, 1]))];
            },
            [new([], [1], "nobody and one row")],
            0.5,
            0.2,
            run.Loss.Delta(0.5, Neighbours.AddRemove));
    }

    // The profile of a Gaussian of μ = 1 at ε = ½.
    private static double GaussianDelta => Normal.UpperTail(0) - (Math.Exp(0.5) * Normal.UpperTail(1));

    private static double[,] Column(double[] x, int? odd)
    {
        // Pairs of a feature and a target, or features alone.
        double[] values = [.. x.Where((_, i) => odd is null || i % 2 == odd)];
        var table = new double[values.Length, 1];
        for (var i = 0; i < values.Length; i++)
        {
            table[i, 0] = values[i];
        }

        return table;
    }
}

using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class RangeTreeTests
{
    private const double Z95 = 1.959963984540054;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(16, 1)]
    [InlineData(16, 2)]
    public void Leaves_equal_ordinary_least_squares_on_all_nodes(int branching, int height)
    {
        var shape = new RangeTreeShape(branching, height);
        var random = RandomSource.Seeded(61);
        var released = Enumerable.Range(0, shape.Nodes).Select(_ => (Int128)random.NextBelow(1000) - 500).ToArray();
        var tree = new RangeTree(shape, released, new(true, 2));
        var design = Design(shape);
        var right = design.Select(column => column.Sum(node => (double)released[node])).ToArray();
        var inverse = new Dense(Normal(design));
        var solution = inverse.Solve(right);
        for (var i = 0; i < shape.Leaves; i++)
        {
            // 1e-12 of the largest count.
            Assert.Equal(solution[i], tree.Leaves[i], 1e-12 * 500);
        }

        // The variance of a range q is qᵀ(AᵀA)⁻¹q.
        foreach (var (start, end) in new[] { (0, 1), (0, shape.Leaves), (1, shape.Leaves), (shape.Leaves / 3, (shape.Leaves / 3) + 1 + (shape.Leaves / 2)) })
        {
            var query = Enumerable.Range(0, shape.Leaves).Select(i => i >= start && i < end ? 1.0 : 0).ToArray();
            var variance = inverse.Solve(query).Zip(query, (a, b) => a * b).Sum();
            var range = tree.Range(start, end, 0.95);
            Assert.Equal(solution[start..end].Sum(), range.Value, 1e-9);
            Assert.Equal(Z95 * 2 * Math.Sqrt(variance), range.HalfWidth, 1e-9);
        }
    }

    [Fact]
    public void Without_noise_ranges_are_exact()
    {
        var shape = new RangeTreeShape(4, 3);
        var leaves = Enumerable.Range(0, 64).Select(i => (Int128)(i * i % 17)).ToArray();
        var tree = new RangeTree(shape, shape.NodesOf(leaves), default);
        Assert.Equal((double)leaves.Aggregate((a, b) => a + b), tree.Count, 1e-9);
        for (var start = 0; start < 64; start += 5)
        {
            for (var end = start + 1; end <= 64; end += 7)
            {
                var range = tree.Range(start, end, 0.9);
                Assert.Equal((double)leaves[start..end].Aggregate((a, b) => a + b), range.Value, 1e-9);
                Assert.Equal(0, range.HalfWidth);
            }
        }
    }

    [Fact]
    public void Leaves_have_equal_width_over_the_bounds()
    {
        var shape = new RangeTreeShape(2, 2);
        Assert.Equal([2, 1, 0, 2], shape.LeavesOf([-9, 0.9, 1.1, 3.1, double.NaN, double.PositiveInfinity], new(0, 4, 20)));
        Assert.All(shape.LeavesOf([.. Enumerable.Range(0, 32).Select(i => i / 8.0)], new(0, 3.875, 5)), c => Assert.Equal(8, c));
    }

    // 4,000 releases: 95 % leaves [0.925, 0.9715] with probability below 3e-10 (Chernoff). Laplace intervals are approximate to half a point.
    [Theory]
    [InlineData(true, 2, 5, 3, 4, 0.925, 0.9715)]
    [InlineData(true, 16, 1, 0, 16, 0.925, 0.9715)]
    [InlineData(false, 2, 5, 3, 21, 0.92, 0.9765)]
    [InlineData(false, 16, 1, 5, 6, 0.92, 0.9765)]
    public void Intervals_cover(bool gaussian, int branching, int height, int start, int end, double least, double most)
    {
        const int Rounds = 4000;
        var shape = new RangeTreeShape(branching, height);
        var random = RandomSource.Seeded(62);
        var exact = shape.NodesOf([.. Enumerable.Range(0, shape.Leaves).Select(i => (Int128)(3 * i))]);
        var truth = Enumerable.Range(start, end - start).Sum(i => 3.0 * i);
        var noise = Enumerable.Repeat(new NoiseScale(gaussian, 50), shape.Nodes).ToArray();
        var covered = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var range = new RangeTree(shape, Simulated.Noisy(random, exact, noise), noise[0]).Range(start, end, 0.95);
            covered += range.Low <= truth && truth <= range.High ? 1 : 0;
        }

        Assert.InRange((double)covered / Rounds, least, most);
    }

    // The law of one Laplace number, of two, of many; with the exact integer noise. 20,000 releases: six standard errors of each confidence.
    [Theory]
    [InlineData(16, 1, 5, 6)]
    [InlineData(2, 1, 0, 1)]
    [InlineData(2, 1, 0, 2)]
    [InlineData(2, 4, 3, 9)]
    public void Intervals_cover_at_every_confidence(int branching, int height, int start, int end)
    {
        const int Rounds = 20_000;
        var shape = new RangeTreeShape(branching, height);
        var random = RandomSource.Seeded(63);
        var noise = new Tacit.Mechanisms.DiscreteLaplace(50);
        double[] confidences = [0.5, 0.8, 0.9, 0.92, 0.95, 0.99, 0.999];
        var covered = new int[confidences.Length];
        for (var i = 0; i < Rounds; i++)
        {
            var tree = new RangeTree(shape, [.. Enumerable.Range(0, shape.Nodes).Select(_ => noise.Sample(random))], new(false, 50));
            for (var c = 0; c < confidences.Length; c++)
            {
                var range = tree.Range(start, end, confidences[c]);
                covered[c] += range.Low <= 0 && 0 <= range.High ? 1 : 0;
            }
        }

        for (var c = 0; c < confidences.Length; c++)
        {
            var (seen, error) = ((double)covered[c] / Rounds, Math.Sqrt(confidences[c] * (1 - confidences[c]) / Rounds));
            TestContext.Current.TestOutputHelper?.WriteLine($"{confidences[c]}: {seen}");
            Assert.InRange(seen, confidences[c] - 0.001 - (6 * error), confidences[c] + 0.02 + (6 * error));
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 0)]
    [InlineData(2, 25)]
    [InlineData(int.MaxValue, 2)]
    public void Shapes_that_cannot_be_used_are_refused(int branching, int height) => Assert.Throws<BadInputException>(() => new RangeTreeShape(branching, height));

    [Theory]
    [InlineData(-1, 2, 0.9)]
    [InlineData(0, 5, 0.9)]
    [InlineData(2, 2, 0.9)]
    [InlineData(0, 4, 0)]
    public void Ranges_that_cannot_be_used_are_refused(int start, int end, double confidence)
    {
        var tree = new RangeTree(new(2, 2), new Int128[7], new(true, 1));
        Assert.Throws<BadInputException>(() => tree.Range(start, end, confidence));
        Assert.Throws<ArgumentException>(() => new RangeTree(new(2, 2), new Int128[6], new(true, 1)));
        Assert.Throws<ArgumentException>(() => new RangeTreeShape(2, 2).NodesOf(new Int128[3]));
    }

    // For each leaf the nodes that hold it.
    private static List<int>[] Design(RangeTreeShape shape) => [.. Enumerable.Range(0, shape.Leaves).Select(leaf =>
    {
        var nodes = new List<int>();
        for (int level = 0, first = 0, width = 1; level <= shape.Height; first += width, width *= shape.Branching, level++)
        {
            nodes.Add(first + (leaf / (shape.Leaves / width)));
        }

        return nodes;
    })];

    private static double[,] Normal(List<int>[] design)
    {
        var matrix = new double[design.Length, design.Length];
        for (var i = 0; i < design.Length; i++)
        {
            for (var j = 0; j < design.Length; j++)
            {
                matrix[i, j] = design[i].Intersect(design[j]).Count();
            }
        }

        return matrix;
    }
}

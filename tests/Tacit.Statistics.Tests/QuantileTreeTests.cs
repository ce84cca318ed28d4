using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class QuantileTreeTests
{
    private static readonly NoiseScale Silent = new(false, 0);

    [Fact]
    public void Nodes_stand_level_by_level_from_left_to_right()
    {
        Assert.Equal((3, 16, 4096, 16 + 256 + 4096), (QuantileTree.Height, QuantileTree.Branching, QuantileTree.Leaves, QuantileTree.Nodes));
        var random = RandomSource.Seeded(11);
        var leaves = new Dictionary<int, Int128>();
        for (var i = 0; i < 200; i++)
        {
            leaves[(int)random.NextBelow(4096)] = 1 + (Int128)random.NextBelow(1000);
        }

        leaves[0] = 7;
        leaves[4095] = 9;
        var nodes = QuantileTree.NodesOf(leaves);
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal(Total(leaves, i * 256, 256), nodes[i]);
        }

        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(Total(leaves, i * 16, 16), nodes[16 + i]);
        }

        for (var i = 0; i < 4096; i++)
        {
            Assert.Equal(Total(leaves, i, 1), nodes[16 + 256 + i]);
        }
    }

    [Fact]
    public void One_row_moves_one_node_of_each_level_by_one()
    {
        var without = new Dictionary<int, Int128> { [5] = 3, [2000] = 1 };
        var with = new Dictionary<int, Int128> { [5] = 3, [2000] = 2 };
        var moved = QuantileTree.NodesOf(with).Zip(QuantileTree.NodesOf(without)).Select(p => p.First - p.Second).Where(d => d != 0).ToArray();
        Assert.Equal([1, 1, 1], moved);
    }

    [Fact]
    public void Without_noise_quantiles_lie_in_the_leaf_of_the_exact_one()
    {
        var random = RandomSource.Seeded(12);
        for (var round = 0; round < 40; round++)
        {
            var values = Enumerable.Range(0, 1 + (int)random.NextBelow(60)).Select(_ => (int)random.NextBelow(4096) / (round % 2 == 0 ? 1 : 500) * (round % 2 == 0 ? 1 : 500)).Order().ToArray();
            var tree = Tree(values.GroupBy(v => v).ToDictionary(g => g.Key, g => (Int128)g.Count()), Silent, null);
            Assert.Equal(values.Length, tree.Count);
            foreach (var q in new[] { 0.01, 0.25, 0.5, 0.75, 0.9, 1 })
            {
                // The smallest value that at least q of the values do not exceed.
                var exact = values[Math.Max(0, (int)Math.Ceiling((q * values.Length) - 1e-9) - 1)];
                var (value, low, high) = tree.Quantile(q, 0.95)!.Value;
                Assert.InRange(value * 4096, exact, exact + 1);
                Assert.InRange(exact, low * 4096, high * 4096);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Intervals_cover_the_exact_quantile(bool gaussian)
    {
        // They are hulls of all leaves that the noise does not rule out, so they may cover more often than promised; never less.
        const int Rounds = 300;
        var random = RandomSource.Seeded(gaussian ? 13UL : 14UL);
        var values = Enumerable.Range(0, 3000).Select(i => (int)Math.Clamp(1500 + (Simulated.Draw(random, true, 400) * (i % 3 == 0 ? 0.2 : 1)), 0, 4095)).Order().ToArray();
        var leaves = values.GroupBy(v => v).ToDictionary(g => g.Key, g => (Int128)g.Count());
        var quantiles = new[] { 0.05, 0.25, 0.5, 0.75, 0.95 };
        var covered = new int[quantiles.Length];
        for (var round = 0; round < Rounds; round++)
        {
            var tree = Tree(leaves, new(gaussian, 12), random);
            for (var i = 0; i < quantiles.Length; i++)
            {
                var exact = values[(int)Math.Ceiling(quantiles[i] * values.Length) - 1];
                var (value, low, high) = tree.Quantile(quantiles[i], 0.95)!.Value;
                Assert.True(low <= value && value <= high);
                covered[i] += low * 4096 < exact + 1 && exact <= high * 4096 ? 1 : 0;
            }
        }

        Assert.All(covered, c => Assert.InRange((double)c / Rounds, 0.92, 1));
    }

    [Fact]
    public void Larger_shares_give_larger_quantiles()
    {
        var random = RandomSource.Seeded(15);
        var tree = Tree(Enumerable.Range(0, 4096).ToDictionary(i => i, _ => (Int128)1), new(true, 5), random);
        var last = 0.0;
        for (var q = 0.0; q <= 1; q += 0.01)
        {
            var value = tree.Quantile(q, 0.9)!.Value.Value;
            Assert.True(value >= last);
            last = value;
        }

        Assert.Equal(0.5, tree.Quantile(0.5, 0.9)!.Value.Value, 0.05);
    }

    [Fact]
    public void Too_few_rows_say_nothing()
    {
        Assert.Null(Tree(new Dictionary<int, Int128>(), Silent, null).Quantile(0.5, 0.95));
        Assert.Null(Tree(new Dictionary<int, Int128> { [9] = 11 }, new(true, 1), null).Quantile(0.5, 0.95));
        Assert.NotNull(Tree(new Dictionary<int, Int128> { [9] = 12 }, new(true, 1), null).Quantile(0.5, 0.95));
    }

    [Theory]
    [InlineData(-0.001)]
    [InlineData(1.001)]
    [InlineData(double.NaN)]
    public void A_share_outside_of_zero_to_one_is_refused(double q) =>
        Assert.Throws<BadInputException>(() => Tree(new Dictionary<int, Int128> { [9] = 12 }, Silent, null).Quantile(q, 0.95));

    [Fact]
    public void A_vector_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new QuantileTree(new double[QuantileTree.Nodes - 1], Silent));

    private static QuantileTree Tree(IReadOnlyDictionary<int, Int128> leaves, NoiseScale noise, RandomSource? random) =>
        new([.. QuantileTree.NodesOf(leaves).Select(n => (double)n + (random is null ? 0 : Math.Round(Simulated.Draw(random, noise.IsGaussian, noise.Scale))))], noise);

    private static Int128 Total(Dictionary<int, Int128> leaves, int from, int count) =>
        Enumerable.Range(from, count).Aggregate(Int128.Zero, (sum, leaf) => sum + leaves.GetValueOrDefault(leaf));
}

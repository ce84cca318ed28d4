using Tacit.Randomness;

namespace Tacit.Statistics.Tests.Robust;

public sealed class DepthTests
{
    [Fact]
    public void Along_one_column_depth_is_a_rank()
    {
        long[][] rows = [[1], [3], [3], [8], [9]];
        var median = new DepthMedian(1, 0, 10, 1, points: 11, directions: 1);
        Assert.Equal(11, median.Points.Count);
        Assert.Equal(
            median.Points.Select(p => Math.Min(rows.Count(r => r[0] >= p[0]), rows.Count(r => r[0] <= p[0]))),
            median.Depths(rows));
        Assert.Equal([3L], median.Exact(rows));
    }

    [Fact]
    public void Depth_in_the_plane_is_that_of_brute_force_over_the_directions()
    {
        var random = RandomSource.Seeded(3);
        long[][] rows = [.. Enumerable.Range(0, 40).Select(_ => new[] { (long)random.NextBelow(21), (long)random.NextBelow(21) })];
        var median = new DepthMedian(2, 0, 20, 1, points: 100, directions: 8, seed: 4);
        Assert.Equal(100, median.Points.Count);
        Assert.Equal(
            median.Points.Select(t => median.Directions.Min(u => rows.Count(r => ((r[0] - t[0]) * u[0]) + ((r[1] - t[1]) * u[1]) >= 0))),
            median.Depths(rows));
    }

    [Theory]
    [InlineData(Neighbours.AddRemove)]
    [InlineData(Neighbours.Replace)]
    public void One_row_moves_every_score_by_at_most_one(Neighbours relation)
    {
        var random = RandomSource.Seeded(8);
        long[] Row(int columns) => [.. Enumerable.Range(0, columns).Select(_ => (long)random.NextBelow(41) - 20)];
        var moved = new int[3];
        for (var trial = 0; trial < 60; trial++)
        {
            var columns = 1 + (trial % 3);
            long[][] rows = [.. Enumerable.Range(0, 1 + (int)random.NextBelow(12)).Select(_ => Row(columns))];
            long[][] others = relation == Neighbours.AddRemove ? [.. rows, Row(columns)] : [Row(columns), .. rows[1..]];
            long[] y = [.. rows.Select(_ => (long)random.NextBelow(101) - 50)];
            long[] z = relation == Neighbours.AddRemove ? [.. y, 7] : [-9, .. y[1..]];
            var seed = (ulong)trial;
            int[][][] scores =
            [
                [new DepthMedian(columns, -20, 20, 1, relation, 64, 6, seed).Depths(rows), new DepthMedian(columns, -20, 20, 1, relation, 64, 6, seed).Depths(others)],
                [new DepthRegression(columns, 3, 1, relation, 64, 6, seed).Depths(rows, y), new DepthRegression(columns, 3, 1, relation, 64, 6, seed).Depths(others, z)],
                [new LeadingDirection(columns, 30, 0.1, 1, relation, 16, 12, seed).Scores(rows), new LeadingDirection(columns, 30, 0.1, 1, relation, 16, 12, seed).Scores(others)],
            ];
            for (var kind = 0; kind < scores.Length; kind++)
            {
                var differences = scores[kind][0].Zip(scores[kind][1], (a, b) => b - a).ToArray();
                Assert.All(differences, d => Assert.InRange(d, relation == Neighbours.AddRemove && kind < 2 ? 0 : -1, 1));
                moved[kind] += differences.Count(d => d != 0);
            }
        }

        Assert.All(moved, m => Assert.True(m > 50));
    }

    [Theory]
    [InlineData(Neighbours.AddRemove, 1.0)]
    [InlineData(Neighbours.Replace, 0.5)]
    public void Draws_have_the_weights_of_the_guarantee(Neighbours relation, double share)
    {
        const double Epsilon = 0.8;
        long[][] rows = [[1], [1], [2], [4], [4]];
        long[] y = [3, 2, 5, 9, 7];
        var random = RandomSource.Seeded(12);
        var median = new DepthMedian(1, 0, 4, Epsilon, relation, points: 5, directions: 1);
        Weigh([.. median.Depths(rows).Select(d => Epsilon * share * d)], () => (int)median.Draw(rows, random)[0]);
        var line = new DepthRegression(1, 4, Epsilon, relation, candidates: 5, directions: 1);
        Weigh([.. line.Depths(rows, y).Select(d => Epsilon * share * d)], () => (int)(line.Draw(rows, y, random)[0] + 4) / 2);
        long[][] plane = [[9, 1], [8, -1], [7, 3], [-9, 0], [1, 5], [2, 1]];
        var axis = new LeadingDirection(2, 10, 0, Epsilon, relation, directions: 4, mostChanges: 6);
        var scores = axis.Scores(plane);
        Assert.True(scores.Distinct().Count() > 2);
        string[] names = [.. axis.Directions.Select(d => string.Join(" ", d.Select(x => x.ToString("R"))))];
        Weigh([.. scores.Select(s => -Epsilon / 2 * s)], () => Array.IndexOf(names, string.Join(" ", axis.Draw(plane, random).Select(x => x.ToString("R")))));
    }

    // Each count within 6.7 standard deviations of its expectation, and a few for small ones: a false alarm in 10^9 or less.
    private static void Weigh(double[] logWeights, Func<int> draw)
    {
        const int Draws = 40_000;
        var total = logWeights.Sum(Math.Exp);
        var counts = new int[logWeights.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[draw()]++;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            var expected = Draws * Math.Exp(logWeights[i]) / total;
            Assert.InRange(counts[i], expected - (6.7 * Math.Sqrt(expected)) - 10, expected + (6.7 * Math.Sqrt(expected)) + 10);
        }
    }

    [Fact]
    public void Little_noise_finds_the_middle_the_line_and_the_axis_though_a_tenth_is_astray()
    {
        var random = RandomSource.Seeded(9);
        double Noise(double width) => ((random.NextUInt64() >> 11) * Math.ScaleB(1, -53) * 2 * width) - width;
        long[][] rows = [.. Enumerable.Range(0, 900).Select(_ => new[] { 300 + (long)Noise(40), -200 + (long)Noise(40) }), .. Enumerable.Repeat(new long[] { 1000, 1000 }, 100)];
        var middle = new DepthMedian(2, -1000, 1000, 2, points: 10_201).Draw(rows, random);
        Assert.InRange(middle[0], 270, 330);
        Assert.InRange(middle[1], -230, -170);

        long[][] x = [.. Enumerable.Range(0, 1000).Select(_ => new[] { 1000L, (long)Noise(1000) })];
        long[] y = [.. x.Select((r, i) => i < 100 ? 5000 : (long)((0.5 * r[0]) + (1.5 * r[1]) + Noise(50)))];
        var line = new DepthRegression(2, 2, 2, candidates: 10_201).Draw(x, y, random);
        Assert.Equal(0.5, line[0], 0.15);
        Assert.Equal(1.5, line[1], 0.15);

        long[][] spread = [.. Enumerable.Range(0, 950).Select(_ => (Noise(400), Noise(40))).Select(p => new[] { (long)(p.Item1 + p.Item2), (long)(p.Item1 - p.Item2) }), .. Enumerable.Repeat(new long[] { 900, -900 }, 50)];
        var axis = new LeadingDirection(2, 1000, 0.1, 2, Neighbours.Replace).Draw(spread, random);
        Assert.True(Math.Abs((axis[0] + axis[1]) / Math.Sqrt(2)) > 0.95, $"{axis[0]} {axis[1]}");
        Assert.True(Math.Abs((axis[0] * axis[0]) + (axis[1] * axis[1]) - 1) < 1e-12);
    }

    [Fact]
    public void What_cannot_be_used_is_refused()
    {
        Assert.Throws<BadInputException>(() => new DepthMedian(7, 0, 1, 1));
        Assert.Throws<BadInputException>(() => new DepthMedian(2, 1, 1, 1));
        Assert.Throws<BadInputException>(() => new DepthMedian(2, 0, 1, 0));
        Assert.Throws<BadInputException>(() => new DepthRegression(2, double.NaN, 1));
        Assert.Throws<BadInputException>(() => new DepthRegression(0, 1, 1));
        Assert.Throws<ArgumentException>(() => new DepthRegression(1, 1, 1).Exact([[1]], [1, 2]));
        Assert.Throws<BadInputException>(() => new LeadingDirection(2, 0, 0.1, 1, Neighbours.Replace));
        Assert.Throws<BadInputException>(() => new LeadingDirection(2, 10, 0.5, 1, Neighbours.Replace));
    }
}

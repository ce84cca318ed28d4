using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics.Tests.Robust;

public sealed class RobustToPrivateTests
{
    private const int Rows = 5;
    private const int Most = 4;

    public static TheoryData<string> Names => ["median", "mean", "trimmed", "winsorised", "range"];

    [Fact]
    public void A_median_of_a_hundred_and_one_rows_has_the_law_of_the_closed_form()
    {
        long[] rows = [.. Enumerable.Range(0, 101).Select(i => (long)i)];
        var mechanism = new RobustToPrivate(RobustEstimators.Median, 0, 100, 1, Neighbours.Replace);
        Assert.Equal(50, mechanism.Exact(rows));
        var law = Law(mechanism.Rings(rows), 1);
        Assert.Equal(0.2449186624, law(50), 1e-9);
        Assert.Equal(0.9380191495, Enumerable.Range(45, 11).Sum(t => law(t)), 1e-9);
        Assert.Equal(1, Enumerable.Range(0, 101).Sum(t => law(t)), 1e-12);
        Assert.Equal(Math.Exp(-0.5), law(43) / law(44), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replacements_reach_as_far_as_brute_force_finds(string name)
    {
        var estimator = Named(name);
        foreach (var rows in All(Rows).Where(IsSorted))
        {
            var sorted = new SortedRows(rows, 0, Most);
            for (var k = 0; k <= 2; k++)
            {
                var values = Changed(rows, k).Select(r => Value(name, r)).ToArray();
                var (low, high) = estimator.Reach(sorted, k, Neighbours.Replace);
                Assert.Equal(((long)Math.Floor(values.Min() + 1e-9), (long)Math.Ceiling(values.Max() - 1e-9)), (low, high));
            }
        }
    }

    [Theory]
    [InlineData("median")]
    [InlineData("mean")]
    [InlineData("trimmed")]
    [InlineData("winsorised")]
    public void Additions_and_removals_reach_as_far_as_brute_force_finds(string name)
    {
        var estimator = Named(name);
        foreach (var rows in All(4).Where(IsSorted).Append([]).Append([2]).Append([1, 3]))
        {
            var sorted = new SortedRows(rows, 0, Most);
            for (var k = 0; k <= 2; k++)
            {
                var values = Edited(rows, k).SelectMany(r => r.Length == 0 ? [0, Most] : (double[])[Value(name, r)]).ToArray();
                var reached = Enumerable.Range(0, k + 1).Select(c => estimator.Reach(sorted, c, Neighbours.AddRemove)).ToArray();
                Assert.Equal(((long)Math.Floor(values.Min() + 1e-9), (long)Math.Ceiling(values.Max() - 1e-9)), (reached.Min(r => r.Low), reached.Max(r => r.High)));
            }
        }
    }

    // The largest ratios were computed for densities on reals; a fine lattice comes close.
    [Theory]
    [InlineData("median", 0.8392893685)]
    [InlineData("mean", 0.8152802000)]
    [InlineData("trimmed", 0.9077325976)]
    [InlineData("winsorised", 0.8960845626)]
    public void No_replacement_of_a_row_moves_the_density_by_more_than_epsilon(string name, double largest)
    {
        const long Step = 1 << 20;
        var mechanism = new RobustToPrivate(Named(name), 0, Most * Step, 1, Neighbours.Replace, Step / 4);
        var rings = All(Rows).Where(IsSorted).ToDictionary(r => string.Join(",", r), r => mechanism.Rings([.. r.Select(v => v * Step)]));
        var found = 0.0;
        foreach (var rows in All(Rows).Where(IsSorted))
        {
            foreach (var other in Changed(rows, 1).DistinctBy(r => string.Join(",", r)))
            {
                found = Math.Max(found, Ratio(rings[string.Join(",", rows)], rings[string.Join(",", other)], 1));
            }
        }

        Assert.True(found <= 1, $"{name}: {found}");
        Assert.Equal(largest, found, 1e-5);
    }

    [Theory]
    [InlineData("median")]
    [InlineData("mean")]
    [InlineData("trimmed")]
    [InlineData("winsorised")]
    public void No_row_more_moves_the_law_by_more_than_epsilon(string name)
    {
        var mechanism = new RobustToPrivate(Named(name), 0, Most, 2, Neighbours.AddRemove, mostChanges: 3);
        var found = 0.0;
        foreach (var rows in All(4).Where(IsSorted).Append([]).Append([3]))
        {
            for (var row = 0; row <= Most; row++)
            {
                found = Math.Max(found, Ratio(mechanism.Rings(rows), mechanism.Rings([.. rows, row]), 2));
            }
        }

        Assert.InRange(found, 0.5, 2);
    }

    [Fact]
    public void What_it_draws_has_the_law()
    {
        long[] rows = [1, 1, 2, 6, 6, 7, 9];
        var mechanism = new RobustToPrivate(RobustEstimators.TrimmedMean(new Rational(1, 7)), 0, 10, 0.8, Neighbours.Replace, 1);
        var law = Law(mechanism.Rings(rows), 0.8);
        var random = RandomSource.Seeded(5);
        const int Draws = 100_000;
        var counts = new int[11];
        for (var i = 0; i < Draws; i++)
        {
            counts[mechanism.Draw(rows, random)]++;
        }

        // Each of 11 counts within 6.7 standard deviations: a false alarm in 10^9 or less.
        for (var t = 0; t <= 10; t++)
        {
            var expected = law(t) * Draws;
            Assert.InRange(counts[t], expected - (6.7 * Math.Sqrt(expected)), expected + (6.7 * Math.Sqrt(expected)));
        }
    }

    [Fact]
    public void Little_noise_gives_the_estimate_and_outliers_do_not_matter()
    {
        var random = RandomSource.Seeded(6);
        long[] rows = [.. Enumerable.Range(0, 1001).Select(i => 500L + (i % 11)), .. Enumerable.Repeat(1_000_000_000L, 100)];
        var mechanism = new RobustToPrivate(RobustEstimators.Median, -(1L << 40), 1L << 40, 50, Neighbours.AddRemove);
        Assert.Equal(mechanism.Exact(rows), mechanism.Draw(rows, random));
        var private1 = new RobustToPrivate(RobustEstimators.Median, -(1L << 40), 1L << 40, 1, Neighbours.AddRemove);
        Assert.InRange(private1.Draw(rows, random), 490, 520);
        var scale = new RobustToPrivate(RobustEstimators.InterquantileRange(0.25, 0.75), 0, 2_000_000_000, 50, Neighbours.Replace);
        Assert.Equal(scale.Exact(rows), scale.Draw(rows, random));
        Assert.InRange(scale.Exact(rows), 4, 8);
    }

    [Fact]
    public void Blocks_make_any_function_private_and_bins_find_where_it_is()
    {
        var random = RandomSource.Seeded(7);
        double[] rows = [.. Enumerable.Range(0, 60_000).Select(i => 1e9 + (i % 100))];
        static long Mean(IReadOnlyList<double> block) => (long)block.Average();
        Assert.InRange(new BlockEstimator(200, 0, 1L << 40, 2).Draw(rows, Mean, random), 1_000_000_040, 1_000_000_060);

        // 1 + ⌈b·ln(1/((1 + a)δ))⌉ for noise of scale b = 4 and a = e^(−1/b), where half of δ = 10⁻⁶ is for each of the two bins that a row may touch.
        var free = new RangeFreeEstimator(300, 20, 1, new Rational(1, 1_000_000));
        Assert.Equal(57, free.Needed);
        Assert.InRange(free.Draw(rows, Mean, random)!.Value, 1_000_000_040, 1_000_000_060);
        Assert.Null(free.Draw(rows, block => 1000 * (long)random.NextBelow(1 << 30), random));
        Assert.Null(new RangeFreeEstimator(1, 1, 1, new Rational(1, 1_000_000)).Draw<int>([], _ => 7, random));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 10, -1)]
    [InlineData(0, 10, 11)]
    public void What_cannot_be_used_is_refused(long low, long high, long radius)
    {
        if (low < high && radius == 0)
        {
            Assert.Throws<BadInputException>(() => new RobustToPrivate(RobustEstimators.Median, low, high, 0, Neighbours.Replace));
            Assert.Throws<BadInputException>(() => new RobustToPrivate(RobustEstimators.Median, low, high, 1, Neighbours.Replace, 0, 0));
            Assert.Throws<BadInputException>(() => new RobustToPrivate(RobustEstimators.InterquantileRange(0.25, 0.75), low, high, 1, Neighbours.AddRemove));
            Assert.Throws<BadInputException>(() => RobustEstimators.TrimmedMean(0.5));
            Assert.Throws<BadInputException>(() => RobustEstimators.Quantile(1.5));
            Assert.Throws<BadInputException>(() => RobustEstimators.InterquantileRange(0.5, 0.5));
            return;
        }

        Assert.Throws<BadInputException>(() => new RobustToPrivate(RobustEstimators.Median, low, high, 1, Neighbours.Replace, radius));
    }

    private static IRobustEstimator Named(string name) => name switch
    {
        "median" => RobustEstimators.Median,
        "mean" => RobustEstimators.Mean,
        "trimmed" => RobustEstimators.TrimmedMean(new Rational(1, 5)),
        "winsorised" => RobustEstimators.WinsorisedMean(new Rational(1, 5)),
        _ => RobustEstimators.InterquantileRange(new Rational(1, 4), new Rational(3, 4)),
    };

    private static double Value(string name, long[] rows)
    {
        long[] x = [.. rows.Order()];
        var (n, cut) = (x.Length, x.Length / 5);
        return name switch
        {
            "median" => x[((n + 1) / 2) - 1],
            "mean" => x.Average(),
            "trimmed" => x[cut..(n - cut)].Average(),
            "winsorised" => x.Select((v, i) => x[Math.Clamp(i, cut, n - cut - 1)]).Average(),
            _ => x[(int)Math.Ceiling(n * 0.75) - 1] - x[(int)Math.Ceiling(n * 0.25) - 1],
        };
    }

    private static Func<long, double> Law(IReadOnlyList<RobustRing> rings, double epsilon)
    {
        var total = rings.Sum(r => r.Points * Math.Exp(-epsilon * r.Changes / 2));
        return t => rings.Where(r => r.Contains(t)).Sum(r => Math.Exp(-epsilon * r.Changes / 2)) / total;
    }

    private static double Ratio(IReadOnlyList<RobustRing> a, IReadOnlyList<RobustRing> b, double epsilon)
    {
        var (p, q) = (Law(a, epsilon), Law(b, epsilon));
        return a.Concat(b).SelectMany(r => new[] { (r.From, r.To), (r.SecondFrom, r.SecondTo) }).Where(r => r.Item1 <= r.Item2).SelectMany(r => new[] { r.Item1, r.Item2 }).Distinct()
            .Max(t => Math.Abs(Math.Log(p(t) / q(t))));
    }

    private static IEnumerable<long[]> All(int rows) => rows == 0 ? [[]] : All(rows - 1).SelectMany(r => Enumerable.Range(0, Most + 1).Select(v => (long[])[.. r, v]));

    private static bool IsSorted(long[] rows) => rows.Zip(rows.Skip(1)).All(p => p.First <= p.Second);

    private static IEnumerable<long[]> Changed(long[] rows, int changes) => changes == 0
        ? [rows]
        : Changed(rows, changes - 1).SelectMany(r => Enumerable.Range(0, r.Length).SelectMany(i => Enumerable.Range(0, Most + 1).Select(v => (long[])[.. r.Select((x, j) => j == i ? v : x).Order()])));

    private static IEnumerable<long[]> Edited(long[] rows, int edits) => edits == 0
        ? [rows]
        : Edited(rows, edits - 1).SelectMany(r => Enumerable.Range(0, r.Length).Select(i => (long[])[.. r[..i], .. r[(i + 1)..]])
            .Concat(Enumerable.Range(0, Most + 1).Select(v => (long[])[.. r, v]))).Concat(Edited(rows, edits - 1));
}

using Tacit.Auditing;
using Tacit.Randomness;

namespace Tacit.Local.Tests.Numbers;

/// <summary>Intervals of shares and quantiles of numbers: their weights are unbiased, their trapezoids lie on the right side, and they cover.</summary>
public sealed class NumberIntervalTests
{
    // W = 1, W that divides M, W above and below M/2, and the two kinds as they come.
    public static TheoryData<int, int, int> Grids => new()
    {
        { 3, 2, 1 }, { 5, 1, 4 }, { 12, 3, 1 }, { 12, 4, 1 }, { 13, 9, 2 }, { 101, 38, 1 }, { 101, 7, 4 }, { 128, 65, 1 },
    };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Weights_are_exactly_unbiased_at_every_place(int cells, int window, int epsilon)
    {
        var grid = NumberGrid.Of(cells, window, epsilon);
        var (random, weights) = (RandomSource.Seeded(1), new GridWeights(grid));
        for (var round = 0; round < 20; round++)
        {
            double[] values = [.. Enumerable.Range(0, grid.Steps + 1).Select(_ => Uniform(random))];
            var found = weights.Of(values);
            double least = double.PositiveInfinity, even = 0, all = 0;
            for (var o = 0; o <= grid.Steps; o++)
            {
                double mean = 0, square = 0;
                for (var c = 0; c < cells; c++)
                {
                    mean += grid.Probability(o, c) * found[c];
                    square += grid.Probability(o, c) * found[c] * found[c];
                }

                Assert.Equal(values[o], mean, 1e-9);
                (even, all) = (even + (square / (grid.Steps + 1)), all + (mean / (grid.Steps + 1)));
                least = Math.Min(least, square - (values[o] * values[o]));
            }

            Assert.Equal(least, weights.LeastNoise(found, values), 1e-9 * even);
            Assert.Equal(even - (all * all), weights.EvenVariance(found), 1e-9 * even);
        }

        // What is the same at all places takes no cells at all.
        Assert.All(weights.Of([.. Enumerable.Repeat(0.3, grid.Steps + 1)]), w => Assert.Equal(0.3, w, 1e-9));
    }

    // All weights that are unbiased for 0 at every place are orthogonal to these, under the law of cells of users who are spread evenly.
    [Theory]
    [MemberData(nameof(Grids))]
    public void Weights_have_the_least_variance_where_users_are_spread_evenly(int cells, int window, int epsilon)
    {
        var grid = NumberGrid.Of(cells, window, epsilon);
        var random = RandomSource.Seeded(2);
        var found = new GridWeights(grid).Of([.. Enumerable.Range(0, grid.Steps + 1).Select(_ => Uniform(random))]);
        double[] even = [.. Enumerable.Range(0, cells).Select(c => Enumerable.Range(0, grid.Steps + 1).Average(o => grid.Probability(o, c)))];
        for (var r = 0; r + 1 < window; r++)
        {
            // One number for each residue: up at r and down at r + 1, so that the mean at o = 0 stays 0.
            double product = 0, up = 0, down = 0;
            for (var c = 0; c < cells; c++)
            {
                up += c % window == r ? grid.Probability(0, c) : 0;
                down += c % window == r + 1 ? grid.Probability(0, c) : 0;
            }

            for (var c = 0; c < cells; c++)
            {
                product += even[c] * found[c] * (c % window == r ? 1 / up : c % window == r + 1 ? -1 / down : 0);
            }

            Assert.Equal(0, product, 1e-9 * found.Max(Math.Abs));
        }
    }

    // Where noise is nothing, bounds are the trapezoids themselves: users at any number, also between places, are on the right side of both.
    [Fact]
    public void Trapezoids_bracket_the_share_of_users_between_two_places()
    {
        const long Users = 1L << 40;
        var protocol = NumberProtocol.Create(NumberKind.Piecewise, 32, 0, 1, 9);
        var grid = protocol.Grids[0];
        Assert.Equal(1, grid.Window);
        double[] ends = [0, 0.1, 0.125, 0.3, 0.5, 0.55, 0.6, 0.875, 0.95, 1];
        foreach (var number in new[] { 0, 0.05, 0.125, 0.13, 0.4999, 0.5, 0.5001, 0.56, 0.99, 1 })
        {
            var place = Math.Min((int)(number * grid.Steps), grid.Steps - 1);
            var counts = new long[grid.Cells];
            counts[place + 1] = (long)(((number * grid.Steps) - place) * Users);
            counts[place] = Users - counts[place + 1];
            var intervals = new GridIntervals(grid, Users, counts);
            Assert.Equal(1, intervals.Ramp);
            foreach (var from in ends)
            {
                foreach (var to in ends.Where(to => to >= from))
                {
                    var bounds = intervals.Share(from * grid.Steps, to * grid.Steps, 0.05);
                    var (open, closed) = ((from == 0 || number > from) && (to == 1 || number < to) ? 1 : 0, number >= from && number <= to ? 1 : 0);
                    Assert.True(bounds.Low <= open + 1e-5 && bounds.High >= closed - 1e-5, $"{number} in {from} to {to}: {bounds}");
                }
            }

            foreach (var share in new[] { 0, 0.2, 0.5, 1 })
            {
                var bounds = intervals.Quantile(share, 0.05);
                Assert.True(bounds.Low <= number * grid.Steps && bounds.High >= number * grid.Steps, $"quantile {share} at {number}: {bounds}");
                Assert.True(share is 0 or 1 || bounds.High - bounds.Low <= 4);
            }
        }
    }

    public static TheoryData<NumberKind, double, string> Surveys => [.. new MatrixTheoryData<NumberKind, double, string>([NumberKind.SquareWave, NumberKind.Piecewise], [0.5, 1, 4], ["even", "skewed", "spike", "between", "ends", "few"])];

    // Users are drawn anew each time: intervals cover the share where they come from, and that among them. Any of 324 checks fails by chance with probability 1e-9 in all.
    [Theory]
    [MemberData(nameof(Surveys))]
    public void Intervals_cover_with_at_least_their_confidence(NumberKind kind, double epsilon, string shape)
    {
        const int Runs = 200;
        const int Users = 600;
        const double Alpha = 0.1;
        var protocol = NumberProtocol.Create(kind, epsilon, 0, 1, 101);
        var grid = protocol.Grids[0];
        var users = RandomSource.Seeded(11);
        var client = protocol.Client(LocalRandomness.Seeded(12));
        var report = new byte[client.ReportSize];
        (double From, double To)[] asked = [(0, 0.3), (0.3, 0.6), (0.62, 1)];
        double[] shares = [0.25, 0.5, 0.9];
        var (missed, missedThese, missedQuantiles) = (new int[asked.Length], new int[asked.Length], new int[shares.Length]);
        for (var run = 0; run < Runs; run++)
        {
            var aggregator = protocol.CreateAggregator();
            var inside = new int[asked.Length];
            for (var user = 0; user < Users; user++)
            {
                var number = Number(shape, Uniform(users));
                for (var i = 0; i < asked.Length; i++)
                {
                    inside[i] += number >= asked[i].From && number <= asked[i].To ? 1 : 0;
                }

                client.Randomize(number, report);
                aggregator.Add(report);
            }

            var intervals = new GridIntervals(grid, Users, aggregator.Counts.ToArray());
            for (var i = 0; i < asked.Length; i++)
            {
                var bounds = intervals.Share(asked[i].From * grid.Steps, asked[i].To * grid.Steps, Alpha);
                missed[i] += Misses(bounds, UpTo(shape, asked[i].To) - UpTo(shape, asked[i].From, isBelow: true)) ? 1 : 0;
                missedThese[i] += Misses(bounds, (double)inside[i] / Users) ? 1 : 0;
            }

            // Quantiles ask about every place, which takes most of the time.
            for (var q = 0; q < shares.Length && run % 4 == 0; q++)
            {
                var bounds = intervals.Quantile(shares[q], Alpha);
                missedQuantiles[q] += Misses((bounds.Low / grid.Steps, bounds.High / grid.Steps), Number(shape, shares[q])) ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"missed of {Runs}: {string.Join(' ', missed)}; among these users {string.Join(' ', missedThese)}; quantiles, of a quarter, {string.Join(' ', missedQuantiles)}; ramp {new GridIntervals(grid, Users, new long[grid.Cells]).Ramp} of {grid.Steps}");
        Assert.All([.. missed, .. missedThese], m => Assert.True(ClopperPearson.Lower(m, Runs, 1e-9 / 324) <= Alpha, $"{m} of {Runs} miss"));
        Assert.All(missedQuantiles, m => Assert.True(ClopperPearson.Lower(m, Runs / 4, 1e-9 / 324) <= Alpha, $"{m} of {Runs / 4} quantiles miss"));
    }

    [Fact]
    public void Intervals_shrink_as_more_report()
    {
        var protocol = NumberProtocol.Create(NumberKind.SquareWave, 1, 0, 100);
        var widths = new List<double>();
        var quartiles = new List<double>();
        foreach (var users in new[] { 1000, 10_000, 100_000 })
        {
            var found = Collected(protocol, [.. Enumerable.Range(0, users).Select(i => 100.0 * i / users)]);
            var half = found.ShareUpTo(50);
            Assert.True(half.Low < 0.5 && half.High > 0.5 && half.Value >= half.Low && half.Value <= half.High);
            widths.Add(half.High - half.Low);
            var median = found.Quantile(0.5);
            Assert.True(median.Low < 50 && median.High > 50 && median.Value >= median.Low && median.Value <= median.High);
            quartiles.Add(median.HalfWidth);
            Assert.True(found.Quantile(0.5, 0.999).HalfWidth >= median.HalfWidth);

            // Ten parts are the whole, and the whole is no estimate.
            Assert.Equal((1, 1, 1), (found.Share(0, 100).Low, found.Share(-5, 200).High, found.ShareUpTo(100).Value));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(' ', widths)}; {string.Join(' ', quartiles)}");
        Assert.True(widths[1] < 0.6 * widths[0] && widths[2] < 0.6 * widths[1]);
        Assert.True(quartiles[1] < 0.7 * quartiles[0] && quartiles[2] < 0.7 * quartiles[1]);
    }

    // Nobody among a hundred has what one in fifty has, as happens once in eight times: reports without noise would all be alike.
    [Fact]
    public void What_few_users_have_stays_possible_where_reports_are_all_alike()
    {
        var protocol = NumberProtocol.Create(NumberKind.Piecewise, 32, 0, 1, 5);
        var found = Collected(protocol, [.. Enumerable.Repeat(0.0, 100)]);
        Assert.Equal(0, found.Share(0.9, 1).Low);
        Assert.InRange(found.Share(0.9, 1).High, 0.02, 0.1);
        Assert.Equal((0, 1), (Collected(protocol, [0]).Share(0.5, 1).Low, Collected(protocol, [0]).Share(0.5, 1).High));
    }

    [Fact]
    public void Points_lie_inside_their_intervals_also_where_these_are_short()
    {
        var found = Collected(NumberProtocol.Create(NumberKind.SquareWave, 1, 0, 1, 40), [.. Enumerable.Range(0, 300).Select(i => i / 300.0)]);
        foreach (var confidence in new[] { 1e-6, 0.01, 0.5, 0.99 })
        {
            for (var i = 0; i < 40; i++)
            {
                foreach (var estimate in new[] { found.Share(i / 40.0, (i + 2) / 40.0, confidence), found.ShareUpTo(i / 40.0, confidence), found.Quantile(i / 40.0, confidence) })
                {
                    Assert.InRange(estimate.Value, estimate.Low, estimate.High);
                    Assert.Equal(confidence, estimate.Confidence);
                }
            }
        }
    }

    [Fact]
    public void What_cannot_be_asked_is_refused()
    {
        var found = Collected(NumberProtocol.Create(NumberKind.SquareWave, 1, 20, 90, 32), [30, 40, 50]);
        foreach (var bad in new Action[]
        {
            () => found.Share(50, 40), () => found.Share(double.NaN, 40), () => found.Share(40, double.NaN), () => found.Share(91, 95), () => found.Share(0, 19), () => found.ShareUpTo(10),
            () => found.ShareUpTo(double.NaN), () => found.Share(30, 40, 1), () => found.ShareUpTo(40, 0), () => found.Quantile(-0.1), () => found.Quantile(1.1), () => found.Quantile(double.NaN), () => found.Quantile(0.5, double.NaN),
        })
        {
            Assert.Throws<BadInputException>(bad);
        }

        Assert.Contains("20 to 90", Assert.Throws<BadInputException>(() => found.Share(91, 95)).Message, StringComparison.Ordinal);
    }

    private static NumberDistribution Collected(NumberProtocol protocol, double[] numbers)
    {
        var client = protocol.Client(LocalRandomness.Seeded(5));
        var aggregator = protocol.CreateAggregator();
        var report = new byte[client.ReportSize];
        foreach (var number in numbers)
        {
            client.Randomize(number, report);
            aggregator.Add(report);
        }

        return aggregator.Distribution();
    }

    private static bool Misses((double Low, double High) bounds, double truth) => truth < bounds.Low - 1e-12 || truth > bounds.High + 1e-12;

    private static double Uniform(RandomSource random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return (BitConverter.ToUInt64(bytes) >> 11) / (double)(1L << 53);
    }

    // The quantiles of each shape: their mass is at places of the grid, between two, at both ends, or rare.
    private static double Number(string shape, double share) => shape switch
    {
        "even" => share,
        "skewed" => share * share * share,
        "spike" => 0.3,
        "between" => 0.6001,
        "ends" => share < 0.4 ? 0 : 1,
        _ => share < 0.98 ? 0.2 : 0.9,
    };

    private static double UpTo(string shape, double number, bool isBelow = false) => shape switch
    {
        "even" => number,
        "skewed" => Math.Cbrt(number),
        "spike" => number > 0.3 || (number == 0.3 && !isBelow) ? 1 : 0,
        "between" => number > 0.6001 ? 1 : 0,
        "ends" => number == 0 && isBelow ? 0 : number < 1 || isBelow ? 0.4 : 1,
        _ => number < 0.2 ? 0 : number < 0.9 ? 0.98 : 1,
    };
}

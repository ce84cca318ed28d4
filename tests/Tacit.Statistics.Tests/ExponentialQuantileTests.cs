using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class ExponentialQuantileTests
{
    // Chi-square at a level of 1e-9 (Wilson and Hilferty).
    [Theory]
    [InlineData(1, 2, 0.5, Neighbours.AddRemove, new long[] { 3, 7, 7, 12, 15 })]
    [InlineData(9, 10, 2, Neighbours.AddRemove, new long[] { 3, 7, 7, 12, 15, -50, 90 })]
    [InlineData(1, 3, 1.5, Neighbours.Replace, new long[] { 0, 0, 0, 1, 1, 20 })]
    [InlineData(1, 2, 1, Neighbours.AddRemove, new long[] { 9, 9, 9, 9, 9, 9, 9 })]
    [InlineData(0, 1, 1, Neighbours.AddRemove, new long[] { 5, 6 })]
    [InlineData(1, 2, 0.7, Neighbours.AddRemove, new long[] { 9, 9, 9, 9, 4, 4, 4, 0, 0, -3, 20, 25, 12, 12, 13 })]
    [InlineData(1, 2, 1, Neighbours.AddRemove, new long[0])]
    public void Draws_have_the_law_of_the_exponential_mechanism(long numerator, long denominator, double epsilon, Neighbours relation, long[] values)
    {
        const int Draws = 10_000;
        var quantile = new ExponentialQuantile(numerator, denominator, 0, 20, epsilon, relation);
        Assert.Equal(PrivacyLoss.Exponential(epsilon, relation), quantile.Loss);
        var law = Law(values, (double)numerator / denominator, 0, 20, epsilon, relation);
        var random = RandomSource.Seeded(81);
        var counts = new int[21];
        for (var i = 0; i < Draws; i++)
        {
            counts[quantile.Draw(values, random)]++;
        }

        double statistic = 0, freedom = -1, rest = 0, restCount = 0;
        for (var t = 0; t < 21; t++)
        {
            var expected = Draws * law[t];
            if (expected < 10)
            {
                rest += expected;
                restCount += counts[t];
                continue;
            }

            freedom++;
            statistic += (counts[t] - expected) * (counts[t] - expected) / expected;
        }

        if (rest > 0)
        {
            // Poisson-like remainder, far inside of 6.5 deviations and ten.
            Assert.InRange(restCount, rest - (6.5 * Math.Sqrt(rest)) - 10, rest + (6.5 * Math.Sqrt(rest)) + 10);
        }

        var bound = freedom * Math.Pow(1 - (2 / (9 * freedom)) + (6 * Math.Sqrt(2 / (9 * freedom))), 3);
        Assert.True(statistic <= bound, $"{statistic} on {freedom}");
    }

    [Theory]
    [InlineData(0.5, Neighbours.AddRemove)]
    [InlineData(0.9, Neighbours.AddRemove)]
    [InlineData(0.25, Neighbours.Replace)]
    public void The_law_keeps_epsilon_between_all_small_neighbours(double q, Neighbours relation)
    {
        // All data sets of up to four rows on five points; with the test of the law above this is a test of the mechanism.
        const double Epsilon = 1.3;
        double largest = 0;
        foreach (var size in Enumerable.Range(0, 4))
        {
            foreach (var rows in Neighbour.Grid([0, 1, 2, 3, 4], size).Select(r => r.Select(v => (long)v).ToArray()))
            {
                var laws = Enumerable.Range(0, 5).Select(v => Law([.. rows, v], q, 0, 4, Epsilon, relation)).ToArray();
                var others = relation == Neighbours.Replace ? laws : [Law(rows, q, 0, 4, Epsilon, relation)];
                foreach (var (left, right) in laws.SelectMany(l => others.Select(o => (l, o))))
                {
                    largest = Math.Max(largest, left.Zip(right, (a, b) => Math.Abs(Math.Log(a / b))).Max());
                }
            }
        }

        Assert.InRange(largest, 0.3 * Epsilon, Epsilon + 1e-12);
    }

    [Theory]
    [InlineData(Neighbours.AddRemove)]
    [InlineData(Neighbours.Replace)]
    public void The_law_reaches_epsilon(Neighbours relation)
    {
        // Most points lie below the median, and a row beyond it makes them worse; a point between the median and that row becomes better.
        const double Epsilon = 1.3;
        long[] rows = relation == Neighbours.Replace ? [0, 2000, 2000, 2010] : [2000, 2000];
        long[] neighbour = relation == Neighbours.Replace ? [2000, 2000, 2010, 2010] : [2000, 2000, 2010];
        var (one, two) = (Law(rows, 0.5, 0, 2012, Epsilon, relation), Law(neighbour, 0.5, 0, 2012, Epsilon, relation));
        Assert.InRange(one.Zip(two, (a, b) => Math.Abs(Math.Log(a / b))).Max(), 0.96 * Epsilon, Epsilon + 1e-12);
    }

    [Fact]
    public void A_value_that_fills_the_quantile_is_the_answer()
    {
        // 40 hours a week: 9,000 of 10,000 rows hold one of 10^12 points. A score that counts #{x < t} alone would spread over the range.
        var quantile = new ExponentialQuantile(1, 2, 0, 1_000_000_000_000, 0.05);
        var values = Enumerable.Range(0, 10_000).Select(i => i % 10 == 0 ? 1000L * i : 40_000).ToArray();
        var random = RandomSource.Seeded(82);
        for (var i = 0; i < 20; i++)
        {
            // Every other point misses by over 3,000 rows: e^(−0.05·3,000) of 10^12 points is 1e-53.
            Assert.Equal(40_000, quantile.Draw(values, random));
        }
    }

    [Fact]
    public void Ranges_of_a_quintillion_points_and_a_hundred_thousand_rows_are_drawn()
    {
        var quantile = new ExponentialQuantile(1, 4, -(1L << 60), 1L << 60, 0.1);
        var values = Enumerable.Range(0, 100_000).Select(i => i * (1L << 40)).ToArray();

        // A miss of 2,000 rows costs e^−133 for at most 2^61 points.
        Assert.InRange(quantile.Draw(values, RandomSource.Seeded(83)), 23_000 * (1L << 40), 27_000 * (1L << 40));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void Without_noise_it_is_the_exact_quantile(long numerator, long denominator)
    {
        var random = RandomSource.Seeded(84);
        var quantile = new ExponentialQuantile(numerator, denominator, 0, 100, 1);
        for (var round = 0; round < 100; round++)
        {
            var values = Enumerable.Range(0, 1 + (int)random.NextBelow(30)).Select(_ => (long)random.NextBelow(101)).Order().ToArray();
            var best = quantile.Best(values);
            var target = numerator * values.Length;
            Assert.True(denominator * values.Count(v => v < best) <= target && target <= denominator * values.Count(v => v <= best), $"{best}");
        }
    }

    [Fact]
    public async Task A_permit_draws_it()
    {
        await using var ledger = new SimulatedLedger(seed: 5);
        var people = new Population("people", PrivacyUnit.Row());
        var account = await ledger.AccountAsync(people);
        var rows = new Sensitive<long[]>(people, _ => ValueTask.FromResult<long[]>([1, 5, 5, 9]));
        var median = new ExponentialQuantile(1, 2, 0, 10, 50);
        var release = await account.Spend(50).RunAsync(
            "median", median.Loss, async (permit, token) =>
            {
                var exact = await permit.OpenAsync(rows, token);
                return permit.Draw(median.Loss, random => median.Draw(exact, random), () => median.Best(exact));
            }, Codec.Integer);
        Assert.Equal(5, release.Value);
    }

    [Theory]
    [InlineData(1, 0, 0, 1, 1)]
    [InlineData(3, 2, 0, 1, 1)]
    [InlineData(-1, 2, 0, 1, 1)]
    [InlineData(1, 2, 1, 1, 1)]
    [InlineData(1, 2, 0, long.MaxValue, 1)]
    [InlineData(1, 2, 0, 1, 0)]
    [InlineData(1, 2, 0, 1, double.NaN)]
    [InlineData(1, 2_000_000, 0, 1, 1)]
    public void Bad_input_is_refused(long numerator, long denominator, long low, long high, double epsilon) =>
        Assert.Throws<BadInputException>(() => new ExponentialQuantile(numerator, denominator, low, high, epsilon));

    // The definition, point by point, in doubles.
    private static double[] Law(long[] values, double q, long low, long high, double epsilon, Neighbours relation)
    {
        var clipped = values.Select(v => Math.Clamp(v, low, high)).ToArray();
        var delta = relation == Neighbours.Replace ? 1 : Math.Max(q, 1 - q);
        var weights = Enumerable.Range(0, (int)(high - low + 1)).Select(i =>
        {
            var t = low + i;
            var miss = Math.Max(0, Math.Max(clipped.Count(x => x < t) - (q * clipped.Length), (q * clipped.Length) - clipped.Count(x => x <= t)));
            return Math.Exp(-epsilon * miss / (2 * delta));
        }).ToArray();
        return [.. weights.Select(w => w / weights.Sum())];
    }
}

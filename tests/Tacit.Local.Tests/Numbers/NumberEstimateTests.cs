using Tacit.Numerics;

namespace Tacit.Local.Tests.Numbers;

/// <summary>Numbers through client and aggregator: their law, means and distributions, and what is refused.</summary>
public sealed class NumberEstimateTests
{
    public static TheoryData<NumberKind> Kinds => [.. Enum.GetValues<NumberKind>()];

    // χ² would do too: each cell at 6.1 standard deviations, at a place of the grid, between two, and beyond the range.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reports_follow_their_law(NumberKind kind)
    {
        const int Draws = 60_000;
        var protocol = NumberProtocol.Create(kind, 1, -1, 1, kind == NumberKind.Duchi ? null : 12);
        foreach (var number in new[] { -1, -0.37, 0, 0.99, 7, double.NegativeInfinity })
        {
            var client = protocol.Client(LocalRandomness.Seeded(3));
            var seen = new int[protocol.CounterCount];
            var report = new byte[1];
            for (var i = 0; i < Draws; i++)
            {
                client.Randomize(number, report);
                seen[report[0]]++;
            }

            var share = (Math.Clamp(number, -1, 1) + 1) / 2;
            for (int g = 0, offset = 0; g < protocol.Grids.Length; offset += protocol.Grids[g++].Cells)
            {
                var grid = protocol.Grids[g];
                var mix = protocol.Grids.Length == 1 ? 1 : g == 0 ? protocol.Mix / Math.ScaleB(1, 64) : 1 - (protocol.Mix / Math.ScaleB(1, 64));
                for (var c = 0; c < grid.Cells; c++)
                {
                    var place = (int)(share * grid.Steps);
                    var up = (share * grid.Steps) - place;
                    var expected = Draws * mix * (((1 - up) * grid.Probability(place, c)) + (up * grid.Probability(place + 1, c)));
                    Assert.InRange(seen[offset + c], expected - (6.1 * Math.Sqrt(expected)) - 6, expected + (6.1 * Math.Sqrt(expected)) + 6);
                }
            }
        }
    }

    // No draw is left out because of the number: every number takes the same bytes.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_number_takes_the_same_draws(NumberKind kind)
    {
        var used = new[] { -1, -0.5, 0, 1e-300, 0.123, 1, 50 }.Select(number =>
        {
            var random = LocalRandomness.Seeded(8);
            var client = NumberProtocol.Create(kind, 1, -1, 1).Client(random);
            var report = new byte[2];
            for (var i = 0; i < 1000; i++)
            {
                client.Randomize(number, report);
            }

            return random.BytesUsed;
        });
        Assert.Single(used.Distinct());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Means_are_unbiased_as_wrong_as_announced_and_inside_their_intervals(NumberKind kind)
    {
        const int Runs = 100;
        const int Users = 1000;
        foreach (var (low, high) in new[] { (-1.0, 1.0), (20.0, 90.0) })
        {
            var protocol = NumberProtocol.Create(kind, 1, low, high);
            double[] numbers = [.. Enumerable.Range(0, Users).Select(i => low + ((high - low) * (i * i % 997) / 1500.0))];
            var (truth, variance) = (numbers.Average(), numbers.Average(protocol.Variance) / Users);
            var (sum, square, covered) = (0.0, 0.0, 0);
            for (var run = 0; run < Runs; run++)
            {
                var mean = Collected(protocol, numbers, (ulong)run).Mean();
                sum += mean.Value - truth;
                square += (mean.Value - truth) * (mean.Value - truth);
                covered += mean.Low <= truth && truth <= mean.High ? 1 : 0;
            }

            Assert.InRange(sum / Runs, -6.1 * Math.Sqrt(variance / Runs), 6.1 * Math.Sqrt(variance / Runs));
            Assert.InRange(square / Runs / variance, 1 - (6.1 * Math.Sqrt(2.0 / Runs)), 1.4 + (6.1 * Math.Sqrt(2.0 / Runs)));
            Assert.InRange(covered, 80, 100);
        }
    }

    [Fact]
    public void A_square_wave_gives_the_shape_back()
    {
        // Two humps; the distance is the area between the cumulative distributions.
        double[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => (i % 3 == 0 ? 0.15 : 0.6) + (0.2 * (i * 7919L % 10_007) / 10_007))];
        var protocol = NumberProtocol.Create(NumberKind.SquareWave, 2, 0, 1, 128);
        var aggregator = Collected(protocol, numbers, 1);
        foreach (var smooth in new[] { true, false })
        {
            var found = aggregator.Distribution(smooth);
            Assert.Equal(1, found.Frequencies.Sum(), 1e-9);
            Assert.All(found.Frequencies, f => Assert.True(f >= 0));
            var sorted = numbers.Order().ToArray();
            var (cumulative, distance) = (0.0, 0.0);
            for (var i = 0; i < found.Numbers.Count; i++)
            {
                cumulative += found.Frequencies[i];
                var below = ~Array.BinarySearch(sorted, found.Numbers[i] + 1e-12) is >= 0 and var index ? index : 0;
                distance += Math.Abs(cumulative - ((double)below / sorted.Length)) / found.Numbers.Count;
            }

            Assert.InRange(distance, 0, 0.02);
            Assert.Equal(numbers.Average(), found.Mean, 0.02);
            Assert.Equal(sorted[50_000], found.Quantile(0.5).Value, 0.06);
        }
    }

    // Without noise to speak of, the distribution is that of the places.
    [Fact]
    public void At_a_large_epsilon_the_distribution_is_exact()
    {
        var protocol = NumberProtocol.Create(NumberKind.Piecewise, 30, 0, 1, 5);
        Assert.Equal(1, protocol.Grids[0].Window);
        double[] numbers = [.. Enumerable.Range(0, 3000).Select(i => i % 3 == 0 ? 0.25 : 1)];
        var found = Collected(protocol, numbers, 4).Distribution(smooth: false);
        Assert.Equal(5, found.Numbers.Count);
        Assert.Equal(2 / 3.0, found.Frequencies[^1], 1e-6);
        Assert.Equal(0.75, found.Mean, 0.02);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_partition_gives_the_same_integers_and_malformed_batches_count_nothing(NumberKind kind)
    {
        var protocol = NumberProtocol.Create(kind, 1, 0, 1);
        var reports = Reports(protocol, [.. Enumerable.Range(0, 500).Select(i => i / 499.0)], 2);
        var whole = protocol.CreateAggregator();
        whole.Add(reports);
        var (left, right) = (protocol.CreateAggregator(), protocol.CreateAggregator());
        left.Add(reports.AsSpan(0, 123 * protocol.ReportSize));
        right.Add(reports.AsSpan(123 * protocol.ReportSize));
        var resumed = protocol.CreateAggregator(right.Reports, right.Counts);
        resumed.Merge(left);
        Assert.Equal(whole.Counts, resumed.Counts);
        var bad = reports.ToArray();
        bad[^1] = 0xff;
        Assert.Contains("malformed", Assert.Throws<BadInputException>(() => whole.Add(bad)).Message, StringComparison.Ordinal);
        Assert.Equal(resumed.Counts, whole.Counts);
        Assert.Equal(500, whole.Reports);
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(501, whole.Counts));
        if (kind is NumberKind.Duchi or NumberKind.Hybrid)
        {
            Assert.Throws<BadInputException>(() => whole.Distribution());
        }
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        var protocol = NumberProtocol.Create(NumberKind.Piecewise, 1, 0, 1);
        var client = protocol.Client();
        var report = new byte[client.ReportSize];
        Assert.Contains("NaN", Assert.Throws<BadInputException>(() => client.Randomize(double.NaN, report)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("7301", Assert.Throws<BadInputException>(() => ((ILocalRandomizer)client).Randomize(7301, report)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => client.Randomize(0.5, report.AsSpan(1)));
        Assert.True(report.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(protocol.Grids[0].Steps + 1, ((ILocalRandomizer)client).Domain);
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator().Mean());
        Assert.Throws<BadInputException>(() => NumberProtocol.Create(NumberKind.Piecewise, 1, 1, 1));
        Assert.Throws<BadInputException>(() => NumberProtocol.Create(NumberKind.Piecewise, 1, new Rational(1, 3), 1));
        Assert.Throws<BadInputException>(() => NumberProtocol.Create(NumberKind.Piecewise, 1, 0, 1, 1 << 20));
    }

    private static byte[] Reports(NumberProtocol protocol, double[] numbers, ulong seed)
    {
        var client = protocol.Client(LocalRandomness.Seeded(seed));
        var reports = new byte[numbers.Length * client.ReportSize];
        for (var i = 0; i < numbers.Length; i++)
        {
            client.Randomize(numbers[i], reports.AsSpan(i * client.ReportSize));
        }

        return reports;
    }

    private static INumberAggregator Collected(NumberProtocol protocol, double[] numbers, ulong seed)
    {
        var aggregator = protocol.CreateAggregator();
        aggregator.Add(Reports(protocol, numbers, seed));
        return aggregator;
    }
}

using Tacit.Numerics;

namespace Tacit.Local.Tests.Sketches;

/// <summary>Sketches: errors as announced, the shared error inside intervals, hash functions, and what is refused.</summary>
public sealed class SketchTests
{
    public static TheoryData<SketchKind> Kinds => [.. Enum.GetValues<SketchKind>()];

    [Theory]
    [InlineData(1, 256, 0.1)]
    [InlineData(4, 1024, 0)]
    public void Variance_is_the_closed_form(double epsilon, int width, double frequency)
    {
        var half = Math.Exp(epsilon / 2);
        var (scale, meet) = (Math.Pow(width / (width - 1.0), 2), frequency + ((1 - frequency) / width));
        Assert.Equal(
            scale * ((half / ((half - 1) * (half - 1))) + (meet * (1 - meet))),
            SketchProtocol.Create(SketchKind.CountMean, epsilon, 64, width).Law.Variance(frequency),
            1e-9);
        var c = (Math.Exp(epsilon) + 1) / (Math.Exp(epsilon) - 1);
        Assert.Equal(scale * c * c, SketchProtocol.Create(SketchKind.HadamardCountMean, epsilon, 64, width).Law.Variance(0), 0.01 * c * c);
    }

    // Given its row, a report is one of the cells' oracle, whose output law is enumerated elsewhere; the row does not depend on the word.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_report_is_a_uniform_row_and_a_report_of_the_cell(SketchKind kind)
    {
        var protocol = SketchProtocol.Create(kind, Rational.Parse("1.5"), 8, 16);
        Assert.Equal(1.5, protocol.Privacy.TightEpsilon, 1e-9);
        Assert.Equal(protocol.Cells.Privacy, protocol.Privacy);
        var (random, twin) = (LocalRandomness.Seeded(5), LocalRandomness.Seeded(5));
        var (client, cells) = (protocol.Client(random), protocol.Cells.Client(twin));
        var (report, expected) = (new byte[protocol.ReportSize], new byte[protocol.Cells.ReportSize]);
        for (var i = 0; i < 200; i++)
        {
            client.Randomize("word" + i, report);
            var row = (int)twin.Uniform(8);
            cells.Randomize(new PublicHash(protocol.Id, row).Of(SketchKey.Of("word" + i), 16), expected);
            Assert.Equal(row, report[0] | (report[1] << 8));
            Assert.Equal(expected, report[2..]);
        }

        Assert.Equal(random.BytesUsed, twin.BytesUsed);
    }

    // 40 runs with another document each, so that shared cells are drawn anew: 6.1 standard deviations of noise and shared error together.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Estimates_are_unbiased_and_as_wrong_as_announced(SketchKind kind)
    {
        const int Runs = 40;
        const int Users = 2000;
        int[] values = [.. Enumerable.Range(0, Users).Select(i => i % 5 == 0 ? 7 : i % 40)];
        int[] asked = [7, 11, 20, 1_000_000];
        var truth = asked.Select(v => values.Count(u => u == v) / (double)Users).ToArray();
        var squares = values.GroupBy(v => v).Sum(g => Math.Pow(g.Count() / (double)Users, 2));
        var sums = new double[asked.Length];
        var (total, expected, covered) = (0.0, 0.0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var protocol = SketchProtocol.Create(kind, new Rational(2000 + run, 1000), 16, 32);
            var estimate = Collected(protocol, values, (ulong)run).Estimate(asked);
            for (var v = 0; v < asked.Length; v++)
            {
                var error = estimate.Raw[v] - truth[v];
                sums[v] += error;
                total += error * error;
                expected += (protocol.Law.FixedVariance(truth[v]) / Users) + Math.Pow(protocol.Floor(squares - (truth[v] * truth[v])), 2);
                covered += estimate.Values[v].Low <= truth[v] && truth[v] <= estimate.Values[v].High ? 1 : 0;
            }
        }

        Assert.InRange(total / expected, 1 - (6.1 * Math.Sqrt(2.0 / (Runs * 4))), 1 + (8 * Math.Sqrt(2.0 / (Runs * 4))));
        Assert.All(sums, s => Assert.InRange(s / Runs, -6.1 * Math.Sqrt(expected / (4 * Runs) / Runs), 6.1 * Math.Sqrt(expected / (4 * Runs) / Runs)));
        Assert.InRange(covered, (int)(0.85 * Runs * 4), Runs * 4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_partition_gives_the_same_integers_and_malformed_batches_count_nothing(SketchKind kind)
    {
        var protocol = SketchProtocol.Create(kind, 1, 3, kind == SketchKind.CountMean ? 12 : 16);
        var reports = Reports(protocol, [.. Enumerable.Range(0, 300)], 1);
        var whole = protocol.CreateAggregator();
        whole.Add(reports);
        var (left, right) = (protocol.CreateAggregator(), protocol.CreateAggregator());
        left.Add(reports.AsSpan(0, 100 * protocol.ReportSize));
        right.Add(reports.AsSpan(100 * protocol.ReportSize));
        var resumed = protocol.CreateAggregator(right.Reports, right.Counts);
        resumed.Merge(left);
        Assert.Equal(whole.Counts, resumed.Counts);
        foreach (var (place, value) in new[] { (1, 1), (0, 3), (protocol.ReportSize - 1, 255) })
        {
            var bad = reports.ToArray();
            bad[(7 * protocol.ReportSize) + place] = (byte)value;
            Assert.Contains("malformed", Assert.Throws<BadInputException>(() => whole.Add(bad)).Message, StringComparison.Ordinal);
            Assert.Equal(resumed.Counts, whole.Counts);
            Assert.Equal(300, whole.Reports);
        }

        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(1, whole.Counts));
        var other = SketchProtocol.Create(kind, 1, 4, kind == SketchKind.CountMean ? 12 : 16).CreateAggregator();
        Assert.Throws<BadInputException>(() => other.Merge(whole));
        var read = Assert.IsType<SketchProtocol>(ReportProtocols.Parse(protocol.Document));
        Assert.Equal(protocol.Id, read.Id);
        Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"0.9\"", StringComparison.Ordinal)));
    }

    // Pairs meet in one of g cells: over many functions, at 6.1 standard deviations, for keys that differ in each of their four words.
    [Fact]
    public void Public_functions_spread_pairs_evenly()
    {
        const int Functions = 20_000;
        const int Size = 7;
        UInt128[] keys = [0, 1, 2, (UInt128)1 << 32, (UInt128)1 << 64, (UInt128)1 << 96, UInt128.MaxValue];
        for (var a = 0; a < keys.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var met = 0;
                for (var i = 0; i < Functions; i++)
                {
                    var hash = new PublicHash("0123456789abcdef0123456789abcdef", i);
                    met += hash.Of(keys[a], Size) == hash.Of(keys[b], Size) ? 1 : 0;
                }

                Assert.InRange(met / (double)Functions, (1.0 / Size) - (6.1 * Math.Sqrt(1.0 / Size / Functions)), (1.0 / Size) + (6.1 * Math.Sqrt(1.0 / Size / Functions)));
            }
        }
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Throws<BadInputException>(() => SketchProtocol.Create(SketchKind.CountMean, 1, 0));
        Assert.Throws<BadInputException>(() => SketchProtocol.Create(SketchKind.CountMean, 1, 65_536, 2048));
        Assert.Throws<BadInputException>(() => SketchProtocol.Create(SketchKind.HadamardCountMean, 1, 4, 48));
        var protocol = SketchProtocol.Create(SketchKind.CountMean, 1, 4, 8);
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator().Estimate(["a"]));
        Assert.Throws<BadInputException>(() => protocol.Client().Randomize(-1, new byte[3]));
        Assert.Throws<ArgumentException>(() => protocol.Client().Randomize("a", new byte[2]));
        Assert.Equal((UInt128)0xcabd1bca128197ca, SketchKey.Of("a"));
    }

    private static byte[] Reports(SketchProtocol protocol, int[] values, ulong seed)
    {
        var client = protocol.Client(LocalRandomness.Seeded(seed));
        var reports = new byte[values.Length * client.ReportSize];
        for (var i = 0; i < values.Length; i++)
        {
            client.Randomize(values[i], reports.AsSpan(i * client.ReportSize));
        }

        return reports;
    }

    private static ISketchAggregator Collected(SketchProtocol protocol, int[] values, ulong seed)
    {
        var aggregator = protocol.CreateAggregator();
        aggregator.Add(Reports(protocol, values, seed));
        return aggregator;
    }
}

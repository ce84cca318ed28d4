namespace Tacit.Local.Tests.Histograms;

/// <summary>Noisy histograms: ε from the integer ratio, error as announced.</summary>
public sealed class HistogramTests
{
    // The log-ratio of a whole report is a sum over its counts; only those of two values differ, by at most G steps each.
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(32)]
    public void Enumeration_finds_epsilon(double epsilon)
    {
        var protocol = HistogramProtocol.Create(5, epsilon);
        var a = protocol.Ratio / Math.ScaleB(1, 64);
        var worst = 0.0;
        for (var y = -3 * protocol.Steps; y <= 4 * protocol.Steps; y++)
        {
            for (var z = -3 * protocol.Steps; z <= 4 * protocol.Steps; z++)
            {
                worst = Math.Max(worst, Math.Log(a) * (Math.Abs(y - protocol.Steps) + Math.Abs(z) - Math.Abs(y) - Math.Abs(z - protocol.Steps)));
            }
        }

        Assert.Equal(epsilon, worst, 1e-9);
        Assert.Equal(epsilon, protocol.Privacy.TightEpsilon, 1e-9);
        Assert.Throws<BadInputException>(() => new HistogramProtocol(5, epsilon, protocol.Steps, protocol.Ratio - 2));
        var read = Assert.IsType<HistogramProtocol>(ReportProtocols.Parse(protocol.Document));
        Assert.Equal((protocol.Document, protocol.Id), (read.Document, read.Id));
    }

    // More noise is more private, but a document must not keep a device drawing for ever.
    [Fact]
    public void Noise_without_end_is_refused()
    {
        var protocol = HistogramProtocol.Create(5, 1);
        Assert.Equal(protocol.Ratio + 9, new HistogramProtocol(5, 1, protocol.Steps, protocol.Ratio + 9).Ratio);
        foreach (var ratio in new[] { protocol.Ratio + (1 << 20), ulong.MaxValue - (1UL << 32), ulong.MaxValue })
        {
            var hostile = protocol.Document.Replace($"{protocol.Ratio:x16}", $"{ratio:x16}", StringComparison.Ordinal);
            Assert.Contains("for ever", Assert.Throws<BadInputException>(() => ReportProtocols.Parse(hostile)).Message, StringComparison.Ordinal);
        }

        // A finer grid than its noise has room for.
        Assert.Contains("16 steps", Assert.Throws<BadInputException>(() => new HistogramProtocol(5, new Numerics.Rational(1, 100), 16, Thresholds.PowerUp(new Numerics.Rational(-1, 3200)))).Message, StringComparison.Ordinal);
    }

    // A made-up report moves a value by what noise reaches, and not by all that its bytes can say.
    [Theory]
    [InlineData(1, 1437)]
    [InlineData(4, 372)]
    public void A_count_beyond_all_noise_is_malformed(double epsilon, int largest)
    {
        var protocol = HistogramProtocol.Create(3, epsilon);
        Assert.Equal(largest, protocol.Largest);
        Assert.True(Math.Pow(protocol.Ratio / Math.ScaleB(1, 64), largest - protocol.Steps) < Math.ScaleB(1, -64));
        var counts = protocol.CreateAggregator();
        var report = new byte[6];
        foreach (var (steps, isCounted) in new[] { (largest, true), (-largest, true), (largest + 1, false), (-largest - 1, false), (short.MaxValue, false), (short.MinValue, false) })
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt16LittleEndian(report.AsSpan(2), (short)steps);
            byte[] batch = [.. new byte[6], .. report];
            if (isCounted)
            {
                counts.Add(batch);
            }
            else
            {
                Assert.Throws<BadInputException>(() => counts.Add(batch));
            }
        }

        Assert.Equal(4, counts.Reports);
        Assert.Equal([0, 0, 0], counts.Counts);
    }

    [Theory]
    [InlineData(0.5, 32)]
    [InlineData(1, 8)]
    [InlineData(2, 2)]
    [InlineData(4, 0.5)]
    public void Variance_is_nearly_the_continuous_one(double epsilon, double expected) =>
        Assert.Equal(expected, HistogramProtocol.Create(4, epsilon).FixedVariance, 0.002 * expected);

    [Fact]
    public void Estimates_are_unbiased_and_as_wrong_as_announced()
    {
        const int Runs = 100;
        const int Users = 300;
        var protocol = HistogramProtocol.Create(6, 1);
        var (square, sums, covered) = (0.0, new double[6], 0);
        for (var run = 0; run < Runs; run++)
        {
            var client = protocol.Client(LocalRandomness.Seeded((ulong)run));
            var reports = new byte[Users * client.ReportSize];
            for (var i = 0; i < Users; i++)
            {
                client.Randomize(i % 3, reports.AsSpan(i * client.ReportSize));
            }

            var aggregator = protocol.CreateAggregator();
            aggregator.Add(reports);
            var estimate = aggregator.Estimate();
            for (var v = 0; v < 6; v++)
            {
                var error = estimate[v].Value - (v < 3 ? 1 / 3.0 : 0);
                square += error * error;
                sums[v] += error;
                covered += Math.Abs(error) <= estimate[v].HalfWidth ? 1 : 0;
            }
        }

        var variance = protocol.FixedVariance / Users;
        Assert.InRange(square / (6 * Runs) / variance, 1 - (6.1 * Math.Sqrt(2.0 / (6 * Runs))), 1 + (7 * Math.Sqrt(2.0 / (6 * Runs))));
        Assert.All(sums, s => Assert.InRange(s / Runs, -6.1 * Math.Sqrt(variance / Runs), 6.1 * Math.Sqrt(variance / Runs)));
        Assert.InRange(covered, 530, 600);
    }

    [Fact]
    public void Sums_add_up_and_what_is_no_report_is_refused()
    {
        var protocol = HistogramProtocol.Create(3, 1);
        var whole = protocol.CreateAggregator();
        whole.Add([1, 0, 255, 255, 0, 252, 2, 0, 3, 0, 4, 0]);
        Assert.Equal([3, 2, -1020], whole.Counts);
        var half = protocol.CreateAggregator(1, [1, -1, -1024]);
        half.Add([2, 0, 3, 0, 4, 0]);
        Assert.Equal(whole.Counts, half.Counts);
        Assert.Throws<BadInputException>(() => whole.Add([1, 0, 0, 0, 0]));
        Assert.Equal(2, whole.Reports);
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(1, [0, 0, -32769]));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator().Estimate());
        Assert.DoesNotContain("73", Assert.Throws<BadInputException>(() => protocol.Client().Randomize(73, new byte[6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => protocol.Client().Randomize(1, new byte[5]));
    }
}

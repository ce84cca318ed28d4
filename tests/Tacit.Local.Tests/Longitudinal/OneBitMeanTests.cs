namespace Tacit.Local.Tests.Longitudinal;

/// <summary>1BitMean: the law of a kept bit, an unbiased mean, and answers for the two ends only.</summary>
public sealed class OneBitMeanTests
{
    // P(1) = 1/(E + 1) + (x/m)(E − 1)/(E + 1), and the bit is kept.
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    public void Bits_follow_their_law(int value)
    {
        const int Users = 40_000;
        var protocol = OneBitMean.Create(10, 1);
        var random = LocalRandomness.Seeded(3);
        var bits = MemoBatches.Of(protocol.Client(new MemoryMemoStore(random), "c", random), Enumerable.Repeat(value, Users).ToArray());
        var expected = (1 / (Math.E + 1)) + (value / 10.0 * (Math.E - 1) / (Math.E + 1));
        Assert.InRange(bits.Average(b => b), expected - (6.2 * Math.Sqrt(0.25 / Users)), expected + (6.2 * Math.Sqrt(0.25 / Users)));
        Assert.Equal(1, protocol.Privacy.TightEpsilon, 1e-12);
        Assert.Equal(1, Math.Log(protocol.Law.Truth / protocol.Law.Other), 1e-12);
    }

    [Fact]
    public void Means_are_unbiased_and_covered()
    {
        const int Runs = 100;
        var protocol = OneBitMean.Create(100, 1);
        var values = Enumerable.Range(0, 500).Select(i => i % 41).ToArray();
        var random = LocalRandomness.Seeded(4);
        var client = protocol.Client(new MemoryMemoStore(random), "c", random);
        var (sum, covered) = (0.0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var aggregator = protocol.CreateAggregator();
            aggregator.Add(MemoBatches.Of(client, values));
            var estimate = aggregator.Estimate();
            sum += estimate.Value - values.Average();
            covered += estimate.Low <= values.Average() && values.Average() <= estimate.High ? 1 : 0;
        }

        var deviation = 50 * (Math.E + 1) / (Math.E - 1) / Math.Sqrt(500 * Runs);
        Assert.InRange(sum / Runs, -6.1 * deviation, 6.1 * deviation);
        Assert.True(covered >= 80);
    }

    [Fact]
    public void Two_answers_at_most_are_kept_and_paid()
    {
        var protocol = OneBitMean.Create(1000, 0.5);
        var store = new MemoryMemoStore(LocalRandomness.Seeded(5));
        var client = protocol.Client(store, "c");
        var bits = Enumerable.Range(0, 1001).Select(v => MemoBatches.One(client, v)[0]).ToArray();
        Assert.Equal((3, 1), (store.Count, store.Spent)); // two ends and the threshold
        Assert.True(Enumerable.Range(1, 1000).Count(v => bits[v] != bits[v - 1]) <= 1);
        Assert.Equal(bits, Enumerable.Range(0, 1001).Select(v => MemoBatches.One(client, v)[0]));
        Assert.Equal(0.5, protocol.Longitudinal.ConstantValueEpsilon.ToDouble());
    }

    [Fact]
    public void Documents_and_reports_are_checked()
    {
        var protocol = OneBitMean.Create(1000, 1);
        Assert.Equal("""{"epsilon":"1","keep":"bb26a7aead15e6ca","maximum":1000,"protocol":"1bitmean","version":1}""", protocol.Document);
        Assert.Equal(protocol.Id, Assert.IsType<OneBitMean>(ReportProtocols.Parse(protocol.Document)).Id);
        Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace("bb26", "bb27", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace("1000", "0", StringComparison.Ordinal)));
        var aggregator = protocol.CreateAggregator();
        Assert.Throws<BadInputException>(() => aggregator.Add([1, 0, 2]));
        Assert.Throws<BadInputException>(() => aggregator.Estimate());
        Assert.Equal((0, 0), (aggregator.Reports, aggregator.Counts[0]));
        aggregator.Add([1, 0, 1]);
        Assert.Equal((3, 2), (aggregator.Reports, aggregator.Counts[0]));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(1, [2]));
    }
}

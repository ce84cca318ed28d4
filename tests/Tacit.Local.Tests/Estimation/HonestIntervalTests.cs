using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Estimation;

/// <summary>Intervals and alarms where noise is rare: at large ε reports may happen to be all alike.</summary>
public sealed class HonestIntervalTests
{
    // All users are at the upper end, and as it happens all say so: with probability 0.7 for Duchi's mechanism.
    [Theory]
    [InlineData(NumberKind.Duchi, 8, 1000)]
    [InlineData(NumberKind.Duchi, 1, 3)]
    [InlineData(NumberKind.Hybrid, 0.5, 3)]
    [InlineData(NumberKind.Piecewise, 8, 50)]
    [InlineData(NumberKind.SquareWave, 8, 50)]
    public void Reports_that_are_all_alike_leave_an_interval(NumberKind kind, double epsilon, int reports)
    {
        var protocol = NumberProtocol.Create(kind, epsilon, 0, 10);
        var cell = Enumerable.Range(0, protocol.CellValues.Count).MinBy(c => Math.Abs(protocol.CellValues[c] - 10));
        var counts = protocol.CreateAggregator();
        var report = new byte[protocol.ReportSize];
        for (var b = 0; b < report.Length; b++)
        {
            report[b] = (byte)(cell >> (8 * b));
        }

        for (var i = 0; i < reports; i++)
        {
            counts.Add(report);
        }

        var mean = counts.Mean();
        Assert.True(mean.Low <= 10 && mean.High >= 10 && mean.HalfWidth > 0, $"{mean}");
    }

    // Each of these was an alarm in up to half of all honest surveys, when the spread of the true bit was left out.
    [Theory]
    [InlineData(OracleKind.Oue, 10, 8)]
    [InlineData(OracleKind.Oue, 2, 4)]
    [InlineData(OracleKind.Olh, 10, 8)]
    [InlineData(OracleKind.The, 5, 6)]
    public void Honest_reports_raise_no_alarm(OracleKind kind, int domain, double epsilon)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        for (var survey = 0; survey < 200; survey++)
        {
            var counts = oracle.CreateAggregator();
            counts.Add(Batches.Of(oracle, Batches.InTurn(domain, 500), (ulong)survey));
            Assert.False(counts.Estimate().IsSumAlarming, $"survey {survey}: {counts.Estimate().RawSum}");
        }
    }

    [Fact]
    public void Words_that_nobody_has_do_not_stand_for_those_that_were_not_named()
    {
        // Everybody has one word that is not named: what its cells leave in those of an absent one stays in the interval, however many absent ones are named.
        var sketch = SketchProtocol.Create(SketchKind.CountMean, 4, 64, 64);
        var client = sketch.Client(LocalRandomness.Seeded(3));
        var counts = sketch.CreateAggregator();
        var report = new byte[sketch.ReportSize];
        for (var i = 0; i < 4000; i++)
        {
            client.Randomize("everybody has this", report);
            counts.Add(report);
        }

        double Width(int words) => counts.Estimate([.. Enumerable.Range(0, words).Select(w => $"absent {w}")]).Values[0].HalfWidth;
        Assert.InRange(Width(3000), 0.8 * Width(1), 1.5 * Width(1));

        // And a word that is named often counts once.
        Assert.Equal(counts.Estimate(["everybody has this"]).Values[0], counts.Estimate([.. Enumerable.Repeat("everybody has this", 50)]).Values[0]);
    }

    [Fact]
    public void Post_processed_tuples_hold_their_confidence_for_all_attributes_at_once()
    {
        var protocol = TupleProtocol.Create(TupleKind.Sampled, [3, 3, 3, 3], 2);
        var collection = Collection.Create("tuples", protocol);
        var client = protocol.Client(LocalRandomness.Seeded(4));
        var counts = protocol.CreateAggregator();
        var report = new byte[protocol.ReportSize];
        for (var i = 0; i < 2000; i++)
        {
            client.NewUser().Randomize([i % 3, 0, 1, i % 2], report);
            counts.Add(report);
        }

        var joint = CollectionEstimate.Of(collection, counts, new() { PostProcess = PostProcess.NormSub, Confidence = 0.9 });
        var each = ((ITupleAggregator)counts).Estimate(0, PostProcess.NormSub, 0.975).Values[0];
        Assert.Equal((each.Low, each.High, 0.9), (joint.Values[0].Estimate.Low, joint.Values[0].Estimate.High, joint.Values[0].Estimate.Confidence));
    }

    [Fact]
    public void A_search_in_one_stage_counts_all_that_it_tries()
    {
        // 2^14 prefixes are tried, whatever number is kept.
        var protocol = HeavyHitterProtocol.Create(WordCode.Number, 14, 4, firstBits: 14);
        Assert.Equal((1 << 14, 1 << 14), (protocol.Tried(20, 0.05), protocol.Tried(5000, 0.05)));
    }

    [Fact]
    public void Reports_with_a_lasting_attribute_are_not_shuffled() =>
        Assert.Throws<BadInputException>(() => new ReportShuffler(MemoizedTupleProtocol.Create([4, 4], 4, 1), 100));
}

using Tacit.Numerics;

namespace Tacit.Local.Tests.Collections;

/// <summary>Whatever a collection's protocol is, its reports are estimated; and options that would be without effect are refused.</summary>
public sealed class CollectionEstimateTests
{
    private const int Users = 400;
    private const double Confidence = 1 - 1e-9;
    private static readonly string[] Words = ["yes", "no"];

    public static TheoryData<string> Protocols { get; } = [.. Kinds().Select(k => k.Protocol.Name)];

    // Three of four users have the first value, the lower end, or the first word.
    [Theory]
    [MemberData(nameof(Protocols))]
    public void Every_protocol_is_estimated(string name)
    {
        var (protocol, write, expected, asked) = Kinds().Single(k => k.Protocol.Name == name);
        var collection = Collection.Create("all kinds", protocol);
        var counts = Counted(protocol, write);
        var estimate = CollectionEstimate.Of(collection, counts, new() { Confidence = Confidence, Words = asked });
        Assert.Equal(Users, estimate.Reports);
        Assert.Equal(expected, estimate.Values.Select(v => $"{v.Part} {v.Label}".Trim()));
        Assert.All(estimate.Values, v => Assert.Equal(Confidence, v.Estimate.Confidence, 1e-12));

        // An interval misses once in 1e9. A mean is a quarter of the range.
        var first = estimate.Values[0];
        var truth = first.Part == "mean" ? 2.5 : 0.75;
        Assert.True(first.Estimate.Low <= truth && truth <= first.Estimate.High, $"{name}: {first}");
        Assert.Equal(name is "pm" or "sw" ? 1 : 0, estimate.Values.Count(v => v is { Part: "share", Label: "0 to 1", Estimate: { Low: <= 0.75, High: >= 0.75 } }));
        var isListed = protocol is FrequencyOracle or LongitudinalProtocol;
        Assert.Equal(isListed, estimate.Frequencies is not null);
        Assert.Equal(name is "pm" or "sw", estimate.Distribution is not null);

        Assert.Equal(asked.Length > 0, Refuses(collection, counts, new()));
        Assert.Equal(asked.Length == 0, Refuses(collection, counts, new() { Words = Words }));
        Assert.Equal(!isListed && protocol is not (TupleProtocol or MemoizedTupleProtocol), Refuses(collection, counts, new() { Words = asked, PostProcess = PostProcess.NormSub }));
    }

    [Fact]
    public void Labels_stand_for_values_where_there_is_a_list_of_them()
    {
        var protocol = BucketProtocol.Create(2, 1, 4);
        var collection = Collection.Create("labels", protocol, ["few", "many"]);
        var client = protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(1)), collection.Id, LocalRandomness.Seeded(2));
        Assert.Equal(["few", "many"], CollectionEstimate.Of(collection, Counted(protocol, (v, r) => client.NewUser().Randomize(v, r))).Values.Select(v => v.Label));
        Assert.Throws<BadInputException>(() => Collection.Create("three", HistogramProtocol.Create(2, 1), ["a", "b", "c"]));
        Assert.Contains("no list of values", Assert.Throws<BadInputException>(() => Collection.Create("numbers", NumberProtocol.Create(NumberKind.Duchi, 1, 0, 1), ["a", "b"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_of_other_reports_are_refused()
    {
        var collection = Collection.Create("this", FrequencyOracle.Create(OracleKind.Grr, 3, 1));
        Assert.Throws<BadInputException>(() => CollectionEstimate.Of(collection, FrequencyOracle.Create(OracleKind.Grr, 3, 2).CreateAggregator()));
        Assert.Throws<BadInputException>(() => CollectionEstimate.Of(collection, collection.Protocol.CreateAggregator()));
    }

    private static bool Refuses(Collection collection, IReportAggregator counts, EstimateOptions options)
    {
        try
        {
            _ = CollectionEstimate.Of(collection, counts, options);
            return false;
        }
        catch (BadInputException)
        {
            return true;
        }
    }

    private static IReportAggregator Counted(IReportProtocol protocol, Action<int, byte[]> write)
    {
        var counts = protocol.CreateAggregator();
        var report = new byte[protocol.ReportSize];
        for (var user = 0; user < Users; user++)
        {
            write(user % 4 == 0 ? 1 : 0, report);
            counts.Add(report);
        }

        return counts;
    }

    private static IEnumerable<(IReportProtocol Protocol, Action<int, byte[]> Write, string[] Expected, string[] Asked)> Kinds()
    {
        string[] listed = ["frequency 0", "frequency 1"];
        string[] pairs = ["attribute 0 0", "attribute 0 1", "attribute 1 0", "attribute 1 1", "attribute 1 2"];
        string[] tenths = [.. Enumerable.Range(0, 10).Select(i => $"share {i} to {i + 1}")];
        string[] asked = ["frequency yes", "frequency no"];
        var random = LocalRandomness.Seeded(7);
        MemoryMemoStore Store() => new(random);

        var oracle = FrequencyOracle.Create(OracleKind.Oue, 2, 4);
        var client = oracle.Client(random);
        yield return (oracle, (v, r) => client.Randomize(v, r), listed, []);
        var rounds = LongitudinalProtocol.Create(LongitudinalKind.LOsue, 2, 4, 3);
        var kept = rounds.Client(Store(), "c", random);
        yield return (rounds, (v, r) => kept.NewUser().Randomize(v, r), listed, []);
        var histogram = HistogramProtocol.Create(2, 4);
        var noisy = histogram.Client(random);
        yield return (histogram, (v, r) => noisy.Randomize(v, r), listed, []);
        var buckets = BucketProtocol.Create(2, 1, 4);
        var flips = buckets.Client(Store(), "c", random);
        yield return (buckets, (v, r) => flips.NewUser().Randomize(v, r), listed, []);
        var bit = OneBitMean.Create(10, 4);
        var bits = bit.Client(Store(), "c", random);
        yield return (bit, (v, r) => bits.NewUser().Randomize(v * 10, r), ["mean"], []);
        foreach (var kind in Enum.GetValues<NumberKind>())
        {
            var number = NumberProtocol.Create(kind, 4, Rational.Zero, 10);
            var numbers = number.Client(random);
            yield return (number, (v, r) => numbers.Randomize(v * 10.0, r), kind is NumberKind.Piecewise or NumberKind.SquareWave ? ["mean", .. tenths] : ["mean"], []);
        }

        var tuple = TupleProtocol.Create(TupleKind.Sampled, [2, 3], 4);
        var tuples = tuple.Client(random);
        yield return (tuple, (v, r) => tuples.NewUser().Randomize([v, v], r), pairs, []);
        var memoized = MemoizedTupleProtocol.Create([2, 3], 4, 3);
        var keeps = memoized.Client(Store(), "c", random);
        yield return (memoized, (v, r) => keeps.NewUser().Randomize([v, v], r), pairs, []);
        var sketch = SketchProtocol.Create(SketchKind.CountMean, 4, 64, 64);
        var sketches = sketch.Client(random);
        yield return (sketch, (v, r) => sketches.Randomize(Words[v], r), asked, Words);
        var rappor = RapporProtocol.Create(16, 2, 4, new Rational(1, 8), new Rational(1, 4), new Rational(3, 4));
        var user = 0;
        yield return (rappor, (v, r) => rappor.Client(DeviceKey.From([.. BitConverter.GetBytes(user++), .. new byte[28]]), Store(), "c", "word", random).Randomize(Words[v], r), asked, Words);
        var search = HeavyHitterProtocol.Create(WordCode.Letters, 18, 8, firstBits: 6, stepBits: 6);
        var speaker = search.Client(random);
        yield return (search, (v, r) => speaker.Randomize(Words[v], r), ["word yes", "word no"], []);
    }
}

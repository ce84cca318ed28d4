using System.Buffers.Binary;
using Tacit.Local.Tests.Support;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Estimation;

/// <summary>Reports that are made up: how far they move an estimate, and which of them are seen.</summary>
public sealed class MadeUpReportTests
{
    private const int Honest = 4000;
    private const int MadeUp = 400;

    // The formulas of the field beside the law of the integers, times n: the most upwards for an absent value. Source: Cao, Jia and Gong (2021).
    [Fact]
    public void The_bound_is_that_of_the_published_formulas()
    {
        var e = Math.E;
        double Largest(OracleKind kind, int domain, int? size = null) => FrequencyOracle.Create(kind, domain, 1, size).Law.Influence.Largest;
        Assert.Equal(2 * e / (e - 1), Largest(OracleKind.Oue, 64), 1e-9);
        Assert.Equal((e + 98) / (e - 1), Largest(OracleKind.Grr, 100), 1e-9);
        Assert.Equal((e + 1) / (e - 1), Largest(OracleKind.Hadamard, 100), 1e-9);
        Assert.Equal(3.328, Largest(OracleKind.Olh, 100, 4), 1e-3);
        Assert.Equal((58.6, 59.2), (Math.Round(Largest(OracleKind.Grr, 100), 1), Math.Round(FrequencyOracle.Create(OracleKind.Grr, 100, 1).Law.Influence.Most, 1)));
        Assert.Equal(89.8, HistogramProtocol.Create(4, 1).Influence.Largest, 0.05);
        Assert.Equal((e + 1) / (e - 1), NumberProtocol.Create(NumberKind.Duchi, 1, 0, 1).Influence.Most, 1e-9);

        // The piecewise mechanism goes from −C to C where the range is −1 to 1, but for what its grid rounds.
        Assert.Equal(4.083, NumberProtocol.Create(NumberKind.Piecewise, 1, 0, 1).Influence.Most, 0.01);
    }

    public static TheoryData<OracleKind> Kinds => [.. Enum.GetValues<OracleKind>()];

    // All attackers send the report that raises value 1, as many values with it as the protocol allows; then they take the place of honest users.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Attackers_move_an_estimate_by_no_more_than_the_bound(OracleKind kind)
    {
        const int Target = 1;
        var oracle = FrequencyOracle.Create(kind, 20, 1);
        var (honest, attack) = (Batches.Of(oracle, Batches.InTurn(20, Honest), 3), AllFor(oracle, Target));
        foreach (var replaced in new[] { 0, MadeUp })
        {
            var counts = oracle.CreateAggregator();
            counts.Add(honest.AsSpan(replaced * oracle.ReportSize));
            for (var i = 0; i < MadeUp; i++)
            {
                counts.Add(attack);
            }

            var before = oracle.CreateAggregator();
            before.Add(honest);
            var (moved, estimate) = (counts.Estimate().Raw[Target] - before.Estimate().Raw[Target], CollectionEstimate.Of(Collection.Create("attack", oracle), counts));
            Assert.Equal(oracle.Law.Influence.Most / counts.Reports, estimate.MostByOneReport!.Value, 1e-15);
            Assert.InRange(moved, 0.3 * MadeUp * estimate.MostByOneReport.Value, MadeUp * estimate.MostByOneReport.Value);

            // What counters keep shows it, but for protocols whose reports all support alike many.
            var isSeen = estimate.IsSumAlarming || estimate.IsColumnAlarming;
            Assert.Equal(kind is not (OracleKind.Grr or OracleKind.Subset), isSeen);
            Assert.Equal(kind == OracleKind.Hadamard, estimate.IsColumnAlarming);
            Assert.False(before.Estimate().IsSumAlarming || before.Estimate().IsColumnAlarming);
        }
    }

    // One bit alone in each report: as far as one value can be moved, and far fewer ones than honest reports have.
    [Fact]
    public void One_target_by_unary_reports_is_seen_too()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 64, 1);
        var counts = oracle.CreateAggregator();
        counts.Add(Batches.Of(oracle, Batches.InTurn(64, Honest), 5));
        var before = counts.Estimate();
        var one = new byte[oracle.ReportSize];
        one[0] = 1;
        for (var i = 0; i < MadeUp; i++)
        {
            counts.Add(one);
        }

        Assert.False(before.IsSumAlarming);
        Assert.True(counts.Estimate().IsSumAlarming);
        Assert.InRange(counts.Estimate().Raw[0] - before.Raw[0], 0, MadeUp * oracle.Law.Influence.Most / counts.Reports);
    }

    public static TheoryData<SketchKind> Sketches => [.. Enum.GetValues<SketchKind>()];

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Sketches_see_the_same(SketchKind kind)
    {
        var sketch = SketchProtocol.Create(kind, 1, 16, 64);
        var collection = Collection.Create("words", sketch);
        var (client, report, counts) = (sketch.Client(LocalRandomness.Seeded(6)), new byte[sketch.ReportSize], sketch.CreateAggregator());
        for (var user = 0; user < Honest; user++)
        {
            client.Randomize(user % 7 == 0 ? "rare" : "common", report);
            counts.Add(report);
        }

        EstimateOptions asked = new() { Words = ["rare", "absent"] };
        var before = CollectionEstimate.Of(collection, counts, asked);
        Assert.False(before.IsSumAlarming || before.IsColumnAlarming);
        Array.Clear(report);
        report.AsSpan(2).Fill(kind == SketchKind.CountMean ? byte.MaxValue : (byte)0);
        for (var i = 0; i < MadeUp; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(report, (ushort)(kind == SketchKind.CountMean ? i % 16 : 0));
            counts.Add(report);
        }

        var after = CollectionEstimate.Of(collection, counts, asked);
        Assert.Equal((kind == SketchKind.CountMean, kind == SketchKind.HadamardCountMean), (after.IsSumAlarming, after.IsColumnAlarming));
        Assert.All(after.Values.Zip(before.Values), p => Assert.InRange(Math.Abs(p.First.Estimate.Value - p.Second.Estimate.Value), 0, MadeUp * after.MostByOneReport!.Value));
    }

    // 500 surveys each: more than two alarms among them have probability 2e-11 at the stated rate of 1e-6. The first four are those for which five standard deviations of a
    // normal law are too few: few reports, and all that counts is rare.
    [Theory]
    [InlineData(OracleKind.Hadamard, 1000, 1, 200)]
    [InlineData(OracleKind.Hadamard, 4, 4, 30)]
    [InlineData(OracleKind.Sue, 10, 16, 100)]
    [InlineData(OracleKind.Oue, 4, 8, 10)]
    [InlineData(OracleKind.Oue, 64, 0.5, 300)]
    [InlineData(OracleKind.Olh, 100, 1, 300)]
    [InlineData(OracleKind.Blh, 64, 1, 100)]
    public void Honest_reports_raise_no_alarm(OracleKind kind, int domain, double epsilon, int users)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var alarms = 0;
        for (var survey = 0; survey < 500; survey++)
        {
            var counts = oracle.CreateAggregator();
            counts.Add(Batches.Of(oracle, survey % 2 == 0 ? new int[users] : Batches.InTurn(domain, users), (ulong)survey));
            var estimate = counts.Estimate();
            alarms += estimate.IsSumAlarming || estimate.IsColumnAlarming ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 2);
    }

    [Fact]
    public void Other_protocols_have_a_bound_or_say_that_they_have_none()
    {
        var numbers = NumberProtocol.Create(NumberKind.Piecewise, 1, 20, 90);
        var counts = numbers.CreateAggregator();
        var client = numbers.Client(LocalRandomness.Seeded(1));
        var report = new byte[numbers.ReportSize];
        for (var i = 0; i < 500; i++)
        {
            client.Randomize(30, report);
            counts.Add(report);
        }

        var before = counts.Mean().Value;
        BinaryPrimitives.WriteUInt16LittleEndian(report, (ushort)(numbers.CounterCount - 1));
        counts.Add(report);
        var estimate = CollectionEstimate.Of(Collection.Create("numbers", numbers), counts);
        Assert.InRange(estimate.Values[0].Estimate.Value - before, 0.5 * estimate.MostByOneReport!.Value, estimate.MostByOneReport.Value);
        Assert.Equal(70 * 4.083 / 501, estimate.MostByOneReport.Value, 0.01);

        var words = RapporProtocol.Create(16, 2, 1, new Rational(1, 8), new Rational(1, 4), new Rational(3, 4));
        var bits = words.CreateAggregator(10, [10, .. Enumerable.Repeat(4L, 16)]);
        Assert.Null(CollectionEstimate.Of(Collection.Create("words", words), bits, new() { Words = ["a"] }).MostByOneReport);
    }

    // The report that supports the target, and every value with it where one can.
    private static byte[] AllFor(FrequencyOracle oracle, int target)
    {
        var report = new byte[oracle.ReportSize];
        switch (oracle.Parameters.Kind)
        {
            case OracleKind.Grr:
                report[0] = (byte)target;
                break;
            case OracleKind.Subset:
                var width = Packing.BitsFor(oracle.Parameters.Domain);
                for (var j = 0; j < oracle.Parameters.Size; j++)
                {
                    for (var bit = 0; bit < width; bit++)
                    {
                        report[((j * width) + bit) / 8] |= (byte)((((target + j) >> bit) & 1) << (((j * width) + bit) % 8));
                    }
                }

                break;
            case OracleKind.Blh or OracleKind.Olh or OracleKind.Hadamard:
                // a = b = 0 hashes all values to 0, and column 0 agrees with all of them: zeros.
                break;
            default:
                report.AsSpan(0, oracle.Parameters.Domain / 8).Fill(byte.MaxValue);
                report[^1] |= (byte)((1 << (oracle.Parameters.Domain % 8)) - 1);
                break;
        }

        return report;
    }
}

using System.Numerics;
using CsCheck;
using Tacit.Local.Tests.Encodings;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Longitudinal;

/// <summary>dBitFlipPM: a set of buckets for ever, ε∞ by enumeration, the announced error, and what is malformed.</summary>
public sealed class BucketTests
{
    [Theory]
    [InlineData(10, 1, 1, 9.207)]
    [InlineData(10, 4, 1, 9.794)]
    [InlineData(10, 10, 1, 3.918)]
    public void Reference_errors(int buckets, int bits, double epsilon, double expected) =>
        Assert.Equal(expected, BucketProtocol.Create(buckets, bits, epsilon).Law.Variance(0) * buckets / bits, 5.1e-4);

    // Every set and every answer, from the integers. A bit alone could only use half of ε as the bits of more do: it takes the whole.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(5, 3)]
    public void All_reports_of_a_constant_value_deliver_epsilon(int buckets, int bits)
    {
        foreach (var epsilon in new[] { "0.3", "1", "4" })
        {
            var protocol = BucketProtocol.Create(buckets, bits, Rational.Parse(epsilon));
            var most = protocol.Epsilon.ToDouble();
            Assert.Equal(most, Laws.WorstLoss([.. Enumerable.Range(0, buckets).Select(v => Law(protocol, v))]), 1e-9);
            Assert.Equal(most, protocol.Privacy.TightEpsilon, 1e-9);
            Assert.True(protocol.Privacy.TightEpsilon <= most);
            Assert.Equal(Math.Min(bits + 1, buckets), protocol.Longitudinal.MostCells);
            Assert.Equal(double.PositiveInfinity, protocol.Longitudinal.ChangeEpsilon);
        }

        var half = FrequencyParameters.For(OracleKind.Sue, 2, 1);
        var single = BucketProtocol.Parse(BucketProtocol.Create(5, 3, 1).Document.Replace("\"bits\":3", "\"bits\":1", StringComparison.Ordinal));
        Assert.Equal((half.KeepThreshold, half.NoiseThreshold), (single.KeepThreshold, single.NoiseThreshold));
        Assert.Equal(0.5, single.Privacy.TightEpsilon, 1e-12);
    }

    [Theory]
    [InlineData(10, 1, 1)]
    [InlineData(10, 4, 1)]
    [InlineData(10, 10, 2)]
    [InlineData(20, 19, 2)]
    public void Estimates_are_unbiased_and_as_wrong_as_announced(int buckets, int bits, double epsilon)
    {
        const int Runs = 60;
        const int Users = 1000;
        var protocol = BucketProtocol.Create(buckets, bits, epsilon);
        var random = LocalRandomness.Seeded(11);
        var client = protocol.Client(new MemoryMemoStore(random), "c", random);
        var values = Enumerable.Range(0, Users).Select(i => i % 7 % buckets).ToArray();
        var (squares, expected, sums, covered) = (0.0, 0.0, new double[buckets], 0);
        for (var run = 0; run < Runs; run++)
        {
            var aggregator = protocol.CreateAggregator();
            aggregator.Add(MemoBatches.Of(client, values));
            Assert.Equal(Users * bits, aggregator.Counts[..buckets].ToArray().Sum());
            var estimates = aggregator.Estimate();
            for (var j = 0; j < buckets; j++)
            {
                var f = values.Count(v => v == j) / (double)Users;
                squares += Math.Pow(estimates[j].Value - f, 2);
                expected += protocol.Law.Variance(f) / aggregator.Counts[j];
                sums[j] += (estimates[j].Value - f) / Math.Sqrt(protocol.Law.Variance(f) / aggregator.Counts[j]);
                covered += estimates[j].Low <= f && f <= estimates[j].High ? 1 : 0;
            }
        }

        // Who reports a bucket is drawn without replacement from fixed users, so the error is a little less than that of independent ones.
        Assert.InRange(squares / expected, 0.95 - (6.1 * Math.Sqrt(2.0 / (Runs * (buckets - 1)))), 1.05 + (6.1 * Math.Sqrt(2.0 / (Runs * (buckets - 1)))));
        Assert.All(sums, s => Assert.InRange(s / Math.Sqrt(Runs), -6.2, 6.2));
        Assert.True(covered >= (0.95 * Runs * buckets) - (6.1 * Math.Sqrt(0.05 * Runs * buckets)));
    }

    [Fact]
    public void Buckets_and_bits_stay_for_ever_and_a_twin_that_draws_them_again_is_seen()
    {
        var protocol = BucketProtocol.Create(100, 5, 2);
        var store = new MemoryMemoStore(LocalRandomness.Seeded(1));
        var client = protocol.Client(store, "c", LocalRandomness.Seeded(2));
        Assert.True(IsOneSet(protocol, client));
        Assert.True(store.Count <= 7);
        Assert.True(store.Spent <= protocol.Longitudinal.SamePatternEpsilon(100));
        Assert.Single(Enumerable.Range(0, 50).Select(_ => Convert.ToHexString(MemoBatches.One(client, 3))).Distinct());
        var users = Enumerable.Range(0, 100).Select(_ => client.NewUser()).ToArray();
        Assert.True(Enumerable.Range(0, 100).Select(i => Set(protocol, MemoBatches.One(users[i], i))).Distinct().Count() > 90);

        // Redrawn sets: what a client without a memo for them would send.
        Assert.False(IsOneSet(protocol, value => MemoBatches.One(client.NewUser(), value)));
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(300, 7)]
    [InlineData(9, 9)]
    [InlineData(2, 1)]
    public void Malformed_reports_are_refused_whole(int buckets, int bits)
    {
        var protocol = BucketProtocol.Create(buckets, bits, 1);
        var good = MemoBatches.Of(protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(1)), "c"), [0, 1, 1]);
        Damage.Any.Array[0, 2].Sample(damages =>
        {
            var (counts, bytes) = (protocol.CreateAggregator(), damages.Aggregate(good, (b, damage) => damage(b)));
            if (bytes.Length % protocol.ReportSize == 0 && bytes.Chunk(protocol.ReportSize).All(r => IsReport(protocol, r)))
            {
                counts.Add(bytes);
                Assert.Equal(bytes.Length / protocol.ReportSize, counts.Reports);
                return;
            }

            Assert.Throws<BadInputException>(() => counts.Add(bytes));
            Assert.True(counts.Reports == 0 && counts.Counts.IndexOfAnyExcept(0) < 0);
        }, iter: 300);

        var aggregator = protocol.CreateAggregator();
        aggregator.Add(good);
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator().Add(new byte[(2 * protocol.ReportSize) + (protocol.ReportSize > 1 ? 1 : 0)].Select(_ => (byte)255).ToArray()));
        var resumed = protocol.CreateAggregator(aggregator.Reports, aggregator.Counts);
        Assert.Equal(aggregator.Counts, resumed.Counts);
        var wrong = aggregator.Counts.ToArray();
        wrong[buckets] = wrong[0] + 1;
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(aggregator.Reports, wrong));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator(aggregator.Reports + 1, aggregator.Counts));
        Assert.Throws<BadInputException>(() => protocol.CreateAggregator().Estimate());
    }

    [Fact]
    public void Documents_are_checked()
    {
        var protocol = BucketProtocol.Create(20, 4, 1);
        Assert.Equal("""{"bits":4,"domain":20,"epsilon":"1","keep":"9f597ea69a1c85f1","noise":"60a6815965e37a0f","protocol":"dbitflip","version":1}""", protocol.Document);
        Assert.Equal(protocol.Id, Assert.IsType<BucketProtocol>(ReportProtocols.Parse(protocol.Document)).Id);
        foreach (var (from, into) in new[] { ("9f59", "9f5a"), ("\"1\"", "\"0.99\""), ("\"bits\":4", "\"bits\":21"), ("\"bits\":4", "\"bits\":0"), ("60a6", "0000"), ("\"version\":1", "\"version\":2") })
        {
            Assert.Throws<BadInputException>(() => ReportProtocols.Parse(protocol.Document.Replace(from, into, StringComparison.Ordinal)));
        }
    }

    private static Dictionary<string, BigInteger> Law(BucketProtocol protocol, int value)
    {
        var law = new Dictionary<string, BigInteger>();
        foreach (var set in Enumerable.Range(0, 1 << protocol.Buckets).Where(s => BitOperations.PopCount((uint)s) == protocol.Bits))
        {
            for (var ones = 0; ones < 1 << protocol.Buckets; ones++)
            {
                if ((ones & ~set) == 0)
                {
                    law[$"{set} {ones}"] = Enumerable.Range(0, protocol.Buckets).Where(j => ((set >> j) & 1) == 1).Aggregate(BigInteger.One, (w, j) =>
                    {
                        BigInteger threshold = j == value ? protocol.KeepThreshold : protocol.NoiseThreshold;
                        return w * (((ones >> j) & 1) == 1 ? threshold : (BigInteger.One << 64) - threshold);
                    });
                }
            }
        }

        return law;
    }

    private static bool IsOneSet(BucketProtocol protocol, ILocalRandomizer client) => IsOneSet(protocol, value => MemoBatches.One(client, value));

    private static bool IsOneSet(BucketProtocol protocol, Func<int, byte[]> report) => Enumerable.Range(0, protocol.Buckets).Select(v => Set(protocol, report(v))).Distinct().Count() == 1;

    private static string Set(BucketProtocol protocol, byte[] report) => Convert.ToHexString(report.AsSpan(0, protocol.SetSize));

    private static bool IsReport(BucketProtocol protocol, byte[] report)
    {
        var set = new BigInteger(report.AsSpan(0, protocol.SetSize), isUnsigned: true);
        var bits = (int)Math.Ceiling(Math.Log2(protocol.Buckets));
        var last = BigInteger.MinusOne;
        for (var i = 0; protocol.SetSize > 0 && i < protocol.Bits; i++, set >>= bits)
        {
            var next = set & ((1 << bits) - 1);
            if (next <= last || next >= protocol.Buckets)
            {
                return false;
            }

            last = next;
        }

        return set.IsZero && new BigInteger(report.AsSpan(protocol.SetSize), isUnsigned: true) >> protocol.Bits == 0;
    }
}

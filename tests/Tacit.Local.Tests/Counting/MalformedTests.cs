using Tacit.Local.Tests.Support;
using Tacit.Randomness;

namespace Tacit.Local.Tests.Counting;

/// <summary>What is no report is refused with its whole batch, and nothing of it is counted.</summary>
public sealed class MalformedTests
{
    [Theory]
    [InlineData(OracleKind.Grr, 10, null, "0a")] // beyond the domain
    [InlineData(OracleKind.Grr, 10, null, "10")] // a bit beyond the index
    [InlineData(OracleKind.Grr, 1000, null, "e803")]
    [InlineData(OracleKind.Grr, 1000, null, "0104")]
    [InlineData(OracleKind.Grr, 70_000, null, "701101")]
    [InlineData(OracleKind.Oue, 5, null, "20")]
    [InlineData(OracleKind.Sue, 12, null, "0010")]
    [InlineData(OracleKind.The, 300, null, "00000000000000000000000000000000000000000000000000000000000000000000000000f0")]
    [InlineData(OracleKind.Blh, 10, null, "000000000000000002")]
    [InlineData(OracleKind.Olh, 10, 4, "ffffffffffffffff04")]
    [InlineData(OracleKind.Olh, 70_000, 4, "0000000000000000000000000000000004000000")]
    [InlineData(OracleKind.Subset, 10, 3, "3202")] // 2, 3, 2
    [InlineData(OracleKind.Subset, 10, 3, "3302")]
    [InlineData(OracleKind.Subset, 10, 3, "320a")] // 10
    [InlineData(OracleKind.Subset, 10, 3, "3219")] // padding
    [InlineData(OracleKind.Hadamard, 10, null, "20")]
    [InlineData(OracleKind.Hadamard, 1000, null, "0008")]
    public void Each_malformed_form_is_refused(OracleKind kind, int domain, int? size, string report)
    {
        var oracle = FrequencyOracle.Create(kind, domain, 1, size);
        var bad = Convert.FromHexString(report);
        Assert.Equal(oracle.ReportSize, bad.Length);
        var good = Batches.Of(oracle, Batches.InTurn(domain, 40), 3);
        foreach (var place in new[] { 0, 17, 40 })
        {
            var aggregator = oracle.CreateAggregator();
            aggregator.Add(good);
            long[] before = [.. aggregator.Counts];
            byte[] batch = [.. good.Take(place * bad.Length), .. bad, .. good.Skip(place * bad.Length)];
            Assert.Contains("malformed", Assert.Throws<BadInputException>(() => aggregator.Add(batch)).Message, StringComparison.Ordinal);
            Assert.Equal(40, aggregator.Reports);
            Assert.Equal(before, aggregator.Counts);
        }
    }

    [Theory]
    [MemberData(nameof(CountingTests.Cases), MemberType = typeof(CountingTests))]
    public void A_batch_that_ends_inside_a_report_is_refused(OracleKind kind, int domain, double epsilon, int users)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        if (oracle.ReportSize == 1)
        {
            return; // every number of bytes is a number of reports
        }

        var reports = Batches.Of(oracle, Batches.InTurn(domain, Math.Min(users, 20)), 4);
        foreach (var length in new[] { 1, oracle.ReportSize - 1, oracle.ReportSize + 1, reports.Length - 1 })
        {
            var aggregator = oracle.CreateAggregator();
            Assert.Throws<BadInputException>(() => aggregator.Add(reports.AsSpan(0, length)));
            Assert.Equal(0, aggregator.Reports);
            Assert.True(aggregator.Counts.IndexOfAnyExcept(0) < 0);
        }
    }

    // Random bytes of random lengths: a batch is counted as the definition says, or refused whole, and there is no other ending.
    [Theory]
    [MemberData(nameof(CountingTests.Cases), MemberType = typeof(CountingTests))]
    public void Random_bytes_are_counted_whole_or_refused_whole(OracleKind kind, int domain, double epsilon, int users)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var random = RandomSource.Seeded((ulong)(users + domain));
        var aggregator = oracle.CreateAggregator();
        var expected = new long[domain];
        long counted = 0;
        for (var batch = 0; batch < 200; batch++)
        {
            var reports = (int)random.NextBelow(4);
            var bytes = new byte[Math.Max(0, (reports * oracle.ReportSize) + ((int)random.NextBelow(8) == 0 ? (int)random.NextBelow(3) - 1 : 0))];
            random.Fill(bytes);
            if ((batch & 1) == 1)
            {
                Mostly(oracle, bytes);
            }

            var isWellFormed = WellFormed.Is(oracle, bytes);
            try
            {
                aggregator.Add(bytes);
                Assert.True(isWellFormed);
                counted += bytes.Length / oracle.ReportSize;
                var more = Batches.Supports(oracle.Parameters, bytes, oracle.ReportSize);
                expected = [.. expected.Zip(more, (a, b) => a + b)];
            }
            catch (BadInputException)
            {
                Assert.False(isWellFormed);
            }

            Assert.Equal(counted, aggregator.Reports);
        }

        Assert.Equal(expected, ((FrequencyAggregator)aggregator).Supports());
    }

    // Nearly right: real reports with one byte changed.
    private static void Mostly(FrequencyOracle oracle, byte[] bytes)
    {
        var good = Batches.Of(oracle, Batches.InTurn(oracle.Parameters.Domain, (bytes.Length / oracle.ReportSize) + 1), (ulong)bytes.Length);
        var (place, into) = bytes.Length > 0 ? (bytes[0] % bytes.Length, bytes[^1]) : (0, (byte)0);
        good.AsSpan(0, bytes.Length).CopyTo(bytes);
        if (bytes.Length > 0 && (into & 3) == 0)
        {
            bytes[place] ^= (byte)(1 << (into >> 5));
        }
    }
}

using CsCheck;
using Tacit.Local.Tests.Encodings;
using Tacit.Local.Tests.Support;

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
    [InlineData(OracleKind.Subset, 10, 3, "3203")] // 2, 3, 3
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

    // Any bytes, and real reports that were damaged: a batch is counted as the definition says, or refused whole, and there is no other ending.
    [Theory]
    [MemberData(nameof(CountingTests.Cases), MemberType = typeof(CountingTests))]
    public void Any_bytes_are_counted_as_the_definition_says_or_refused(OracleKind kind, int domain, double epsilon, int users)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var (size, real) = (oracle.ReportSize, Batches.Of(oracle, Batches.InTurn(domain, Math.Min(users, 20)), 4));
        var any = Gen.Int[0, 3].SelectMany(reports => Gen.Byte.Array[reports * size]);
        var damaged = Gen.Select(Gen.Int[1, 3], Gen.Int[0, 16], Damage.Any.Array[0, 2]).Select((reports, first, damages) =>
            damages.Aggregate(real.AsSpan(first % Math.Max(1, (real.Length / size) - reports) * size, reports * size).ToArray(), (bytes, damage) => damage(bytes)));
        Gen.OneOf(any, damaged).Sample(bytes =>
        {
            var aggregator = oracle.CreateAggregator();
            if (WellFormed.Is(oracle, bytes))
            {
                aggregator.Add(bytes);
                Assert.Equal(bytes.Length / size, aggregator.Reports);
                Assert.Equal(Batches.Supports(oracle.Parameters, bytes, size), ((FrequencyAggregator)aggregator).Supports());
                return;
            }

            Assert.Throws<BadInputException>(() => aggregator.Add(bytes));
            Assert.True(aggregator.Reports == 0 && aggregator.Counts.IndexOfAnyExcept(0) < 0);
        }, iter: 100);
    }
}

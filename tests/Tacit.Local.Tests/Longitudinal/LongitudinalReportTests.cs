using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Tacit.Local.Tests.Encodings;

namespace Tacit.Local.Tests.Longitudinal;

/// <summary>Documents that read back, reports that are malformed, and counts that add up.</summary>
public sealed class LongitudinalReportTests
{
    [Theory]
    [InlineData(LongitudinalKind.LOsue, 64, """{"domain":64,"epsilon":"2","epsilon1":"1","keep":"8000000000000000","keep2":"cdaad720b978d7e4","noise":"1e84152bac31aeaa","noise2":"325528df4687281c","protocol":"l-osue","version":1}""")]
    [InlineData(LongitudinalKind.OLoloha, 64, """{"domain":64,"epsilon":"2","epsilon1":"1","hash":"affine16","keep":"b6137869fdc8da20","keep2":"9dd07be023e0272f","protocol":"ololoha","size":4,"version":1}""")]
    public void Golden_documents(LongitudinalKind kind, int domain, string document)
    {
        var p = LongitudinalParameters.For(kind, domain, 2, 1);
        Assert.Equal(document, p.Document);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)))[..32], p.Id);
        var read = Assert.IsType<LongitudinalProtocol>(ReportProtocols.Parse(document));
        Assert.Equal((p, p.Id, p.Rounds, p.GetHashCode()), (read.Parameters, read.Id, read.Parameters.Rounds, read.Parameters.GetHashCode()));
    }

    [Theory]
    [MemberData(nameof(HistoryLossTests.Grid), MemberType = typeof(HistoryLossTests))]
    public void Every_document_reads_back(LongitudinalKind kind, int domain, string forever, string report)
    {
        foreach (var calibration in Enum.GetValues<Calibration>())
        {
            var p = LongitudinalParameters.For(kind, domain, Numerics.Rational.Parse(forever), Numerics.Rational.Parse(report), calibration);
            Assert.Equal(p, LongitudinalParameters.Parse(p.Document));
        }
    }

    [Theory]
    [InlineData("\"epsilon\":\"2\"", "\"epsilon\":\"1.9\"", "all reports together")]
    [InlineData("\"epsilon1\":\"1\"", "\"epsilon1\":\"0.9\"", "one report")]
    [InlineData("\"epsilon1\":\"1\"", "\"epsilon1\":\"1.0\"", "canonical")]
    [InlineData("\"epsilon1\":\"1\",", "", "missing")]
    [InlineData("\"version\":1", "\"version\":2", "version is 2")]
    [InlineData("\"version\":1", "\"version\":1,\"x\":1", "canonical")]
    [InlineData("{\"domain\"", "{ \"domain\"", "canonical")]
    [InlineData("l-osue", "l-oue", "")]
    [InlineData("l-osue", "l-grr", "another kind of protocol")]
    [InlineData("l-osue", "biloloha", "size of biloloha")]
    [InlineData("\"noise2\"", "\"noise3\"", "another kind of protocol")]
    [InlineData("\"protocol\"", "\"size\":4,\"protocol\"", "no size")]
    [InlineData("\"domain\":64", "\"domain\":1", "2 to")]
    public void Changed_documents_are_refused(string from, string into, string says)
    {
        var document = LongitudinalParameters.For(LongitudinalKind.LOsue, 64, 2, 1).Document;
        var changed = document.Replace(from, into, StringComparison.Ordinal);
        Assert.NotEqual(document, changed);
        var exception = Record.Exception(() => LongitudinalParameters.Parse(changed));
        if (into == "l-oue")
        {
            Assert.Null(exception); // the same integers under the name of another protocol keep the same promises
            return;
        }

        Assert.Contains(says, Assert.IsType<BadInputException>(exception).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LongitudinalKind.LGrr, 5)]
    [InlineData(LongitudinalKind.LGrr, 300)]
    [InlineData(LongitudinalKind.LOsue, 5)]
    [InlineData(LongitudinalKind.LSue, 300)]
    [InlineData(LongitudinalKind.OLoloha, 40)]
    [InlineData(LongitudinalKind.BiLoloha, 70_000)]
    public void Damaged_reports_are_counted_whole_or_refused_whole(LongitudinalKind kind, int domain)
    {
        var protocol = LongitudinalProtocol.Create(kind, domain, 2, 1);
        var good = MemoBatches.Of(protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(1)), "c", LocalRandomness.Seeded(2)), [1, 2, 3]);
        Damage.Any.Array[0, 2].Sample(damages =>
        {
            var (aggregator, bytes) = (protocol.CreateAggregator(), damages.Aggregate(good, (b, damage) => damage(b)));
            if (bytes.Length % protocol.ReportSize == 0 && bytes.Chunk(protocol.ReportSize).All(r => IsReport(protocol.Parameters, new(r, isUnsigned: true))))
            {
                aggregator.Add(bytes);
                Assert.Equal(bytes.Length / protocol.ReportSize, aggregator.Reports);
                return;
            }

            Assert.Throws<BadInputException>(() => aggregator.Add(bytes));
            Assert.True(aggregator.Reports == 0 && aggregator.Counts.IndexOfAnyExcept(0) < 0);
        }, iter: 300);
    }

    [Fact]
    public void Counts_add_up_and_only_with_their_like()
    {
        foreach (var kind in Enum.GetValues<LongitudinalKind>())
        {
            var protocol = LongitudinalProtocol.Create(kind, 20, 2, 1);
            var reports = MemoBatches.Of(protocol.Client(new MemoryMemoStore(LocalRandomness.Seeded(1)), "c", LocalRandomness.Seeded(2)), Enumerable.Range(0, 100).Select(i => i % 20).ToArray());
            var (whole, left, right) = (protocol.CreateAggregator(), protocol.CreateAggregator(), protocol.CreateAggregator());
            whole.Add(reports);
            left.Add(reports.AsSpan(0, 37 * protocol.ReportSize));
            right.Add(reports.AsSpan(37 * protocol.ReportSize));
            var resumed = protocol.CreateAggregator(right.Reports, right.Counts);
            resumed.Merge(left);
            Assert.Equal(whole.Reports, resumed.Reports);
            Assert.Equal(whole.Counts, resumed.Counts);
            Assert.Throws<BadInputException>(() => resumed.Merge(LongitudinalProtocol.Create(kind, 20, 2, 0.9).CreateAggregator()));
        }
    }

    private static bool IsReport(LongitudinalParameters p, BigInteger report) => p.Kind switch
    {
        LongitudinalKind.LGrr => report < p.Domain,
        LongitudinalKind.OLoloha or LongitudinalKind.BiLoloha => report >> (p.Domain > 65_536 ? 128 : 64) < p.Size,
        _ => report >> p.Domain == 0,
    };
}

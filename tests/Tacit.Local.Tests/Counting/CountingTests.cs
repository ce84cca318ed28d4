using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Counting;

/// <summary>Fast counters count what a loop from the definition counts, whatever the order and however reports are spread.</summary>
public sealed class CountingTests
{
    public static TheoryData<OracleKind, int, double, int> Cases => new()
    {
        { OracleKind.Grr, 2, 1, 1001 },
        { OracleKind.Grr, 200, 1, 1003 },
        { OracleKind.Grr, 256, 1, 999 },
        { OracleKind.Grr, 257, 1, 1000 },
        { OracleKind.Grr, 70_000, 4, 500 },
        { OracleKind.Oue, 2, 1, 500 },
        { OracleKind.Oue, 5, 1, 5000 },
        { OracleKind.Oue, 64, 1, 5000 },
        { OracleKind.Oue, 130, 1, 4500 },
        { OracleKind.Oue, 256, 1, 300 },
        { OracleKind.Oue, 257, 1, 300 },
        { OracleKind.Oue, 300, 1, 9000 },
        { OracleKind.Sue, 1024, 1, 700 },
        { OracleKind.Sue, 191, 1, 7 },
        { OracleKind.The, 77, 1, 800 },
        { OracleKind.Blh, 100, 1, 3000 },
        { OracleKind.Olh, 2, 1, 2049 },
        { OracleKind.Olh, 31, 1, 100 },
        { OracleKind.Olh, 33, 0.5, 5000 },
        { OracleKind.Olh, 1024, 5, 600 },
        { OracleKind.Olh, 300, 7, 1100 },
        { OracleKind.Olh, 65_537, 1, 9 },
        { OracleKind.Subset, 2, 1, 200 },
        { OracleKind.Subset, 10, 1, 2000 },
        { OracleKind.Subset, 1000, 1, 100 },
        { OracleKind.Subset, 65, 2, 1000 },
        { OracleKind.Hadamard, 2, 1, 500 },
        { OracleKind.Hadamard, 100, 1, 3000 },
        { OracleKind.Hadamard, 1000, 1, 400 },
        { OracleKind.Hadamard, 40_000, 1, 30 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts_are_those_of_the_definition(OracleKind kind, int domain, double epsilon, int users)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var reports = Batches.Of(oracle, Batches.InTurn(domain, users), seed: 1);
        var aggregator = oracle.CreateAggregator();
        aggregator.Add(reports);
        Assert.Equal(users, aggregator.Reports);
        Assert.Equal(Batches.Supports(oracle.Parameters, reports, oracle.ReportSize), ((FrequencyAggregator)aggregator).Supports());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_partition_order_and_resumption_give_the_same_integers(OracleKind kind, int domain, double epsilon, int users)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var reports = Batches.Of(oracle, Batches.InTurn(domain, users), seed: 2);
        var whole = oracle.CreateAggregator();
        whole.Add(reports);
        var (left, right) = (oracle.CreateAggregator(), oracle.CreateAggregator());
        var cut = users / 3 * oracle.ReportSize;
        right.Add(reports.AsSpan(cut));
        left.Add([]);
        left.Add(reports.AsSpan(0, cut));
        var resumed = oracle.CreateAggregator(right.Reports, right.Counts);
        resumed.Merge(left);
        Assert.Equal(whole.Reports, resumed.Reports);
        Assert.Equal(whole.Counts, resumed.Counts);
    }

    [Fact]
    public void Other_parameters_are_never_merged()
    {
        var a = FrequencyOracle.Create(OracleKind.Oue, 8, 1).CreateAggregator();
        var b = FrequencyOracle.Create(OracleKind.Oue, 8, 1.1).CreateAggregator();
        Assert.Throws<BadInputException>(() => a.Merge(b));
        Assert.Throws<BadInputException>(() => FrequencyOracle.Create(OracleKind.Grr, 3, 1).CreateAggregator(1, [0, 2, 0]));
        Assert.Throws<BadInputException>(() => FrequencyOracle.Create(OracleKind.Grr, 3, 1).CreateAggregator(1, [0, 1]));
        Assert.Throws<BadInputException>(() => FrequencyOracle.Create(OracleKind.Hadamard, 4, 1).CreateAggregator(1, [1, -1, 0, 0]));
        Assert.Throws<BadInputException>(() => FrequencyOracle.Create(OracleKind.Hadamard, 4, 1).CreateAggregator(2, [1, 0, 0, 0]));
    }

    [Fact]
    public void Transform_is_that_of_the_matrix()
    {
        foreach (var size in new[] { 1, 2, 4, 8, 64 })
        {
            long[] values = [.. Enumerable.Range(0, size).Select(i => (i * 7919L % 101) - 50)];
            var expected = Enumerable.Range(0, size).Select(v => Enumerable.Range(0, size).Sum(j => (int.PopCount(v & j) & 1) == 0 ? values[j] : -values[j])).ToArray();
            WalshHadamard.Transform(values);
            Assert.Equal(expected, values);
        }
    }
}

namespace Tacit.Local.Tests.Planning;

/// <summary>The choice of a protocol, and the words for it.</summary>
public sealed class PlanTests
{
    [Theory]
    [InlineData(2, 1, OracleKind.Grr)]
    [InlineData(10, 1, OracleKind.Subset)]
    [InlineData(64, 1, OracleKind.Subset)]
    [InlineData(64, 4, OracleKind.Grr)]
    [InlineData(1024, 1, OracleKind.Olh)]
    [InlineData(1024, 4, OracleKind.Subset)]
    public void The_least_error_with_the_fewest_bytes(int domain, double epsilon, OracleKind kind)
    {
        var plan = FrequencyOracle.Plan(domain, epsilon, 100_000);
        Assert.Equal(kind, plan.Oracle.Parameters.Kind);
        Assert.Equal(plan.Candidates.Select(c => c.Variance).Order(), plan.Candidates.Select(c => c.Variance));
        Assert.Contains(OracleNames.Of(kind), plan.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_kept_and_named()
    {
        var small = FrequencyOracle.Plan(1024, 1, 1000, new OracleLimits { ReportBytes = 2 });
        Assert.Equal(OracleKind.Hadamard, small.Oracle.Parameters.Kind);
        Assert.Contains("bytes of a report", small.Explanation, StringComparison.Ordinal);
        var many = FrequencyOracle.Plan(1024, 1, 1_000_000_000, new OracleLimits { CountingSteps = 2e9 });
        Assert.Equal(OracleKind.Hadamard, many.Oracle.Parameters.Kind);
        Assert.Contains("steps of counting", many.Explanation, StringComparison.Ordinal);
        Assert.Contains("2 bytes", Assert.Throws<BadInputException>(() => FrequencyOracle.Plan(1 << 20, 1, 1000, new OracleLimits { ReportBytes = 2 })).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => FrequencyOracle.Plan(10, 1, 0));
    }

    // ±1 point with 95 % takes 141,470 reports of OUE at ε = 1.
    [Fact]
    public void Widths_are_those_of_the_normal_law()
    {
        var plan = FrequencyOracle.Plan(64, 1, 141_470);
        var oue = plan.Candidates.Single(c => c.Kind == OracleKind.Oue);
        Assert.Equal(0.01, 1.959964 * Math.Sqrt(oue.Variance / 141_470), 1e-7);
        Assert.Equal(1.959964 * Math.Sqrt(plan.Oracle.Law.Variance(0) / 141_470), plan.HalfWidth, 1e-7);
        Assert.DoesNotContain("even spread", FrequencyOracle.Plan(64, 1, 1_000_000).Explanation, StringComparison.Ordinal);
        Assert.Contains("even spread", FrequencyOracle.Plan(64, 1, 1000).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_read_back() => Assert.All(OracleNames.Names, name => Assert.Equal(name, OracleNames.Of(OracleNames.Parse(name.ToUpperInvariant()))));
}

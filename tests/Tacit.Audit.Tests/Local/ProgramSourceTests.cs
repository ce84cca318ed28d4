using Tacit.Audit.Local;
using Tacit.Local;

namespace Tacit.Audit.Tests.Local;

/// <summary>Clients in other languages. One that answers anything else than it was asked for ends the audit, with its line.</summary>
public sealed class ProgramSourceTests
{
    // Randomized response of two values, kept with 731/1000: as good as a generator of a shell is.
    private const string Response = """
        x=$$
        while read -r line; do
          case $line in
            *hello*) echo '{"protocol":"grr","epsilon":1,"delta":0,"domain":2}';;
            *)
              count=${line#*\"count\":}; count=${count%%,*}; value=${line#*\"value\":}; value=${value%%,*}
              out='{"reports":['; first=
              while [ $count -gt 0 ]; do
                count=$((count-1)); x=$(( (x*6364136223846793005+1442695040888963407) )); u=$(( (x>>33 & 2147483647) % 1000 ))
                if [ $u -lt 731 ]; then y=$value; else y=$((1-value)); fi
                if [ $y = 0 ]; then out=$out$first'"AA=="'; else out=$out$first'"AQ=="'; fi
                first=,
              done
              echo "$out]}";;
          esac
        done
        """;

    [Fact]
    public async Task A_client_of_a_shell_is_audited()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        using var source = ProgramSource.Start("sh", ["-c", Response]);
        Assert.Equal(("grr", 2, 1.0), (source.Protocol, source.Domain, source.Claim.Epsilon));
        var pairwise = ReportAttack.Pairwise(FrequencyOracle.Create(OracleKind.Grr, 2, 1), 0, 1);
        foreach (var attack in new[] { ReportAttack.Search(), pairwise })
        {
            var result = await LdpAuditor.RunAsync(source, attack, new() { Trials = 4000, Alpha = 1e-9, Threads = 2 });
            Assert.InRange(result.EpsilonLower, .5, 1.02);
        }
    }

    [Fact]
    public async Task A_client_that_gives_its_value_away_is_caught()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        using var source = ProgramSource.Start("sh", ["-c", Response.Replace("731", "1000", StringComparison.Ordinal)]);
        var result = await LdpAuditor.RunAsync(source, ReportAttack.Search(), new() { Trials = 1000, Threads = 1 });
        Assert.Equal(LocalVerdict.Exceeded, result.Verdict);
        Assert.Equal(result.Ceiling, result.EpsilonLower, 1e-9);
    }

    [Theory]
    [InlineData("read x; echo oops", "oops")]
    [InlineData("read x; echo '{\"protocol\":\"grr\",\"epsilon\":\"one\",\"domain\":4}'", "\"one\"")]
    [InlineData("read x; echo '{\"protocol\":\"grr\",\"epsilon\":1,\"domain\":1}'", "\"domain\":1")]
    [InlineData("read x; echo '{\"protocol\":\"grr\",\"epsilon\":1}'", "\"epsilon\":1}")]
    [InlineData("exit 3", "exit code 3")]
    public void A_program_that_does_not_say_what_it_is_is_not_audited(string script, string quoted)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are shell scripts.");
        Assert.Contains(quoted, Assert.Throws<AuditException>(() => ProgramSource.Start("sh", ["-c", script])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo '{\"reports\":[\"AA==\"]}'", "{\"reports\":[\"AA==\"]}")]
    [InlineData("echo '{\"reports\":\"AA==\"}'", "{\"reports\":\"AA==\"}")]
    [InlineData("echo '{\"reports\":[\"AA==\"]}'", "1 reports where 10 were asked for")]
    [InlineData("echo \"{\\\"reports\\\":[$(for i in $(seq 9); do printf '\"?\",'; done)\\\"?\\\"]}\"", "{\"reports\":[\"?\",\"?\",")]
    [InlineData("echo '{\"report\":[]}'", "{\"report\":[]}")]
    [InlineData("echo '[1'", "[1")]
    [InlineData("printf '%s\\n' '{\"reports\":[\"\\ud800\"]}'", "reports")]
    [InlineData("exit 4", "exit code 4")]
    public async Task A_line_that_was_not_asked_for_ends_the_audit_and_is_quoted(string answer, string quoted)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are shell scripts.");
        using var source = ProgramSource.Start("sh", ["-c", $"read x; echo '{{\"protocol\":\"grr\",\"epsilon\":1,\"delta\":0,\"domain\":2}}'; while read x; do {answer}; done"]);
        var error = await Assert.ThrowsAsync<AuditException>(() => LdpAuditor.RunAsync(source, ReportAttack.Of(new ReportEvent("never", _ => false)), new() { Trials = 1000, Threads = 1 }));
        Assert.Contains(quoted, error.Message, StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit audit local</c>: bounds near ε, broken clients found, clients in other languages, and a picture.</summary>
public sealed class AuditLocalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-audit-local-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // .983 ± .005 is expected; above 1 with probability at most .005, at any time.
    [Fact]
    public async Task The_bound_of_a_correct_protocol_is_near_what_it_claims()
    {
        var run = await Tool.HereAsync(_folder, "audit", "local", "--protocol", "grr", "--domain", "16", "--epsilon", "1", "--json", "--seed", "1");
        Assert.Equal(0, run.Exit);
        var json = JsonNode.Parse(run.Output)!;
        Assert.Equal((1.0, 0.99, 1_000_000), (json["epsilonClaimed"]!.GetValue<double>(), json["confidence"]!.GetValue<double>(), json["trials"]!.GetValue<int>()));
        Assert.InRange(json["epsilonLower"]!.GetValue<double>(), 0.95, 1);
        Assert.Equal(("within", "pairwise", "1"), (json["verdict"]!.GetValue<string>(), json["attack"]!.GetValue<string>(), json["seed"]!.GetValue<string>()));
        Assert.Equal(run.Output, (await Tool.HereAsync(_folder, "audit", "local", "--protocol", "grr", "--domain", "16", "--epsilon", "1", "--json", "--seed", "1", "--threads", "1")).Output);
    }

    [Theory]
    [InlineData(0, "--protocol", "oue", "--attack", "guess")]
    [InlineData(0, "--protocol", "olh", "--attack", "search")]
    [InlineData(0, "--protocol", "the")]
    [InlineData(0, "--protocol", "hr", "--first", "2", "--second", "1")]
    [InlineData(1, "--protocol", "broken-oue")]
    [InlineData(1, "--protocol", "broken-sue", "--attack", "pairwise")]
    [InlineData(0, "--protocol", "broken-sue", "--attack", "guess")]
    [InlineData(1, "--protocol", "broken-hash-only")]
    [InlineData(2, "--protocol", "broken-grr")]
    [InlineData(2, "--protocol", "rappor")]
    [InlineData(2, "--protocol", "grr", "--first", "16")]
    [InlineData(2, "--protocol", "grr", "--second", "0")]
    [InlineData(2, "--protocol", "grr", "--confidence", "1")]
    [InlineData(2, "--protocol", "grr", "--trials", "5")]
    [InlineData(2, "--protocol", "grr", "--process", "cat")]
    [InlineData(2)]
    public async Task Exit_codes_are_those_of_the_page(int code, params string[] arguments)
    {
        var (exit, output, error, _) = await Tool.HereAsync(_folder, ["audit", "local", "--domain", "16", "--epsilon", "1", "--trials", "10000", "--seed", "7", .. arguments]);
        Assert.True(exit == code, $"{exit}: {output} {error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(code == 1, output.Contains("EXCEEDED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_in_another_language_says_what_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        await File.WriteAllTextAsync(Path.Combine(_folder, "client.sh"), """
            while read -r line; do
              case $line in
                *hello*) echo '{"protocol":"grr","epsilon":1,"delta":0,"domain":2}';;
                *)
                  count=${line#*\"count\":}; count=${count%%,*}
                  case $line in *'"value":0'*) report='"AA=="';; *) report='"AQ=="';; esac
                  out=$report
                  while [ $count -gt 1 ]; do count=$((count-1)); out=$out,$report; done
                  echo "{\"reports\":[$out]}";;
              esac
            done
            """);
        foreach (var attack in new[] { "search", "pairwise", "guess" })
        {
            var run = await Tool.HereAsync(_folder, "audit", "local", "--process", "sh client.sh", "--trials", "1000", "--attack", attack, "--json");
            Assert.Equal(1, run.Exit);
            var json = JsonNode.Parse(run.Output)!;
            Assert.Equal("exceeded", json["verdict"]!.GetValue<string>());
            Assert.Equal(json["ceiling"]!.GetValue<double>(), json["epsilonLower"]!.GetValue<double>());
        }

        var wrong = await Tool.HereAsync(_folder, "audit", "local", "--process", "sh -c \"read x; echo '{oops}'\"", "--trials", "1000");
        Assert.Equal(1, wrong.Exit);
        Assert.Contains("{oops}", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Tool.HereAsync(_folder, "audit", "local", "--process", "no-such-program")).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "audit", "local", "--process", "sh client.sh", "--domain", "4")).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "audit", "local", "--process", "sh client.sh", "--timeout", "0")).Exit);
        Assert.Contains("--low", (await Tool.HereAsync(_folder, "audit", "local", "--process", "sh client.sh", "--low", "0")).Error, StringComparison.Ordinal);
        Assert.Contains("--rounds", (await Tool.HereAsync(_folder, "audit", "local", "--process", "sh client.sh", "--rounds", "3")).Error, StringComparison.Ordinal);
        Assert.Contains("fixed", (await Tool.HereAsync(_folder, "audit", "local", "--protocol", "smp", "--domains", "4,4", "--epsilon", "1", "--first", "1", "--second", "2")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_has_the_claimed_and_the_audited_epsilon()
    {
        var run = await Tool.HereAsync(_folder, "audit", "local", "--protocol", "the", "--domain", "16", "--epsilon", "1", "--trials", "10000", "--plot", "the.svg", "--json", "--seed", "2");
        Assert.Equal(0, run.Exit);
        var grid = JsonNode.Parse(run.Output)!["grid"]!.AsArray();
        Assert.Equal(5, grid.Count);
        Assert.All(grid, g => Assert.True(g!["epsilonTight"]!.GetValue<double>() < g["epsilonClaimed"]!.GetValue<double>()));
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(Path.Combine(_folder, "the.svg")), StringComparison.Ordinal);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "audit", "local", "--protocol", "the", "--domain", "16", "--epsilon", "1", "--trials", "1000", "--plot", "no-such/the.svg")).Exit);
        Assert.Contains("follows from f, p and q", (await Tool.HereAsync(_folder, "audit", "local", "--protocol", "rappor", "--trials", "100", "--plot", "r.svg")).Error, StringComparison.Ordinal);
    }

    // Of devices that remember the claim is ε∞ while the value stays, and both ε grow alike.
    [Theory]
    [InlineData("--protocol l-osue --domain 8 --epsilon-infinity 2 --epsilon 0.75 --rounds 4")]
    [InlineData("--protocol smp --domains 4,4 --epsilon 1")]
    [InlineData("--protocol sw --low 0 --high 1 --epsilon 1")]
    public async Task A_picture_of_any_protocol_with_an_epsilon(string asked)
    {
        var run = await Tool.HereAsync(_folder, ["audit", "local", .. asked.Split(' '), "--trials", "2000", "--plot", "any.svg", "--json", "--seed", "2"]);
        Assert.Equal(0, run.Exit);
        Assert.Equal([0.25, 0.5, 1, 2, 4], JsonNode.Parse(run.Output)!["grid"]!.AsArray().Select(g => Math.Round(g!["epsilonClaimed"]!.GetValue<double>(), 6)));
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(Path.Combine(_folder, "any.svg")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sw --low 0 --high 10 --epsilon 1")]
    [InlineData("cms --rows 4 --width 16 --epsilon 1")]
    [InlineData("rsfd-grr --domains 2,3 --epsilon 1")]
    [InlineData("l-osue --domain 4 --epsilon-infinity 2 --epsilon 1 --rounds 4")]
    public async Task Every_protocol_is_audited(string protocol)
    {
        var run = await Tool.HereAsync(_folder, ["audit", "local", "--trials", "5000", "--seed", "1", "--json", "--protocol", .. protocol.Split(' ')]);
        Assert.True(run.Exit == 0, run.Error);
        Assert.InRange(JsonNode.Parse(run.Output)!["epsilonLower"]!.GetValue<double>(), 0.3, 2.5);
    }
}

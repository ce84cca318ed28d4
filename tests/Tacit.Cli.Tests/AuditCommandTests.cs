using System.Text.Json;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>`tacit audit mechanism` as a user runs it. What programs do wrong is in the tests of the audit room.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-audit-").FullName;

    // Keeps the bit of the input with probability 3/4, so ε = ln 3.
    private const string Response = """
        while read -r line; do
          seed=${line##*\"seed\":}; seed=${seed%\}}; input=${line#*\"input\":}; input=${input%%,*}
          if [ $((seed % 4)) -eq 0 ]; then echo $((1 - input)); else echo $input; fi
        done
        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, "--builtin", "discrete-laplace")]
    [InlineData(0, "--builtin", "partition-selection")]
    [InlineData(1, "--builtin", "broken-half-noise")]
    [InlineData(1, "--builtin", "broken-naive-float")]
    [InlineData(0, "--builtin", "broken-large-counts")]
    [InlineData(1, "--builtin", "broken-large-counts", "--search")]
    [InlineData(0, "--builtin", "discrete-laplace", "--search", "--max-events", "1")]
    [InlineData(2, "--builtin", "discrete-laplace", "--max-events", "0")]
    [InlineData(2, "--builtin", "discrete-laplace", "--max-events", "33")]
    [InlineData(2, "--builtin", "discrete-laplace", "--relation", "replace")]
    [InlineData(2, "--builtin", "discrete-laplace", "--count", "2")]
    [InlineData(2, "--epsilon", "1", "--search", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--search", "--records", "[0,1]", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--search", "--records", "7", "--relation", "replace", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--search", "--records", "[1]", "--relation", "replace", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--search", "--records", "[1,oops]", "--relation", "replace", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--search", "--records", "[0,1]", "--relation", "replace", "--first", "0", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--first", "0", "--second", "1", "--relation", "replace", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--first", "0", "--second", "1", "--count", "0", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--first", "0", "--second", "1", "--count", "2", "--timing", "--", "cat")]
    [InlineData(2, "--builtin", "no-such")]
    [InlineData(2, "--builtin", "discrete-laplace", "--epsilon", "1")]
    [InlineData(2)]
    [InlineData(2, "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--first", "oops", "--second", "1", "--", "cat")]
    [InlineData(2, "--epsilon", "-1", "--first", "0", "--second", "1", "--", "cat")]
    [InlineData(2, "--epsilon", "1", "--pairs", "no-such-file", "--", "cat")]
    [InlineData(1, "--epsilon", "1", "--first", "0", "--second", "1", "--", "no-such-program")]
    public async Task Exit_codes_are_those_of_the_page(int code, params string[] arguments)
    {
        var (exit, output, error, _) = await Tool.HereAsync(_folder, ["audit", "mechanism", "--runs", "4000", "--seed", "7", .. arguments]);
        Assert.True(exit == code, $"{exit}: {output} {error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("oops", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "--attack", "file-statistics")]
    [InlineData(0, "--attack", "row-order", "--epsilon", "2", "--json")]
    [InlineData(2, "--attack", "guessing")]
    [InlineData(2, "--trials", "3")]
    [InlineData(2, "--alpha", "0")]
    [InlineData(2, "--epsilon", "-1")]
    [InlineData(2, "--delta", "0.1")]
    [InlineData(2, "--policy", "no-such-file")]
    [InlineData(2, "--population", "people")]
    [InlineData(2, "--no-such-option")]
    public async Task Attacks_on_queries_have_the_exit_codes_of_the_page(int code, params string[] arguments)
    {
        var (exit, output, error, _) = await Tool.HereAsync(_folder, ["audit", "query", .. code == 0 ? ["--trials", "20", "--seed", "7"] : Array.Empty<string>(), .. arguments]);
        Assert.True(exit == code, $"{exit}: {output} {error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        if (arguments.Contains("--json"))
        {
            using var json = JsonDocument.Parse(output);
            Assert.Equal(1, json.RootElement.GetProperty("format").GetInt32());
            Assert.Equal("within", json.RootElement.GetProperty("attacks")[0].GetProperty("verdict").GetString());
            Assert.Equal(10, json.RootElement.GetProperty("attacks")[0].GetProperty("tacit").GetProperty("playsIn").GetInt32());
            Assert.Contains("40 of 40 plays", error, StringComparison.Ordinal);
        }
        else if (code == 0)
        {
            Assert.Contains("file-stat", output, StringComparison.Ordinal);
            Assert.Contains("That is no proof.", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0, "--profile", "elm")]
    [InlineData(0, "--engine", "tacit", "--attack", "direct", "--epsilon", "2", "--alpha", "1e-10", "--json")]
    [InlineData(0, "--data", "people.csv", "--attributes", "age, day", "--secret", "ill", "--attack", "cloning", "--json")]
    [InlineData(2, "--attack", "guessing")]
    [InlineData(2, "--profile", "oak")]
    [InlineData(2, "--victims", "3")]
    [InlineData(2, "--epsilon", "1")]
    [InlineData(2, "--engine", "tacit", "--profile", "elm")]
    [InlineData(2, "--engine", "tacit", "--epsilon", "-1")]
    [InlineData(2, "--engine", "oak")]
    [InlineData(2, "--data", "people.csv", "--secret", "ill")]
    [InlineData(2, "--data", "people.csv", "--attributes", "weight", "--secret", "ill")]
    [InlineData(2, "--data", "people.csv", "--attributes", "age", "--secret", "ill", "--value", "perhaps")]
    [InlineData(2, "--data", "no-such.csv", "--attributes", "age", "--secret", "ill")]
    [InlineData(2, "--attributes", "age")]
    public async Task Attacks_on_secrets_have_the_exit_codes_of_the_page(int code, params string[] arguments)
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "people.csv"), Enumerable.Range(0, 400).Select(i => $"{20 + (i % 8)},{i % 131},{(i % 5 < 2 ? "yes" : "no")}").Prepend("age,day,ill"));
        var (exit, output, error, _) = await Tool.HereAsync(_folder, ["audit", "query-attack", .. code == 0 ? ["--victims", "40", "--seed", "7"] : Array.Empty<string>(), .. arguments]);
        Assert.True(exit == code, $"{exit}: {output} {error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        if (arguments.Contains("--json"))
        {
            using var json = JsonDocument.Parse(output);
            var (root, attack) = (json.RootElement, json.RootElement.GetProperty("attacks")[0]);
            Assert.Equal((1, "7", false), (root.GetProperty("format").GetInt32(), root.GetProperty("seed").GetString(), root.GetProperty("exceeded").GetBoolean()));
            Assert.Equal(40, attack.GetProperty("victims").GetInt32());
            var isTacit = arguments.Contains("tacit");
            Assert.Equal(isTacit ? "within" : "measured", attack.GetProperty("verdict").GetString());
            Assert.Equal(isTacit ? JsonValueKind.Number : JsonValueKind.Null, attack.GetProperty("bound").ValueKind);
            Assert.Contains("40 of 40 games", error, StringComparison.Ordinal);
        }
        else if (code == 0)
        {
            Assert.Contains("cloning-fast ", output, StringComparison.Ordinal);
            Assert.Contains("the majority's share", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1.1", 0)]
    [InlineData("0.9", 1)]
    public async Task A_program_is_audited_and_the_result_is_one_object(string epsilon, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        var (exit, output, _, _) = await Tool.HereAsync(
            _folder, "audit", "mechanism", "--first", "0", "--second", "1", "--epsilon", epsilon, "--runs", "4000", "--seed", "8", "--json", "--", "sh", "-c", Response);
        Assert.Equal(code, exit);
        using var result = JsonDocument.Parse(output);
        Assert.Equal(1, result.RootElement.GetProperty("format").GetInt32());
        Assert.Equal(code == 1, result.RootElement.GetProperty("violated").GetBoolean());
        Assert.InRange(result.RootElement.GetProperty("epsilonAtLeast").GetDouble(), 0.9, 1.0986);
        Assert.Equal("8", result.RootElement.GetProperty("seed").GetString());
    }

    // Whether there is a zero, flipped in a fifth of the runs (ε = ln 4); never where two nines come first.
    private const string ShowsNines = """
        while read -r line; do
          seed=${line##*\"seed\":}; seed=${seed%%[,\}]*}; input=${line%%,\"seed\"*}
          case $input in *'[9,9'*) low=-1;; *) low=20;; esac
          case $input in *0*) bit=1;; *) bit=0;; esac
          if [ $((seed % 100)) -lt $low ]; then echo $((1 - bit)); else echo $bit; fi
        done
        """;

    [Fact]
    public async Task A_search_finds_what_the_pair_that_comes_to_mind_does_not_show()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        string[] common = ["--epsilon", "1.5", "--runs", "2000", "--seed", "5", "--json", "--", "sh", "-c", ShowsNines];
        var (exit, _, _, _) = await Tool.HereAsync(_folder, ["audit", "mechanism", "--first", "[]", "--second", "[0]", .. common]);
        Assert.Equal(0, exit);
        var (found, output, error, _) = await Tool.HereAsync(_folder, ["audit", "mechanism", "--search", "--records", "[0,9]", "--relation", "add-remove", "--most-records", "4", .. common]);
        Assert.True(found == 1, $"{found}: {output} {error}");
        using var result = JsonDocument.Parse(output);
        Assert.InRange(result.RootElement.GetProperty("search").GetProperty("proposed").GetInt32(), 10, 64);
        Assert.Contains("[9,9", result.RootElement.GetProperty("pairs")[0].GetProperty("pair").GetString(), StringComparison.Ordinal);
        Assert.Equal("output", result.RootElement.GetProperty("pairs")[0].GetProperty("test").GetString());
    }

    [Fact]
    public async Task A_leak_in_time_is_found_on_request_and_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        const string Slow = "while read -r x; do case $x in *':1,'*) sleep 0.01;; esac; echo ${#x}; done";
        var (exit, output, error, _) = await Tool.HereAsync(
            _folder, "audit", "mechanism", "--first", "0", "--second", "1", "--epsilon", "0.5", "--runs", "200", "--seed", "6", "--timing", "--", "sh", "-c", Slow);
        Assert.True(exit == 1, $"{exit}: {output} {error}");
        Assert.Contains("first and second, time: ε", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_come_from_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, ["{\"first\":0,\"second\":0}", string.Empty, "{\"first\":0,\"second\":1}"]);
        var (exit, output, _, _) = await Tool.HereAsync(
            _folder, "audit", "mechanism", "--pairs", file, "--epsilon", "0.5", "--runs", "2000", "--seed", "9", "--", "sh", "-c", Response);
        File.Delete(file);
        Assert.Equal(1, exit);
        Assert.Contains("line 3", output, StringComparison.Ordinal);
    }
}

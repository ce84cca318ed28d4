using System.Diagnostics;
using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit data pseudonymise</c>: there, back, at once, killed, and what is refused.</summary>
public sealed class DataPseudonymiseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-pseudonyms-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keys_go_and_come_back()
    {
        Write("labs.csv", "patient,mrn,value", "anna-7,anna-7,1.5", ",,2.5", "ben-8,x,3.5", "anna-7,y,4.5");
        var there = await RunAsync("labs.csv", "--key", "patient", "-o", "out.csv", "--json");
        Assert.Equal(0, there.Exit);
        var json = JsonNode.Parse(there.Output)!;
        Assert.Equal((4, 1, 2, 2), (json["rows"]!.GetValue<int>(), json["missing"]!.GetValue<int>(), json["subjects"]!.GetValue<int>(), json["newSubjects"]!.GetValue<int>()));
        Assert.Equal(["mrn"], json["repeating"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.Contains("'mrn'", there.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("anna-7,anna", File.ReadAllText(PathOf("out.csv")), StringComparison.Ordinal);
        var back = await RunAsync("out.csv", "--key", "patient", "--reveal", "-o", "back.csv");
        Assert.Equal((0, "4 rows of 2 subjects; 1 rows without a key  ->  back.csv"), (back.Exit, back.Output.Trim()));
        Assert.Equal(File.ReadAllLines(PathOf("labs.csv")), File.ReadAllLines(PathOf("back.csv")));
        Assert.True(File.Exists(PathOf("keys/crosswalk.db")));

        // Without the ring, without the crosswalk, for another audience: nobody is revealed.
        Assert.Equal(2, (await Tool.HereAsync(_folder, "data", "pseudonymise", "out.csv", "--key", "patient", "--audience", "registry", "--ring", "no/ring.json", "--reveal", "-o", "no.csv")).Exit);
        Assert.False(File.Exists(PathOf("no/ring.json")));
        Assert.Equal(2, (await RunAsync("out.csv", "--key", "patient", "--crosswalk", "no.db", "--reveal", "-o", "no.csv")).Exit);
        var other = await Tool.HereAsync(_folder, "data", "pseudonymise", "out.csv", "--key", "patient", "--audience", "other", "--ring", "keys/ring.json", "--reveal", "-o", "no.csv");
        Assert.Equal(2, other.Exit);
        Assert.Contains("3 rows hold no genuine identifier", other.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("no.csv")));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_locks_nobody_out()
    {
        // As a run leaves it whose clock was a day ahead, and one whose disk was full.
        Directory.CreateDirectory(PathOf("tmp-data/tacit/identity"));
        var mark = (TimeProvider.System.GetUtcNow().AddDays(1) - new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks / 2_500_000;
        File.WriteAllBytes(PathOf("tmp-data/tacit/identity/instance-127-0"), [.. BitConverter.GetBytes(mark), .. BitConverter.GetBytes(127L << 6)]);
        File.WriteAllText(PathOf("tmp-data/tacit/identity/instance-127-1"), "damaged");
        Write("new.csv", "id", "p1", "p2");
        var run = await RunAsync("new.csv", "--key", "id", "-o", "new-out.csv");
        Assert.True(run.Exit == 0, run.Error);
    }

    [Fact]
    public async Task A_table_of_the_catalogue_is_named_without_a_file()
    {
        var run = await RunAsync("nafld/persons", "--key", "id", "-o", "persons.parquet", "--json");
        Assert.Equal(0, run.Exit);
        var json = JsonNode.Parse(run.Output)!;
        Assert.Equal((17_549, 17_549), (json["rows"]!.GetValue<int>(), json["subjects"]!.GetValue<int>()));
        Assert.Contains("nafld/labs", (await RunAsync("nafld", "--key", "id", "-o", "n.csv")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_at_once_agree_on_who_is_who()
    {
        for (var i = 0; i < 3; i++)
        {
            Write($"t{i}.csv", Enumerable.Range(i * 1000, 3000).Select(n => $"p{n}").Prepend("id"));
        }

        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => RunAsync($"t{i}.csv", "--key", "id", "-o", $"o{i}.csv", "--json")));
        Assert.All(runs, r => Assert.True(r.Exit == 0, r.Error));
        Assert.Equal(5000, runs.Sum(r => JsonNode.Parse(r.Output)!["newSubjects"]!.GetValue<int>()));
        var pairs = Enumerable.Range(0, 3).SelectMany(i => File.ReadLines(PathOf($"t{i}.csv")).Skip(1).Zip(File.ReadLines(PathOf($"o{i}.csv")).Skip(1))).Distinct().ToList();
        Assert.Equal((5000, 5000), (pairs.Count, pairs.DistinctBy(p => p.Second).Count()));
    }

    [Theory]
    [InlineData("naming subjects")]
    [InlineData("writing rows")]
    public async Task Killed_it_leaves_no_output_and_a_crosswalk_that_goes_on(string when)
    {
        Write("few.csv", "id", "p1", "p2");
        Assert.Equal(0, (await RunAsync("few.csv", "--key", "id", "-o", "few-out.csv")).Exit);
        Write("t.csv", Enumerable.Range(0, 150_000).Select(n => $"p{n}").Prepend("id"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tacit.dll"), .. Arguments("t.csv", "--key", "id", "-o", "out.csv")])
        {
            WorkingDirectory = _folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["XDG_DATA_HOME"] = PathOf("data"), ["TMPDIR"] = _folder },
        };
        using (var process = Process.Start(start)!)
        {
            while (await process.StandardError.ReadLineAsync() is { } line && !line.Contains(when, StringComparison.Ordinal))
            {
            }

            await Task.Delay(40);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.False(File.Exists(PathOf("out.csv")) && when == "naming subjects");
        var again = await RunAsync("t.csv", "--key", "id", "-o", "out.csv", "--json");
        Assert.True(again.Exit == 0, again.Error);
        Assert.Equal(when == "writing rows" ? 0 : 149_998, JsonNode.Parse(again.Output)!["newSubjects"]!.GetValue<int>());
        Assert.Equal(File.ReadAllLines(PathOf("few-out.csv")).Skip(1), File.ReadLines(PathOf("out.csv")).Skip(2).Take(2));
        Assert.Equal(0, (await RunAsync("out.csv", "--key", "id", "--reveal", "-o", "back.csv")).Exit);
        Assert.Equal(File.ReadAllLines(PathOf("t.csv")), File.ReadAllLines(PathOf("back.csv")));
    }

    [Theory]
    [InlineData("t.csv", "--key", "nobody", "-o", "o.csv")]
    [InlineData("t.csv", "--key", "id", "-o", "o.xlsx")]
    [InlineData("t.csv", "--key", "id", "-o", "o.csv", "--type", "255")]
    [InlineData("t.csv", "--key", "id", "-o", "o.csv", "--memory", "1")]
    [InlineData("t.csv", "--key", "id", "-o", "o.csv", "--key-type", "float")]
    [InlineData("t.csv", "--key", "id", "-o", "o.csv", "--key-type", "integer")]
    [InlineData("t.csv", "--key", "id", "-o", "t.csv")]
    [InlineData("t.csv", "--key", "id")]
    [InlineData("nobody", "--key", "id", "-o", "o.csv")]
    [InlineData("none.csv", "--key", "id", "-o", "o.csv")]
    public async Task Bad_input_is_refused_without_a_word_of_a_key(params string[] arguments)
    {
        Write("t.csv", "id", "secret-5");
        var run = await RunAsync(arguments);
        Assert.Equal(2, run.Exit);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("secret", run.Error + run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("o.csv")));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, params IEnumerable<string> lines) => File.WriteAllLines(PathOf(name), lines);

    private static string[] Arguments(params string[] arguments) => ["data", "pseudonymise", .. arguments, "--audience", "registry", "--ring", "keys/ring.json"];

    private Task<Said> RunAsync(params string[] arguments) => Tool.HereAsync(_folder, Arguments(arguments));
}

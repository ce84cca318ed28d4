using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit collect</c>: plans in words, and simulated collections whose error is the announced one.</summary>
public sealed class CollectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-collect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The band is that of 63 degrees of freedom at 1e-9.
    [Fact]
    public async Task A_simulation_is_as_wrong_as_announced()
    {
        var run = await Tool.HereAsync(_folder, "collect", "simulate", "--protocol", "oue", "--domain", "64", "--epsilon", "1", "--users", "200000", "--json");
        Assert.Equal(0, run.Exit);
        var json = JsonNode.Parse(run.Output)!;
        var estimates = json["estimates"]!.AsArray();
        Assert.Equal(64, estimates.Count);
        Assert.All(estimates, e => Assert.InRange(e!["value"]!.GetValue<double>(), e["low"]!.GetValue<double>(), e["high"]!.GetValue<double>()));
        var (mse, expected) = (json["mse"]!.GetValue<double>(), json["analyticVariance"]!.GetValue<double>());
        Assert.True(expected >= 1.841e-5);
        Assert.InRange(mse / expected, 0.26, 2.48);
        Assert.True(json["reportsPerSecond"]!.GetValue<double>() > 0);
        Assert.Equal(("pure", 1.0), (json["loss"]!["type"]!.GetValue<string>(), json["loss"]!["epsilon"]!.GetValue<double>()));
    }

    [Fact]
    public async Task A_plan_says_what_and_why()
    {
        var json = JsonNode.Parse((await Tool.HereAsync(_folder, "collect", "plan", "--domain", "1024", "--epsilon", "1", "--users", "200000", "--json")).Output)!;
        Assert.Equal("olh", json["protocol"]!.GetValue<string>());
        Assert.Equal(1024, json["parameters"]!["domain"]!.GetValue<int>());
        Assert.Equal(7, json["candidates"]!.AsArray().Count);
        var text = await Tool.HereAsync(_folder, "collect", "plan", "--domain", "64", "--epsilon", "4", "--users", "1000");
        Assert.Contains("grr", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rounds_say_what_all_reports_of_a_user_cost()
    {
        var json = await JsonAsync("simulate", "--protocol", "L-OSUE", "--domain", "64", "--epsilon-infinity", "4", "--epsilon", "1", "--users", "20000", "--rounds", "3", "--change", "0.2", "--seed", "1");
        Assert.Equal((64, 3), (json["estimates"]!.AsArray().Count, json["rounds"]!.AsArray().Count));
        Assert.All(json["rounds"]!.AsArray(), r => Assert.InRange((double)r!["mse"]! / (double)r["analyticVariance"]!, 0.26, 2.48));
        var privacy = json["privacy"]!;
        Assert.Equal(("4", "1", "12", 3, "unbounded"), ((string)privacy["constantValueEpsilon"]!, (string)privacy["singleReportEpsilon"]!, (string)privacy["samePatternEpsilon"]!, (int)privacy["mostKept"]!, (string)privacy["arbitraryChange"]!));
        Assert.Equal(1.0, (double)json["loss"]!["epsilon"]!);

        var text = (await RunAsync("simulate", "--protocol", "1bitmean", "--domain", "10", "--epsilon-infinity", "1", "--users", "20000", "--rounds", "2")).Output;
        Assert.Contains("round 1: mean", text, StringComparison.Ordinal);
        Assert.Contains("arbitrary change: unbounded", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tuples_numbers_and_words_are_simulated()
    {
        var tuples = await JsonAsync("simulate", "--protocol", "rsfd-grr", "--domains", "10,4,32", "--epsilon", "1", "--users", "20000");
        Assert.Equal((46, 3), (tuples["estimates"]!.AsArray().Count, tuples["attributes"]!.AsArray().Count));
        Assert.True((double)tuples["privacy"]!["tupleEpsilon"]! > (double)tuples["privacy"]!["attributeEpsilon"]!);
        Assert.Equal(Math.Log((3 * (Math.E - 1)) + 1), (double)tuples["privacy"]!["tupleEpsilon"]!, 1e-6);

        var kept = await JsonAsync("simulate", "--protocol", "l-smp", "--domains", "10,4", "--epsilon-infinity", "4", "--epsilon", "1", "--users", "20000", "--rounds", "2", "--change", "1", "--seed", "1");
        Assert.Equal((14, 2, 2), (kept["estimates"]!.AsArray().Count, kept["rounds"]!.AsArray().Count, kept["rounds"]![1]!["attributes"]!.AsArray().Count));
        Assert.Equal(("4", 2), ((string)kept["privacy"]!["constantValueEpsilon"]!, (int)kept["privacy"]!["mostKept"]!));
        Assert.Contains("attribute 1, by", (await RunAsync("simulate", "--protocol", "l-smp", "--domains", "10,4", "--epsilon-infinity", "4", "--epsilon", "1", "--users", "2000")).Output, StringComparison.Ordinal);

        var numbers = await JsonAsync("simulate", "--protocol", "sw", "--low", "0", "--high", "100", "--shape", "bell", "--epsilon", "2", "--users", "20000");
        Assert.Equal(50, (double)numbers["estimates"]![0]!["truth"]!, 1e-9);
        Assert.Equal(1, numbers["distribution"]!.AsArray().Sum(d => (double)d!["frequency"]!), 1e-9);
        Assert.InRange((double)numbers["distance"]!, 0, 4);

        // Intervals of shares that end at zero are lopsided, and stand in brackets.
        var shares = await RunAsync("simulate", "--protocol", "sw", "--low", "0", "--high", "100", "--shape", "bell", "--epsilon", "2", "--users", "20000");
        Assert.True(shares.Exit == 0, shares.Error);
        Assert.Contains("[0.00", shares.Output, StringComparison.Ordinal);

        var words = await RunAsync("simulate", "--protocol", "pem", "--domain", "100", "--zipf", "2", "--epsilon", "4", "--users", "20000", "--most", "5");
        Assert.True(words.Exit == 0, words.Error);
        Assert.Contains(Local.WordSimulation.Words(1)[0], words.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shuffle_says_all_its_bounds()
    {
        var json = await JsonAsync("shuffle", "--epsilon", "2", "--users", "100000", "--delta", "1e-6");
        var (closed, any, grr) = ((double)json["closedForm"]!, (double)json["numeric"]!, (double)json["randomizedResponse"]!);
        Assert.True(grr > 0 && grr < any && any < closed && closed < 2);
        Assert.Equal(closed, Local.ShuffleBounds.ClosedForm(2, 100_000, 1e-6), 1e-12);
    }

    [Fact]
    public async Task A_collection_of_rounds_is_published()
    {
        string[] command = ["publish", "--name", "daily", "--protocol", "biloloha", "--domain", "64", "--epsilon", "1", "--epoch", "1.00:00:00", "-o", "daily.json"];
        Assert.Contains("needs --epsilon-infinity", (await RunAsync(command)).Error, StringComparison.Ordinal);
        Assert.Contains("Give --epoch", (await RunAsync([.. command[..^4], "--epsilon-infinity", "4", "-o", "daily.json"])).Error, StringComparison.Ordinal);
        var said = await RunAsync([.. command, "--epsilon-infinity", "4"]);
        Assert.True(said.Exit == 0, said.Error);
        var protocol = Assert.IsType<Local.LongitudinalProtocol>(Local.Collection.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "daily.json"))).Protocol);
        Assert.Equal((64, 4, 1), (protocol.Parameters.Domain, protocol.Parameters.ConstantValueEpsilon, protocol.Parameters.SingleReportEpsilon));
    }

    [Theory]
    [InlineData("she", "--domain 5 --epsilon 1")]
    [InlineData("dbitflip", "--domain 40 --epsilon-infinity 2")]
    [InlineData("1bitmean", "--domain 11 --epsilon 1")]
    [InlineData("rappor", "--f 0.25 --bits 32")]
    [InlineData("rsfd-grr", "--domains 4,7 --epsilon 1")]
    [InlineData("l-smp", "--domains 4,7 --epsilon-infinity 2 --epsilon 1")]
    [InlineData("sw", "--low 40 --high 160 --epsilon 1")]
    [InlineData("hcms", "--epsilon 4 --rows 64 --width 256")]
    [InlineData("pem", "--epsilon 4 --bits 48")]
    public async Task Every_protocol_can_be_published(string protocol, string options)
    {
        string[] command = ["publish", "--name", "any", "--epoch", "1.00:00:00", "--protocol", protocol, .. options.Split(' '), "-o", "any.json"];
        var said = await RunAsync(command);
        Assert.True(said.Exit == 0, said.Error);
        Assert.Equal(protocol, Local.Collection.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "any.json"))).Protocol.Name);
    }

    [Fact]
    public async Task Fakes_follow_priors_from_a_file()
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "priors.csv"), ["0.7, 0.2, 0.1", "1,3"]);
        string[] command = ["publish", "--name", "visits", "--protocol", "rsrfd-grr", "--epsilon", "1", "-o", "visits.json"];
        Assert.Contains("--priors", (await RunAsync(command)).Error, StringComparison.Ordinal);
        Assert.Contains("does not take --domains", (await RunAsync([.. command, "--domains", "3,2", "--priors", "priors.csv"])).Error, StringComparison.Ordinal);
        var said = await RunAsync([.. command, "--priors", "priors.csv"]);
        Assert.True(said.Exit == 0, said.Error);
        var read = Local.Collection.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "visits.json"))).Protocol;
        Assert.Equal(Local.TupleProtocol.CreateWithPriors(Local.TupleKind.PriorGrr, [[0.7, 0.2, 0.1], [1, 3]], 1).Document, read.Document);
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.csv"), "0.7,many\n");
        Assert.Contains("'many'", (await RunAsync([.. command, "--priors", "bad.csv"])).Error, StringComparison.Ordinal);
        Assert.Contains("cannot be read", (await RunAsync([.. command, "--priors", "none.csv"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused()
    {
        var unknown = await RunAsync("simulate", "--protocol", "nothing", "--domain", "64", "--epsilon", "1", "--users", "5");
        Assert.Equal(2, unknown.Exit);
        Assert.All([.. Local.OracleNames.Names, .. Local.LongitudinalNames.Names, .. Local.TupleNames.Names, .. Local.NumberNames.Names, .. Local.SketchNames.Names, "dbitflip", "1bitmean", "rappor", "pem", "she"], (string name) => Assert.Contains(name, unknown.Error, StringComparison.Ordinal));
        var missing = await RunAsync("simulate", "--protocol", "biloloha", "--domain", "64", "--epsilon", "1", "--users", "5");
        Assert.Equal(2, missing.Exit);
        Assert.Contains("needs --epsilon-infinity", missing.Error, StringComparison.Ordinal);
        var other = await RunAsync("simulate", "--protocol", "oue", "--domain", "64", "--epsilon", "1", "--users", "5", "--rounds", "2");
        Assert.Equal(2, other.Exit);
        Assert.Contains("does not take --rounds", other.Error, StringComparison.Ordinal);
        var published = await RunAsync("publish", "--name", "any", "--protocol", "sw", "--low", "0", "--high", "1", "--epsilon", "1", "--hashes", "2", "-o", "any.json");
        Assert.Equal(2, published.Exit);
        Assert.Contains("does not take --hashes", published.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "collect", "simulate", "--protocol", "oue", "--domain", "1", "--epsilon", "1", "--users", "5")).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "collect", "simulate", "--protocol", "oue", "--domain", "64", "--epsilon", "x", "--users", "5")).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "collect", "plan", "--domain", "64", "--epsilon", "1", "--users", "0")).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "collect", "plan", "--domain", "64", "--epsilon", "1", "--users", "9", "--most-bytes", "0")).Exit);
    }

    private Task<Said> RunAsync(params string[] arguments) => Tool.HereAsync(_folder, ["collect", .. arguments]);

    private async Task<JsonNode> JsonAsync(params string[] arguments)
    {
        var said = await RunAsync([.. arguments, "--json"]);
        Assert.True(said.Exit == 0, said.Error);
        return JsonNode.Parse(said.Output)!;
    }
}

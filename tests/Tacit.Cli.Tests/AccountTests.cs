using System.Text.Json;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit account</c>: prices, limits, conversion and the comparison, as a user runs them.</summary>
public sealed class AccountTests : IDisposable
{
    private const string Mixed = """{"type":"composed","events":[{"type":"repeated","count":10,"event":{"type":"gaussian","noiseMultiplier":4}},{"type":"repeated","count":5,"event":{"type":"laplace","scale":8}},{"type":"repeated","count":200,"event":{"type":"poissonSampled","rate":0.05,"event":{"type":"gaussian","noiseMultiplier":1.5}}}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-account-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_training_run_has_its_certified_epsilon()
    {
        var price = await JsonAsync("epsilon", "--gaussian", "1.1", "--sampling-rate", "0.00426666666667", "--steps", "14061", "--delta", "1e-5");
        Assert.Equal(["epsilon", "epsilonLower", "delta", "accountant", "relation", "grid", "loss"], price.EnumerateObject().Select(m => m.Name));
        Assert.InRange(price.GetProperty("epsilon").GetDouble(), 2.3815039, 2.3816);
        Assert.InRange(price.GetProperty("epsilonLower").GetDouble(), 2.3804, 2.3815043);
        Assert.Equal(("pld", "addRemove"), (price.GetProperty("accountant").GetString(), price.GetProperty("relation").GetString()));
    }

    [Fact]
    public async Task The_grid_and_its_errors_are_told()
    {
        string[] run = ["epsilon", "--gaussian", "1", "--sampling-rate", "0.01", "--steps", "1000", "--delta", "1e-5"];
        var grid = (await JsonAsync(run)).GetProperty("grid");
        Assert.Equal(("remove", 1), (grid.GetProperty("direction").GetString(), grid.GetProperty("stages").GetInt32()));
        Assert.InRange(grid.GetProperty("transformError").GetDouble(), 1e-20, 1e-12);
        Assert.InRange(grid.GetProperty("truncationError").GetDouble(), 1e-30, 1e-18);
        Assert.InRange(grid.GetProperty("gridStep").GetDouble(), 1e-6, 1e-3);
        Assert.InRange(grid.GetProperty("shift").GetDouble(), 1e-7, 1e-2);
        var (exit, output, error, _) = await SayAsync([.. run, "--verbose"]);
        Assert.True(exit == 0, error);
        Assert.Contains("direction   remove decides", output, StringComparison.Ordinal);
        Assert.Contains("truncation ", output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await JsonAsync("epsilon", "--gaussian", "1", "--delta", "1e-5")).GetProperty("grid").ValueKind);
        Assert.Contains("no grid", (await SayAsync("epsilon", "--gaussian", "1", "--delta", "1e-5", "--verbose")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_events_is_priced_whole()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "events.json"), Mixed);
        var price = await JsonAsync("epsilon", "--events", "events.json", "--delta", "1e-6");
        Assert.InRange(price.GetProperty("epsilon").GetDouble(), 4.909554, 4.90957);
        Assert.InRange(price.GetProperty("epsilonLower").GetDouble(), 4.905, 4.909556);
        Assert.Equal(Mixed, JsonSerializer.Serialize(price.GetProperty("loss")));
    }

    [Fact]
    public async Task Noise_steps_and_rate_keep_to_the_target_and_agree()
    {
        string[] target = ["--epsilon", "1", "--delta", "1e-6"];
        var noise = await JsonAsync(["noise", "--sampling-rate", "0.01", "--steps", "1000", .. target]);
        Assert.InRange(noise.GetProperty("noise").GetDouble(), 1.5625, 1.5628);
        Assert.InRange(noise.GetProperty("epsilon").GetDouble(), 0.9999, 1);
        var sigma = noise.GetProperty("noise").GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        var steps = await JsonAsync(["steps", "--gaussian", sigma, "--sampling-rate", "0.01", .. target]);
        Assert.InRange(steps.GetProperty("steps").GetDouble(), 998, 1002);
        Assert.True(steps.GetProperty("epsilon").GetDouble() <= 1);
        var rate = await JsonAsync(["rate", "--gaussian", sigma, "--steps", "1000", .. target]);
        Assert.InRange(rate.GetProperty("samplingRate").GetDouble(), 0.00999, 0.01001);
        Assert.True(rate.GetProperty("epsilon").GetDouble() <= 1);
    }

    [Fact]
    public async Task A_sample_without_replacement_is_priced_under_replace()
    {
        var price = await JsonAsync("epsilon", "--gaussian", "0.5", "--batch", "100", "--of", "10000", "--steps", "100", "--delta", "1e-6");
        Assert.Equal("replace", price.GetProperty("relation").GetString());
        Assert.Equal(1, price.GetProperty("epsilon").GetDouble() / 8.0807997, 1e-3);
    }

    [Fact]
    public async Task Descriptions_of_other_libraries_become_our_losses()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "event.txt"), "dp_event.SelfComposedDpEvent(event=PoissonSampledDpEvent(sampling_probability=0.01, event=GaussianDpEvent(noise_multiplier=1.1)), count=1_000)\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "opacus.json"), """{"history":[[1.1,0.01,1000]],"mechanism":"rdp"}""");
        const string Run = """{"type":"repeated","count":1000,"event":{"type":"poissonSampled","rate":0.01,"event":{"type":"gaussian","noiseMultiplier":1.1}}}""";
        Assert.Equal(Run, (await SayAsync("convert", "event.txt")).Output.Trim());
        Assert.Equal($$"""{"type":"composed","events":[{{Run}}]}""", (await SayAsync("convert", "opacus.json", "--from", "opacus")).Output.Trim());
    }

    [Fact]
    public async Task A_comparison_is_drawn_three_ways()
    {
        var (exit, output, error, _) = await SayAsync("compare", "--laplace", "5", "--steps", "20", "--output", "curves", "--json");
        Assert.True(exit == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["basic", "advanced", "zcdp", "renyi", "pld"], json.RootElement.GetProperty("curves").EnumerateArray().Select(c => c.GetProperty("accountant").GetString()));
        Assert.Equal(["gdp"], json.RootElement.GetProperty("refused").EnumerateObject().Select(m => m.Name));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(Path.Combine(_folder, "curves.png")))[..4]);
        Assert.Contains("<svg", await File.ReadAllTextAsync(Path.Combine(_folder, "curves.svg")), StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(_folder, "curves.html"));
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.part"));
    }

    [Theory]
    [InlineData("Say what happened", "epsilon", "--delta", "1e-5")]
    [InlineData("must be a positive", "epsilon", "--gaussian", "-1", "--delta", "1e-5")]
    [InlineData("must be in [0, 1)", "epsilon", "--gaussian", "1", "--delta", "1")]
    [InlineData("No ε holds", "epsilon", "--gaussian", "1", "--delta", "0")]
    [InlineData("no accountant 'moments'", "epsilon", "--gaussian", "1", "--delta", "1e-5", "--accountant", "moments")]
    [InlineData("'poissonSampled'", "epsilon", "--gaussian", "1", "--sampling-rate", "0.1", "--delta", "1e-5", "--accountant", "zcdp")]
    [InlineData("must be in (0, 1]", "epsilon", "--gaussian", "1", "--sampling-rate", "1.5", "--delta", "1e-5")]
    [InlineData("together with --of", "epsilon", "--gaussian", "1", "--batch", "5", "--delta", "1e-5")]
    [InlineData("at least once", "epsilon", "--gaussian", "1", "--steps", "0", "--delta", "1e-5")]
    [InlineData("cannot be read", "epsilon", "--events", "missing.json", "--delta", "1e-5")]
    [InlineData("is not known to this version", "epsilon", "--events", "unknown.json", "--delta", "1e-5")]
    [InlineData("no counterpart of 'TreeDpEvent'", "convert", "tree.txt")]
    [InlineData("at character 17", "convert", "broken.txt")]
    [InlineData("Not even one step", "steps", "--gaussian", "0.1", "--epsilon", "0.1", "--delta", "1e-5")]
    [InlineData("is addRemove or replace", "epsilon", "--gaussian", "1", "--delta", "1e-5", "--relation", "zero-out")]
    public async Task Bad_input_is_told_apart(string message, params string[] arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "unknown.json"), """{"type":"quantum"}""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "tree.txt"), "TreeDpEvent(depth=3)");
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.txt"), "GaussianDpEvent(");
        var (exit, output, error, _) = await SayAsync(arguments);
        Assert.Equal((2, string.Empty), (exit, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private Task<Said> SayAsync(params string[] arguments) => Tool.HereAsync(_folder, ["account", .. arguments]);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (exit, output, error, _) = await SayAsync([.. arguments, "--json"]);
        Assert.True(exit == 0, error);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }
}

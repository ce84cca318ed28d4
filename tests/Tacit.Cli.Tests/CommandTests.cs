using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Tacit.Cli.Tests;

/// <summary>The command as a user runs it: exit codes, one JSON object, and no cell of the data in anything that it says or writes.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Canary = "CANARY-51c0";
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(2, "demo", "--epsilon", "-1")]
    [InlineData(2, "demo", "--epsilon", "NaN")]
    [InlineData(2, "demo", "--delta", "1")]
    [InlineData(2, "demo", "--data", "no-such-folder")]
    [InlineData(2, "demo", "--nonsense")]
    [InlineData(2, "data", "info", "no-such-data")]
    [InlineData(2, "ledger", "show", "no-such.ledger")]
    [InlineData(2, "report", "no-such.json")]
    [InlineData(0, "data", "list", "--json")]
    [InlineData(0, "demo", "--help")]
    public async Task Exit_codes_are_those_of_the_page(int code, params string[] arguments)
    {
        var (exit, output, error) = await RunAsync(arguments);
        Assert.Equal(code, exit);
        Assert.NotEqual(string.Empty, code == 0 ? output : error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_prints_one_object_and_its_ledger_holds_the_receipt_until_it_is_altered()
    {
        var (exit, output, _) = await RunAsync("demo", "--json");
        Assert.Equal(0, exit);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(7, report.RootElement.GetProperty("answers").GetArrayLength());
        Assert.All(report.RootElement.GetProperty("answers").EnumerateArray(), a => Assert.False(a.TryGetProperty("boundingEffect", out _)));
        Assert.Equal("ε = 1, δ = 1e-6", report.RootElement.GetProperty("budget").GetProperty("cap").GetString());
        var ledger = Path.Combine("tacit-demo", "demo.ledger");
        var json = Path.Combine("tacit-demo", "report.json");
        Assert.Equal(0, (await RunAsync("ledger", "verify", ledger, "--receipt", json)).Exit);
        await File.WriteAllTextAsync(Path.Combine(_folder, json), output.Replace(
            report.RootElement.GetProperty("budget").GetProperty("head").GetString()!, new string('a', 64), StringComparison.Ordinal));
        Assert.Equal(1, (await RunAsync("ledger", "verify", ledger, "--receipt", json)).Exit);
    }

    [Fact]
    public async Task The_effect_of_bounding_is_measured_on_request_and_paid_from_what_was_added_for_it()
    {
        var (exit, output, _) = await RunAsync("demo", "--json", "--bounding-effect");
        Assert.Equal(0, exit);
        using var report = JsonDocument.Parse(output);
        var answers = report.RootElement.GetProperty("answers").EnumerateArray().ToList();
        Assert.Equal(
            ["ε = 0.1", "ε = 0.25", "ε = 0.3", "ε = 0.05", "ε = 0.05", "ε = 0.05", "ε = 0.2, δ = 5e-7"],
            answers.Select(a => a.GetProperty("receipt").GetProperty("price").GetString()));
        Assert.Equal(
            [null, "ε = 0.05", "ε = 0.05, stored", "ε = 0.05", "ε = 0.05, stored", "ε = 0.05, stored", "ε = 0.05, stored"],
            answers.Select(a => a.TryGetProperty("boundingEffect", out var effect) ? Paid(effect.GetProperty("receipt")) : null));
        Assert.Equal("ε = 1.1, δ = 1e-6", report.RootElement.GetProperty("budget").GetProperty("cap").GetString());
        Assert.Equal("ε = 1.1, δ = 5e-7", report.RootElement.GetProperty("budget").GetProperty("spent").GetString());
        Assert.Contains("Measured effect of bounding", await File.ReadAllTextAsync(Path.Combine(_folder, "tacit-demo", "report.html")), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("ledger", "verify", Path.Combine("tacit-demo", "demo.ledger"), "--receipt", Path.Combine("tacit-demo", "report.json"))).Exit);

        // The ledger was opened with the larger cap: a demo without the option asks for another one.
        var (other, _, error) = await RunAsync("demo");
        Assert.Equal((1, true), (other, error.Contains("was opened with ε = 1.1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_simulation_says_so_and_has_the_truth_beside_each_effect()
    {
        var (exit, output, _) = await RunAsync("demo", "--json", "--bounding-effect", "--reveal-truth");
        Assert.Equal(0, exit);
        using var report = JsonDocument.Parse(output);
        Assert.Contains("simulated", report.RootElement.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("protects nobody", report.RootElement.GetProperty("trust").GetString(), StringComparison.Ordinal);
        Assert.False(report.RootElement.GetProperty("budget").TryGetProperty("fraction", out _));
        var effect = report.RootElement.GetProperty("answers")[1].GetProperty("boundingEffect");
        Assert.False(effect.GetProperty("receipt").GetProperty("isPrivate").GetBoolean());
        var truth = effect.GetProperty("truth").GetProperty("rows")[0].GetProperty("values");
        Assert.Equal(2, truth.GetArrayLength());
        Assert.All(truth.EnumerateArray(), v => Assert.True(double.IsInteger(v.GetProperty("value").GetDouble())));
    }

    [Theory]
    [InlineData("1,40,male,1000,0", 0)]
    [InlineData($"1,{Canary},male,1000,0", 2)]
    [InlineData($"{Canary},40,male,1000,0", 0)]
    [InlineData("1,40,male", 2)]
    public async Task No_cell_is_said_or_written(string person, int code)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        await File.WriteAllLinesAsync(Path.Combine(data, "nafld-persons.csv"), ["id,age,sex,futime,status", person, "2,50,female,2000,1"]);
        await File.WriteAllLinesAsync(Path.Combine(data, "nafld-labs.csv"), ["id,days,test,value", $"2,1,{Canary},50", "2,1,hdl,987654321.125"]);
        await File.WriteAllLinesAsync(Path.Combine(data, "nafld-events.csv"), ["id,days,event", $"2,10,{Canary}"]);
        var (exit, output, error) = await RunAsync("demo", "--data", data, "--json");
        Assert.Equal(code, exit);
        Assert.DoesNotContain(Canary, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("987654321", output + error, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(data, StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(Canary, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }
    }

    private static string Paid(JsonElement receipt) => receipt.GetProperty("price").GetString() + (receipt.GetProperty("isRepeated").GetBoolean() ? ", stored" : string.Empty);

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tacit.dll"), .. arguments])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

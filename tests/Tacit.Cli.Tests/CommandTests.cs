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
        var ledger = Path.Combine("tacit-demo", "demo.ledger");
        var json = Path.Combine("tacit-demo", "report.json");
        Assert.Equal(0, (await RunAsync("ledger", "verify", ledger, "--receipt", json)).Exit);
        await File.WriteAllTextAsync(Path.Combine(_folder, json), output.Replace(
            report.RootElement.GetProperty("budget").GetProperty("head").GetString()!, new string('a', 64), StringComparison.Ordinal));
        Assert.Equal(1, (await RunAsync("ledger", "verify", ledger, "--receipt", json)).Exit);
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

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => Command.RunAsync(_folder, arguments);
}

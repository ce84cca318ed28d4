using System.Text.Json;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>The command as a user runs it: exit codes, and the demo over the bundled data.</summary>
public sealed class CommandTests : IDisposable
{
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
        var (exit, output, error, _) = await Tool.RunAsync(_folder, arguments);
        Assert.Equal(code, exit);
        Assert.NotEqual(string.Empty, code == 0 ? output : error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_prints_one_object_and_its_ledger_holds_the_receipt_until_it_is_altered()
    {
        var (exit, output, _, _) = await Tool.RunAsync(_folder, "demo", "--json");
        Assert.Equal(0, exit);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(7, report.RootElement.GetProperty("answers").GetArrayLength());
        var ledger = Path.Combine("tacit-demo", "demo.ledger");
        var json = Path.Combine("tacit-demo", "report.json");
        Assert.Equal(0, (await Tool.RunAsync(_folder, "ledger", "verify", ledger, "--receipt", json)).Exit);
        await File.WriteAllTextAsync(Path.Combine(_folder, json), output.Replace(
            report.RootElement.GetProperty("budget").GetProperty("head").GetString()!, new string('a', 64), StringComparison.Ordinal));
        Assert.Equal(1, (await Tool.RunAsync(_folder, "ledger", "verify", ledger, "--receipt", json)).Exit);
    }
}

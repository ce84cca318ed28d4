using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>What <c>tacit report verify</c> says of a report, with nothing but the report.</summary>
public sealed class ReportVerifyTests(Planted planted) : IClassFixture<Planted>, IDisposable
{
    private readonly string _folder = planted.Copy();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_answer_of_the_demo_holds_without_data_and_ledger()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "elsewhere"));
        File.Copy(Path.Combine(_folder, "out", "report.json"), Path.Combine(_folder, "elsewhere", "report.json"));
        var (exit, output, error, _) = await Tool.RunAsync(Path.Combine(_folder, "elsewhere"), "report", "verify", "report.json");
        Assert.True(exit == 0, error + output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, (line, i) => Assert.StartsWith($"answer {i + 1}", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains(": holds, ε = ", line, StringComparison.Ordinal));
        var report = JsonNode.Parse((await Tool.RunAsync(_folder, "report", "verify", "out/report.json", "--json")).Output)!;
        Assert.Equal(["valid", "answers"], report.AsObject().Select(m => m.Key));
        Assert.Equal(lines.Length, report["answers"]!.AsArray().Count);
        Assert.All(report["answers"]!.AsArray(), a =>
        {
            Assert.Equal(["answer", "question", "valid", "simulated", "claimed", "price", "unit", "faults", "facts"], a!.AsObject().Select(m => m.Key));
            Assert.Equal(a["claimed"]!.GetValue<string>(), a["price"]!.GetValue<string>());
            Assert.NotEmpty(a["facts"]!.AsArray());
        });
    }

    [Theory]
    [InlineData("price", "the receipt says the price is ε = 0.001")]
    [InlineData("derivation", "carries no derivation")]
    public async Task An_altered_answer_does_not_hold(string member, string why)
    {
        var path = Path.Combine(_folder, "out", "report.json");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        var receipt = report["answers"]![1]!["receipt"]!.AsObject();
        if (member == "price")
        {
            receipt["price"] = "ε = 0.001";
        }
        else
        {
            receipt.Remove(member);
        }

        await File.WriteAllTextAsync(path, report.ToJsonString());
        var (exit, output, _, _) = await Tool.RunAsync(_folder, "report", "verify", "out/report.json");
        Assert.Equal(1, exit);
        var line = Assert.Single(output.Split('\n'), l => l.Contains("does not hold", StringComparison.Ordinal));
        Assert.StartsWith("answer 2: does not hold.", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        var json = JsonNode.Parse((await Tool.RunAsync(_folder, "report", "verify", "out/report.json", "--json")).Output)!;
        Assert.False(json["valid"]!.GetValue<bool>());
        Assert.NotEmpty(json["answers"]![1]!["faults"]!.AsArray());
    }
}

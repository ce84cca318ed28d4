using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;
using Tacit.Reporting;
using Tacit.Reports;

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
        var (exit, output, error, _) = await Tool.HereAsync(Path.Combine(_folder, "elsewhere"), "report", "verify", "report.json");
        Assert.True(exit == 0, error + output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, (line, i) => Assert.StartsWith($"answer {i + 1}", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains(": holds, ε = ", line, StringComparison.Ordinal));
        var report = JsonNode.Parse((await Tool.HereAsync(_folder, "report", "verify", "out/report.json", "--json")).Output)!;
        Assert.Equal(["valid", "answers", "models"], report.AsObject().Select(m => m.Key));
        Assert.Equal(lines.Length, report["answers"]!.AsArray().Count);
        Assert.All(report["answers"]!.AsArray(), a =>
        {
            Assert.Equal(["answer", "question", "valid", "simulated", "claimed", "price", "unit", "faults", "facts"], a!.AsObject().Select(m => m.Key));
            Assert.Equal(a["claimed"]!.GetValue<string>(), a["price"]!.GetValue<string>());
            Assert.NotEmpty(a["facts"]!.AsArray());
        });
    }

    [Fact]
    public async Task What_a_query_printed_holds_until_it_is_altered()
    {
        Assert.Equal(0, (await Tool.HereAsync(_folder, "policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "--delta", "1e-6", "-o", "nafld.policy.json")).Exit);
        var asked = await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--epsilon", "0.5", "--json", "select test, count(distinct id) as people, avg(value) as mean from labs group by test order by people desc limit 5");
        Assert.True(asked.Exit == 0, asked.Error);
        var file = Path.Combine(_folder, "answer.json");
        await File.WriteAllTextAsync(file, asked.Output);
        var holds = await Tool.HereAsync(_folder, "report", "verify", "answer.json");
        Assert.True(holds.Exit == 0, holds.Output + holds.Error);
        Assert.StartsWith("the answer: holds, ε = ", holds.Output, StringComparison.Ordinal);
        foreach (var (path, value) in new[] { ("epsilon", (JsonNode)0.1), ("price", "ε = 0.1"), ("expression", new JsonObject()) })
        {
            var answer = JsonNode.Parse(asked.Output)!;
            answer["loss"]![path] = value;
            await File.WriteAllTextAsync(file, answer.ToJsonString());
            var altered = await Tool.HereAsync(_folder, "report", "verify", "answer.json");
            Assert.Equal(1, altered.Exit);
            Assert.Contains($"loss.{path}", altered.Output, StringComparison.Ordinal);
        }
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
        var (exit, output, _, _) = await Tool.HereAsync(_folder, "report", "verify", "out/report.json");
        Assert.Equal(1, exit);
        var line = Assert.Single(output.Split('\n'), l => l.Contains("does not hold", StringComparison.Ordinal));
        Assert.StartsWith("answer 2: does not hold.", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        var json = JsonNode.Parse((await Tool.HereAsync(_folder, "report", "verify", "out/report.json", "--json")).Output)!;
        Assert.False(json["valid"]!.GetValue<bool>());
        Assert.NotEmpty(json["answers"]![1]!["faults"]!.AsArray());
    }

    [Theory]
    [InlineData(0, "holds", "pld")]
    [InlineData(1, "does not hold", "zcdp")]
    public async Task A_model_holds_where_its_epsilon_is_that_of_its_mechanisms(int exit, string verdict, string accountant)
    {
        var path = Path.Combine(_folder, "out", "report.json");
        var loss = PrivacyLoss.Gaussian(2).PoissonSampled(0.01).Repeat(100);
        var table = new Table(["measure"], ["value"], [new(["AUROC"], [new Estimate(0.8, 0.7, 0.9, 0.95, "rows")])]);
        var report = JsonReport.Read(await File.ReadAllTextAsync(path)) with
        {
            Models =
            [
                new()
                {
                    Name = "scans", Unit = PrivacyUnit.Person("id"), Trust = TrustModel.Central, NoiseBy = "the owner", Epsilon = Accounting.Accountant.LossDistributions.Epsilon(loss, 1e-5, Neighbours.AddRemove).Upper, Delta = 1e-5, Units = 1000,
                    Accountant = new(accountant, "this version", "its own grid"), Mechanisms = [new("steps", "1", 1, 2, SamplingScheme.Shuffled, SamplingScheme.Poisson, 100, loss)], Composition = "One run.", CountsTuning = true, UncoveredChoices = ["none"],
                    Sampler = "shuffled", Randomness = "AES", FloatingPoint = "none", PublicData = "none", Utility = table, Subgroups = table, MeasuredOn = "public rows", Attack = new("none found", 0, 0.95, Neighbours.AddRemove), LedgerId = "l", Retention = "ten years", IsPrivate = true,
                },
            ],
        };
        await File.WriteAllTextAsync(path, JsonReport.Write(report));
        var said = await Tool.HereAsync(_folder, "report", "verify", "out/report.json");
        Assert.True(said.Exit == exit, said.Output + said.Error);
        Assert.Contains($"model 1: {verdict}", said.Output, StringComparison.Ordinal);
        Assert.Contains("warning: mechanisms[0].executed", said.Output, StringComparison.Ordinal);
        var model = JsonNode.Parse((await Tool.HereAsync(_folder, "report", "verify", "out/report.json", "--json")).Output)!["models"]![0]!;
        Assert.Equal(exit == 0, model["valid"]!.GetValue<bool>());
        Assert.Contains("batches were shuffled batches, but are accounted as Poisson samples", (await Tool.HereAsync(_folder, "report", "out/report.json")).Output, StringComparison.Ordinal);
    }
}

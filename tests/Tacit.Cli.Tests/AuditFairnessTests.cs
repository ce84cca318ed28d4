using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary><c>tacit audit fairness</c> as an owner runs it: public rows, private ones, and what is refused.</summary>
public sealed class AuditFairnessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-fairness-").FullName;

    public AuditFairnessTests()
    {
        File.WriteAllText(Path.Combine(_folder, "scores.csv"), Scores(400));
        File.WriteAllText(Path.Combine(_folder, "validation.csv"), Scores(100));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Public_rows_give_groups_costs_and_a_warning_of_what_leaks()
    {
        string[] asked = ["scores.csv", "--group", "sex", "--group", "age", "--model", "1=dp_a,dp_b", "--model", "10=dp_a", "--resamples", "200"];
        var report = JsonNode.Parse((await DoneAsync([.. asked, "--validation", "validation.csv", "--json"])).Output)!;
        Assert.Equal(["format", "isPrivate", "data", "metric", "margin", "alpha", "fewestRows", "resamples", "seed", "models", "notes", "receipt"], report.AsObject().Select(m => m.Key));
        Assert.Equal(["reference", "ε = 1", "ε = 10"], report["models"]!.AsArray().Select(m => m!["name"]!.GetValue<string>()));
        Assert.Equal(2, report["models"]![1]!["runs"]!.GetValue<int>());
        Assert.Equal(9, report["models"]![1]!["groups"]!.AsArray().Count);
        Assert.True(report["models"]![1]!["groups"]![0]!["cost"]!["cost"]!["value"]!.GetValue<double>() > 0.05);
        Assert.Null(report["models"]![0]!["groups"]![0]!["cost"]);
        Assert.Contains("without protection", report["data"]!.GetValue<string>(), StringComparison.Ordinal);
        var text = (await DoneAsync([.. asked, "--threshold", "0.5"])).Output;
        Assert.Contains("sex × age: demographic parity", text, StringComparison.Ordinal);
        Assert.Contains("without protection", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Private_rows_are_paid_for_each_model_and_seed_and_the_budget_holds()
    {
        Assert.Equal(0, (await Tool.HereAsync(_folder, "ledger", "open", "l.ledger", "scans", "--person", "id", "--epsilon", "5")).Exit);
        string[] asked = ["scores.csv", "--group", "sex=female,male", "--model", "1=dp_a,dp_b", "--threshold", "0.5", "--resamples", "200", "--private", "--ledger", "l.ledger", "--account", "scans", "--unit", "id", "--epsilon", "2", "--bins", "4"];
        var report = JsonNode.Parse((await DoneAsync([.. asked, "--json"])).Output)!;
        Assert.Equal("ε = 4", report["receipt"]!["price"]!.GetValue<string>());
        Assert.Equal("ε = 1", report["receipt"]!["left"]!.GetValue<string>());
        Assert.True(report["isPrivate"]!.GetValue<bool>());
        Assert.Contains("all of them add up", report["data"]!.GetValue<string>(), StringComparison.Ordinal);

        // What no report can be made with is seen before anything is paid.
        asked[^3] = "0.1";
        Assert.Equal(2, (await RunAsync([.. asked, "--alpha", "0.9"])).Exit);
        Assert.Equal("ε = 0.8", JsonNode.Parse((await DoneAsync([.. asked, "--json"])).Output)!["receipt"]!["left"]!.GetValue<string>());
        asked[^3] = "2";

        // The second time the budget refuses.
        Assert.Equal(3, (await RunAsync(asked)).Exit);
    }

    [Theory]
    [InlineData("belong to --private", "--ledger", "l.ledger", "--threshold", "0.5")]
    [InlineData("give --ledger", "--private", "--threshold", "0.5", "--epsilon", "1")]
    [InlineData("an edge of its bins", "--private", "--ledger", "l.ledger", "--account", "a", "--epsilon", "1", "--threshold", "0.55")]
    [InlineData("must be public", "--private", "--ledger", "l.ledger", "--account", "a", "--epsilon", "1", "--threshold", "0.5")]
    [InlineData("leave out --validation", "--private", "--validation", "validation.csv")]
    [InlineData("chosen on validation rows alone")]
    [InlineData("not both", "--validation", "validation.csv", "--threshold", "0.5")]
    [InlineData("no column 'nothing'", "--reference", "nothing", "--threshold", "0.5")]
    [InlineData("row 1, column 'id': this is not a number", "--reference", "id", "--threshold", "0.5")]
    [InlineData("row 1, column 'sex': this is not 0 or 1", "--label", "sex", "--threshold", "0.5")]
    public async Task What_cannot_be_audited_is_bad_input(string why, params string[] arguments)
    {
        var (exit, output, error, _) = await RunAsync(["scores.csv", "--group", "sex", "--model", "1=dp_a", .. arguments]);
        Assert.True(exit == 2, $"{exit}: {output} {error}");
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.DoesNotContain("person-", error, StringComparison.Ordinal);
        Assert.DoesNotContain("female", error.Replace("sex=female,male", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_does_not_end_swallows_no_rows()
    {
        // With and without another quote after it, which would end it in a row of its own.
        var lines = Scores(400).Replace("\"", string.Empty, StringComparison.Ordinal).TrimEnd().Split('\n');
        lines[200] = lines[200][..(lines[200].LastIndexOf(',') + 1)] + "\"0.5";
        foreach (var last in new[] { lines[201], lines[201][..(lines[201].LastIndexOf(',') + 1)] + "\"0.5\"" })
        {
            lines[201] = last;
            await File.WriteAllLinesAsync(Path.Combine(_folder, "open.csv"), lines, TestContext.Current.CancellationToken);
            var (exit, _, error, _) = await RunAsync(["open.csv", "--group", "sex", "--model", "1=dp_a", "--threshold", "0.5", "--resamples", "100"]);
            Assert.Equal(2, exit);
            Assert.Contains("row 200: a quote does not end", error, StringComparison.Ordinal);
        }
    }

    private async Task<(int Exit, string Output, string Error)> DoneAsync(string[] arguments)
    {
        var (exit, output, error, _) = await RunAsync(arguments);
        Assert.True(exit == 0, $"{exit}: {error}");
        return (exit, output, error);
    }

    private Task<Said> RunAsync(string[] arguments) => Tool.HereAsync(_folder, ["audit", "fairness", .. arguments]);

    // The reference knows the label, the private models hardly do.
    private static string Scores(int rows)
    {
        var text = new StringBuilder("id,label,sex,age,reference,dp_a,dp_b\n");
        for (var i = 0; i < rows; i++)
        {
            var (label, noise) = (i % 2, i * 37 % 101 / 101.0);
            text.Append(CultureInfo.InvariantCulture, $"person-{i},{label},\"{(i % 3 == 0 ? "female" : "male")}\",{(i % 5 < 2 ? "old" : "young")},{(0.4 * label) + (0.6 * noise):R},{(0.1 * label) + (0.9 * noise):R},{(0.05 * label) + (0.95 * noise):R}\n");
        }

        return text.ToString();
    }
}

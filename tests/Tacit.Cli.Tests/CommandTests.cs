using System.Text.Json;
using DuckDB.NET.Data;
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
    [InlineData(2, "policy", "init", "nafld", "--unit", "test", "-o", "p.json")]
    [InlineData(2, "policy", "init", "nafld", "--unit", "id", "--epsilon", "x", "-o", "p.json")]
    [InlineData(2, "policy", "check", "no-such.json")]
    [InlineData(0, "policy", "schema")]
    [InlineData(0, "data", "list", "--json")]
    [InlineData(0, "demo", "--help")]
    public async Task Exit_codes_are_those_of_the_page(int code, params string[] arguments)
    {
        var (exit, output, error, _) = await Tool.HereAsync(_folder, arguments);
        Assert.Equal(code, exit);
        Assert.NotEqual(string.Empty, code == 0 ? output : error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_the_catalogue_is_complete_and_one_of_a_file_is_to_be_filled_in()
    {
        string[] init = ["policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "--delta", "1e-6", "-o", "nafld.policy.json"];
        Assert.Equal(0, (await Tool.HereAsync(_folder, init)).Exit);
        Assert.Equal(0, (await Tool.HereAsync(_folder, init)).Exit);
        var (checkedExit, output, _, _) = await Tool.HereAsync(_folder, "policy", "check", "nafld.policy.json", "--json");
        Assert.Equal(0, checkedExit);
        using var facts = JsonDocument.Parse(output);
        Assert.Equal("ε = 4, δ = 1e-6", facts.RootElement.GetProperty("populations")[0].GetProperty("budget").GetString());

        // What the owner wrote is not written over.
        await File.AppendAllTextAsync(Path.Combine(_folder, "nafld.policy.json"), "// mine\n");
        Assert.Equal(2, (await Tool.HereAsync(_folder, init)).Exit);

        await File.WriteAllTextAsync(Path.Combine(_folder, "labs.csv"), "id,value\nCANARY,987654\n");
        Assert.Equal(0, (await Tool.HereAsync(_folder, "policy", "init", "labs.csv", "--unit", "id", "-o", "labs.policy.json")).Exit);
        Assert.DoesNotContain("CANARY", await File.ReadAllTextAsync(Path.Combine(_folder, "labs.policy.json")), StringComparison.Ordinal);
        var (exit, _, error, _) = await Tool.HereAsync(_folder, "policy", "check", "labs.policy.json");
        Assert.Equal((2, true), (exit, error.Contains("3 facts are to be filled in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Bounds_are_learned_on_request_and_the_ledger_shows_what_that_cost()
    {
        await using (var connection = new DuckDBConnection($"DataSource={Path.Combine(_folder, "clinic.duckdb")}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "create table labs as select i::varchar as id, 10 + i % 100 as value from range(3000) t(i)";
            await command.ExecuteNonQueryAsync();
        }

        string[] init = ["policy", "init", "clinic.duckdb", "--unit", "id", "--epsilon", "2", "--learn-bounds", "1", "-o", "clinic.policy.json"];
        Assert.Equal(2, (await Tool.HereAsync(_folder, [.. init.Select(a => a == "1" ? "-1" : a)])).Exit);
        Assert.Equal(3, (await Tool.HereAsync(_folder, [.. init.Select(a => a == "1" ? "2.5" : a)])).Exit);
        var (exit, output, error, _) = await Tool.HereAsync(_folder, [.. init, "--json"]);
        Assert.True(exit == 0, error);
        using var learned = JsonDocument.Parse(output);
        Assert.Equal(("labs.value", "ε = 1"), (learned.RootElement.GetProperty("learned")[0].GetString(), learned.RootElement.GetProperty("spent").GetString()));
        Assert.Equal("$.populations[0].source.tables[0].rowsPerUnit", Assert.Single(learned.RootElement.GetProperty("toFillIn").EnumerateArray()).GetString());
        using var policy = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "clinic.policy.json")), new() { CommentHandling = JsonCommentHandling.Skip });
        var value = policy.RootElement.GetProperty("populations")[0].GetProperty("source").GetProperty("tables")[0].GetProperty("columns")[0];
        Assert.Equal((8, 128), (value.GetProperty("low").GetDouble(), value.GetProperty("high").GetDouble()));

        // Once more would be paid once more: the file is in the way, and nothing is spent.
        Assert.Equal(2, (await Tool.HereAsync(_folder, init)).Exit);
        Assert.Contains("ε = 1", (await Tool.HereAsync(_folder, "ledger", "show", "clinic.ledger")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_prints_one_object_and_its_ledger_holds_the_receipt_until_it_is_altered()
    {
        var (exit, output, _, _) = await Tool.HereAsync(_folder, "demo", "--json");
        Assert.Equal(0, exit);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(8, report.RootElement.GetProperty("answers").GetArrayLength());
        Assert.All(report.RootElement.GetProperty("answers").EnumerateArray(), a => Assert.False(a.TryGetProperty("boundingEffect", out _)));
        Assert.Equal("ε = 1, δ = 1e-6", report.RootElement.GetProperty("budget").GetProperty("cap").GetString());
        var ledger = Path.Combine("tacit-demo", "demo.ledger");
        var json = Path.Combine("tacit-demo", "report.json");
        Assert.Equal(0, (await Tool.HereAsync(_folder, "ledger", "verify", ledger, "--receipt", json)).Exit);
        await File.WriteAllTextAsync(Path.Combine(_folder, json), output.Replace(
            report.RootElement.GetProperty("budget").GetProperty("head").GetString()!, new string('a', 64), StringComparison.Ordinal));
        Assert.Equal(1, (await Tool.HereAsync(_folder, "ledger", "verify", ledger, "--receipt", json)).Exit);

        // The survey at its end is a collector's store like any other. The standard error of each estimate is below 0.01; 0.07 is a false alarm of 1e-11.
        var survey = await Tool.HereAsync(_folder, "collect", "estimate", "--store", Path.Combine("tacit-demo", "survey.db"), "--json");
        Assert.True(survey.Exit == 0, survey.Error);
        using var estimate = JsonDocument.Parse(survey.Output);
        Assert.Equal(100_000, estimate.RootElement.GetProperty("reports").GetInt32());
        Assert.Equal("no day", estimate.RootElement.GetProperty("estimates")[0].GetProperty("label").GetString());
        Assert.InRange(estimate.RootElement.GetProperty("estimates")[0].GetProperty("value").GetDouble(), 0.225 - 0.07, 0.225 + 0.07);
    }

    [Fact]
    public async Task The_effect_of_bounding_is_measured_on_request_and_paid_from_what_was_added_for_it()
    {
        var (exit, output, _, _) = await Tool.HereAsync(_folder, "demo", "--json", "--bounding-effect");
        Assert.Equal(0, exit);
        using var report = JsonDocument.Parse(output);
        var answers = report.RootElement.GetProperty("answers").EnumerateArray().ToList();
        Assert.Equal(
            ["ε = 0.1", "ε = 0.2", "ε = 0.25", "ε = 0.1", "ε = 0.05", "ε = 0.05", "ε = 0.05", "ε = 0.2, δ = 5e-7"],
            answers.Select(a => a.GetProperty("receipt").GetProperty("price").GetString()));
        Assert.Equal(
            [null, "ε = 0.05", "ε = 0.05, stored", "ε = 0.05, stored", "ε = 0.05", "ε = 0.05, stored", "ε = 0.05, stored", "ε = 0.05, stored"],
            answers.Select(a => a.TryGetProperty("boundingEffect", out var effect) ? Paid(effect.GetProperty("receipt")) : null));
        Assert.Equal("ε = 1.1, δ = 1e-6", report.RootElement.GetProperty("budget").GetProperty("cap").GetString());
        Assert.Equal("ε = 1.1, δ = 5e-7", report.RootElement.GetProperty("budget").GetProperty("spent").GetString());
        Assert.Contains("Measured effect of bounding", await File.ReadAllTextAsync(Path.Combine(_folder, "tacit-demo", "report.html")), StringComparison.Ordinal);
        Assert.Equal(0, (await Tool.HereAsync(_folder, "ledger", "verify", Path.Combine("tacit-demo", "demo.ledger"), "--receipt", Path.Combine("tacit-demo", "report.json"))).Exit);

        // The ledger was opened with the larger cap: a demo without the option asks for another one.
        var (other, _, error, _) = await Tool.HereAsync(_folder, "demo");
        Assert.Equal((1, true), (other, error.Contains("was opened with ε = 1.1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_simulation_says_so_and_has_the_truth_beside_each_effect()
    {
        var (exit, output, _, _) = await Tool.HereAsync(_folder, "demo", "--json", "--bounding-effect", "--reveal-truth");
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

    private static string Paid(JsonElement receipt) => receipt.GetProperty("price").GetString() + (receipt.GetProperty("isRepeated").GetBoolean() ? ", stored" : string.Empty);
}

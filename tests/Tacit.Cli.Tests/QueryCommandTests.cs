using System.Text.Json;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>SQL over a policy, as an analyst asks it.</summary>
public sealed class QueryCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-query-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_quick_start_works_as_it_stands()
    {
        await PolicyAsync();
        string[] ask = ["query", "--policy", "nafld.policy.json", "--epsilon", "0.5", "--json", "select test, count(distinct id) as people, avg(value) as mean from labs group by test order by people desc limit 5"];
        var (code, output, error, _) = await Tool.HereAsync(_folder, ask);
        Assert.True(code == 0, error);
        using var answer = JsonDocument.Parse(output);
        var root = answer.RootElement;
        Assert.Equal(["test", "people", "mean"], root.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!));
        var first = root.GetProperty("rows")[0];
        Assert.Equal("hdl", first[0].GetString());
        Assert.InRange(first[1].GetProperty("value").GetDouble(), first[1].GetProperty("low").GetDouble(), first[1].GetProperty("high").GetDouble());
        Assert.Equal(0.5, root.GetProperty("loss").GetProperty("epsilon").GetDouble());
        Assert.Equal(0, root.GetProperty("loss").GetProperty("delta").GetDouble());
        Assert.Equal("composed", root.GetProperty("loss").GetProperty("expression").GetProperty("type").GetString());
        Assert.Equal(1, root.GetProperty("entry").GetInt64());
        Assert.Contains("3.5", root.GetProperty("left").GetString()!, StringComparison.Ordinal);
        Assert.Equal("labs", root.GetProperty("derivation").GetProperty("tables").EnumerateArray().Select(t => t.GetProperty("name").GetString()).First(n => n == "labs"));

        // Asked again, in other words, it is the stored answer.
        using var again = JsonDocument.Parse((await Tool.HereAsync(_folder, [.. ask[..^1], "SELECT l.test, COUNT(DISTINCT id) people, AVG(value) mean FROM labs l GROUP BY 1 ORDER BY 2 DESC LIMIT 5;"])).Output);
        Assert.True(again.RootElement.GetProperty("repeated").GetBoolean());
        Assert.Equal(root.GetProperty("rows").GetRawText(), again.RootElement.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task A_plan_a_refusal_and_a_spent_budget_are_told_apart()
    {
        await PolicyAsync();
        var plan = await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--epsilon", "0.5", "--explain", "select avg(age) from persons");
        Assert.Equal(0, plan.Exit);
        Assert.Contains("Nothing was read and nothing was spent.", plan.Output, StringComparison.Ordinal);
        var refused = await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--epsilon", "0.5", "select * from persons");
        Assert.Equal(2, refused.Exit);
        Assert.StartsWith("SQL02", refused.Error[refused.Error.IndexOf("SQL", StringComparison.Ordinal)..], StringComparison.Ordinal);
        var spent = await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--epsilon", "5", "select count(*) from persons");
        Assert.Equal(3, spent.Exit);
    }

    [Fact]
    public async Task A_shell_asks_shows_the_budget_and_goes_on_after_a_refusal()
    {
        await PolicyAsync();
        var said = await Tool.HereAsync(_folder, "select count(*)\nfrom persons;\nselect nothing;\n\\budget\n\\explain\nselect count(*) from labs\n", ["query", "--policy", "nafld.policy.json", "--epsilon", "0.5"]);
        Assert.Equal(0, said.Exit);
        Assert.Contains("SQL0", said.Error, StringComparison.Ordinal);
        Assert.Contains("about 7 more questions of ε = 0.5", said.Output, StringComparison.Ordinal);
        Assert.Equal(2, said.Output.Split("paid ε = 0.5").Length - 1);
    }

    [Fact]
    public async Task A_shell_counts_questions_in_rho_too()
    {
        Assert.Equal(0, (await Tool.HereAsync(_folder, "policy", "init", "nafld", "--unit", "id", "--rho", "1", "--delta", "1e-6", "-o", "rho.policy.json")).Exit);
        var said = await Tool.HereAsync(_folder, "select count(*) from persons;\n\\budget\n", ["query", "--policy", "rho.policy.json", "--rho", "0.25"]);
        Assert.True(said.Exit == 0, said.Error);
        Assert.Contains("about 3 more questions of ρ = 0.25", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_least_spend_for_an_error_is_found_and_only_then_spent()
    {
        await PolicyAsync();
        string[] ask = ["query", "--policy", "nafld.policy.json", "--target-error", "n = 400, mean = 2%", "--expected-rows", "20000"];
        const string Sql = "select test, count(*) as n, avg(value) as mean from labs where test in ('hdl', 'sbp') group by test";
        var (code, output, error, _) = await Tool.HereAsync(_folder, [.. ask, "--json", Sql]);
        Assert.True(code == 0, error);
        using var found = JsonDocument.Parse(output);
        var epsilon = found.RootElement.GetProperty("epsilon").GetDouble();
        Assert.Equal(["n", "mean"], found.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("column").GetString()!));
        Assert.All(found.RootElement.GetProperty("columns").EnumerateArray(), c => Assert.InRange(c.GetProperty("error").GetDouble(), 0, c.GetProperty("wanted").GetDouble()));

        // Nothing was spent; with --spend it is that much.
        var answer = await Tool.HereAsync(_folder, [.. ask, "--json", "--spend", Sql]);
        Assert.True(answer.Exit == 0, answer.Error);
        using var paid = JsonDocument.Parse(answer.Output);
        Assert.Equal(epsilon, paid.RootElement.GetProperty("loss").GetProperty("epsilon").GetDouble(), 1e-9);
        Assert.Equal(1, paid.RootElement.GetProperty("entry").GetInt64());
        var n = paid.RootElement.GetProperty("rows")[0][1];
        Assert.True((n.GetProperty("high").GetDouble() - n.GetProperty("low").GetDouble()) / 2 <= 400);

        Assert.Equal(2, (await Tool.HereAsync(_folder, [.. ask, "--epsilon", "1", Sql])).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--epsilon", "0.1", "--spend", Sql)).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--target-error", "1", "select stddev(age) from persons")).Exit);
        var said = await Tool.HereAsync(_folder, "explain privacy select count(*) as n from persons;\n\\target n = 3\n\\target\n", ["query", "--policy", "nafld.policy.json", "--epsilon", "0.1"]);
        Assert.Contains("least spend: ε = ", said.Output, StringComparison.Ordinal);
        Assert.Contains("takes an error", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public async Task Answers_are_written_to_files(string format)
    {
        await PolicyAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "q.sql"), "select avg(value) as mean, test from labs group by test");
        var said = await Tool.HereAsync(_folder, "query", "--policy", "nafld.policy.json", "--epsilon", "0.5", "--file", "q.sql", "--format", format, "--output", "answer");
        Assert.True(said.Exit == 0, said.Error);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder, "answer"));
        Assert.StartsWith(format switch { "csv" => "mean,mean_low,mean_high,test\n", "json" => "{", "parquet" => "PAR1", _ => "ARROW1" }, System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caps_of_analysts_hold()
    {
        await PolicyAsync();
        var file = Path.Combine(_folder, "nafld.policy.json");
        var text = await File.ReadAllTextAsync(file);
        var at = text.IndexOf("\"deltaPerQuery\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Insert(at, "\"analysts\": { \"ann\": { \"epsilon\": 1, \"delta\": 1e-7 } }, "));
        string[] ask = ["query", "--policy", "nafld.policy.json", "--epsilon", "0.6"];
        Assert.Equal(2, (await Tool.HereAsync(_folder, [.. ask, "select count(*) from persons"])).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, [.. ask, "--analyst", "bob", "select count(*) from persons"])).Exit);
        Assert.Equal(0, (await Tool.HereAsync(_folder, [.. ask, "--analyst", "ann", "select count(*) from persons"])).Exit);
        Assert.Equal(3, (await Tool.HereAsync(_folder, [.. ask, "--analyst", "ann", "select count(*) from labs"])).Exit);

        // What is left is hers, not the population's, and so is the number of questions; what others spent is not told.
        var said = await Tool.HereAsync(_folder, "\\budget\n", ["query", "--policy", "nafld.policy.json", "--epsilon", "0.2", "--analyst", "ann"]);
        Assert.True(said.Exit == 0, said.Error);
        Assert.Contains("nafld/analyst/ann", said.Output, StringComparison.Ordinal);
        Assert.Contains("left ε = 0.4", said.Output, StringComparison.Ordinal);
        Assert.Contains("about 2 more questions of ε = 0.2", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ε = 4", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_read_while_a_question_waits_for_its_semicolon()
    {
        await PolicyAsync();
        string[] ask = ["query", "--policy", "nafld.policy.json", "--epsilon", "0.5"];
        var said = await Tool.HereAsync(_folder, "select count(*) from persons\n\\explain\n\\r\nselect count(*) from labs\n\\q\n", ask);
        Assert.True(said.Exit == 0, said.Error);
        Assert.Contains("Nothing was read and nothing was spent.", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("paid", said.Output, StringComparison.Ordinal);
        var left = await Tool.HereAsync(_folder, "select count(*)\n\\budget\nfrom persons;\n", ask);
        Assert.Contains("about 8 more questions", left.Output, StringComparison.Ordinal);
        Assert.Single(left.Output.Split("paid ε = 0.5").Skip(1));
    }

    private async Task PolicyAsync()
    {
        var said = await Tool.HereAsync(_folder, "policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "--delta", "1e-6", "-o", "nafld.policy.json");
        Assert.True(said.Exit == 0, said.Error);
    }
}

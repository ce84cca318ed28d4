using System.Text.Json;
using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>What the commands of the ledger say, member by member, and what verification finds.</summary>
public sealed class LedgerTests(Planted planted) : IClassFixture<Planted>, IDisposable
{
    private readonly string _folder = planted.Copy();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Raise_prints_the_account_with_its_new_cap()
    {
        var after = await JsonAsync("raise", "nafld", "--epsilon", "2", "--delta", "1e-6", "--reason", "second study, approved");
        Assert.Equal(
            ["act", "reason", "ledgerId", "account", "unit", "cap", "spent", "lifetime", "left", "currency", "fraction", "deltaFraction", "period", "entries", "sequence", "head"],
            after.Select(m => m.Key));
        Assert.Equal(("raised", "second study, approved", "nafld", "ε = 2, δ = 1e-6", 1), (Text("act"), Text("reason"), Text("account"), Text("cap"), after["period"]!.GetValue<int>()));
        Assert.Equal(Text("cap"), (await JsonAsync("show"))["accounts"]![0]!["cap"]!.GetValue<string>());

        string Text(string name) => after[name]!.GetValue<string>();
    }

    [Fact]
    public async Task An_account_with_the_other_filter_and_a_cap_under_an_account_are_opened_shown_and_verified()
    {
        var opened = await JsonAsync("open", "scans", "--person", "id", "--epsilon", "3", "--delta", "1e-5", "--filter", "renyi");
        Assert.StartsWith("renyi;", opened["filter"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("ε = 3, δ = 5e-6 for key selection", opened["left"]!.GetValue<string>());
        var cap = await JsonAsync("cap", "nafld", "--analyst", "ann", "--epsilon", "0.25", "--delta", "1e-7");
        Assert.Equal(("capped", "nafld/analyst/ann", "ε = 0.25, δ = 1e-7"), (cap["act"]!.GetValue<string>(), cap["account"]!.GetValue<string>(), cap["cap"]!.GetValue<string>()));
        Assert.Equal("nafld/purpose/care", (await JsonAsync("cap", "nafld", "--purpose", "care", "--epsilon", "1"))["account"]!.GetValue<string>());
        string[] shown = [.. (await JsonAsync("show", "--account", "nafld"))["accounts"]!.AsArray().Select(a => $"{a!["parent"]}>{a["account"]}>{a["filter"]}")];
        Assert.Equal([">nafld>pure-or-zcdp", "nafld>nafld/analyst/ann>pure-or-zcdp", "nafld>nafld/purpose/care>pure-or-zcdp"], shown);
        Assert.True((await JsonAsync("verify"))["valid"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_demo_over_a_renewed_ledger_answers_what_was_refused()
    {
        await JsonAsync("renew", "nafld", "--reason", "new data");
        var (exit, output, error, _) = await Tool.HereAsync(_folder, "demo", "--json", "--data", Planted.Data, "--output", "out", "--key", "key");
        Assert.True(exit == 0, error);
        using var report = JsonDocument.Parse(output);
        Assert.Empty(report.RootElement.GetProperty("refusals").EnumerateArray());
    }

    [Theory]
    [InlineData("ε = 0.25", "--epsilon", "0.25")]
    [InlineData("ε = 0.25", "--epsilon", "0.25", "--delta", "0")]
    [InlineData("ε = 2, δ = 1e-6", "--epsilon", "2", "--delta", "1e-6")]
    [InlineData("ρ = 0.125", "--rho", "0.125")]
    [InlineData("ρ = 0.125, δ = 1e-6", "--rho", "0.125", "--delta", "0.000001")]
    public async Task Raise_takes_every_kind_of_cap(string cap, params string[] options)
    {
        await JsonAsync("renew", "nafld", "--reason", "nothing is spent in the new period");
        Assert.Equal(cap, (await JsonAsync("raise", ["nafld", "--reason", "r", .. options]))["cap"]!.GetValue<string>());
        Assert.True((await JsonAsync("verify"))["valid"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Renew_prints_the_account_with_its_new_period()
    {
        var after = await JsonAsync("renew", "nafld", "--reason", "data of 2027");
        Assert.Equal(("renewed", 2, "ε = 0", 0.0), (after["act"]!.GetValue<string>(), after["period"]!.GetValue<int>(), after["spent"]!.GetValue<string>(), after["fraction"]!.GetValue<double>()));
        Assert.NotEqual("ε = 0", after["lifetime"]!.GetValue<string>());
        Assert.Equal(after["head"]!.GetValue<string>(), (await JsonAsync("verify"))["head"]!.GetValue<string>());
    }

    [Fact]
    public async Task Export_has_the_same_records_as_lines_and_as_one_object()
    {
        var lines = (await RunAsync("export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var one = await JsonAsync("export");
        Assert.Equal(lines.Select(l => JsonNode.Parse(l)!.ToJsonString()), one["records"]!.AsArray().Select(r => r!.ToJsonString()));
        Assert.Equal(one["ledgerId"]!.GetValue<string>(), (await JsonAsync("show"))["ledgerId"]!.GetValue<string>());
        Assert.Equal(one["records"]!.AsArray().Count, (await JsonAsync("verify"))["records"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_answer_whose_head_was_changed_is_named()
    {
        await AlterAsync(report => report["answers"]![3]!["receipt"]!["head"] = new string('a', 64));
        Assert.StartsWith("Answer 4 ", Assert.Single(await FaultsAsync("out/demo.ledger")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_that_was_altered_is_listed()
    {
        await AlterAsync(report =>
        {
            report["answers"]![1]!["receipt"]!["entry"] = 99;
            report["answers"]![5]!["receipt"]!["price"] = "ε = 0.001";
            report["budget"]!["head"] = new string('b', 64);
        });
        var faults = await FaultsAsync("out/demo.ledger");
        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, f => f.StartsWith("Answer 2 ", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.StartsWith("Answer 6 ", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("rewritten", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restored_old_copy_does_not_hold_the_newest_report()
    {
        Assert.Equal(0, (await Tool.HereAsync(_folder, "ledger", "verify", "old.ledger", "--key", "key")).Exit);
        Assert.Contains(await FaultsAsync("old.ledger"), f => f.Contains("old copy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restored_old_copy_is_charged_and_holds_the_newest_report_s_budget_again()
    {
        var (exit, output, error, _) = await Tool.HereAsync(_folder, "ledger", "restore", "old.ledger", "--key", "key", "--receipt", "out/report.json", "--reason", "the disk failed", "--json");
        Assert.True(exit == 0, error);
        var account = JsonNode.Parse(output)!["accounts"]![0]!;
        Assert.Equal(("nafld", false), (account["account"]!.GetValue<string>(), account["closed"]!.GetValue<bool>()));
        Assert.Equal(0, (await Tool.HereAsync(_folder, "ledger", "verify", "old.ledger", "--key", "key")).Exit);
        var shown = (await Tool.HereAsync(_folder, "ledger", "show", "old.ledger", "--key", "key")).Output;
        Assert.Contains("  odometer  at most ε = 1.0001, δ = ", shown, StringComparison.Ordinal);

        // Nothing was lost to who holds the newest record; nothing is charged without knowing what.
        Assert.Equal(2, (await Tool.HereAsync(_folder, "ledger", "restore", "out/demo.ledger", "--key", "key", "--receipt", "out/report.json", "--reason", "r")).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, "ledger", "restore", "old.ledger", "--key", "key", "--reason", "r")).Exit);
        var charged = await Tool.HereAsync(_folder, "ledger", "restore", "old.ledger", "--key", "key", "--account", "nafld", "--epsilon", "0.5", "--reason", "known from the log");
        Assert.Contains("'nafld' was charged", charged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_answers_of_other_files_do_not_answer_for_own_files()
    {
        var options = (string[])["--output", "out", "--key", "key", "--json", "--data", "own"];
        Assert.True(await RepeatsAsync([.. options]));
        await RunAsync("renew", "nafld", "--reason", "room for more answers");
        Assert.False(await RepeatsAsync([.. options, "--data-version", "2027"]));
        Assert.True(await RepeatsAsync([.. options, "--data-version", "2027"]));
        await RunAsync("renew", "nafld", "--reason", "room for more answers");
        Assert.False(await RepeatsAsync(options[..^2]));
        Assert.Equal(2, (await Tool.HereAsync(_folder, ["demo", .. options, "--data-version", "survival-3.5"])).Exit);
        Assert.Equal(2, (await Tool.HereAsync(_folder, ["demo", .. options[..^2], "--data-version", "2027"])).Exit);
    }

    [Fact]
    public async Task A_report_of_another_ledger_is_not_held()
    {
        Assert.Equal(0, (await Tool.HereAsync(_folder, "demo", "--data", "own", "--output", "other", "--key", "other-key")).Exit);
        var said = await Tool.HereAsync(_folder, "ledger", "verify", "other/demo.ledger", "--key", "other-key", "--receipt", "out/report.json");
        Assert.Equal(1, said.Exit);
        Assert.All(Enumerable.Range(1, 7), i => Assert.Contains($"Answer {i} was paid from ledger", said.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Simulated_answers_are_nothing_to_verify()
    {
        var all = await Tool.HereAsync(_folder, "ledger", "verify", "out/demo.ledger", "--key", "key", "--receipt", "truth/report.json");
        Assert.Equal(2, all.Exit);
        Assert.Contains("simulated answers", all.Error, StringComparison.Ordinal);

        await AlterAsync(report => report["answers"]![2]!["receipt"]!["isPrivate"] = false);
        Assert.StartsWith("Answer 3 is simulated", Assert.Single(await FaultsAsync("out/demo.ledger")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_says_what_to_do()
    {
        File.Delete(Path.Combine(_folder, "beside.ledger.key"));
        Assert.Contains("--key", (await Tool.HereAsync(_folder, "ledger", "show", "beside.ledger")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Tool.HereAsync(_folder, "ledger", "show", "beside.ledger", "--key", "key")).Exit);
        Assert.False(File.Exists(Path.Combine(_folder, "beside.ledger.key")));
    }

    [Fact]
    public async Task The_demo_says_how_to_verify_with_its_key()
    {
        var said = await Tool.HereAsync(_folder, "demo", "--data", "own", "--output", "out", "--key", "key");
        Assert.Contains("--key key", said.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "out", "demo.ledger.key")));
    }

    private async Task<bool> RepeatsAsync(params string[] options)
    {
        var said = await Tool.HereAsync(_folder, ["demo", .. options]);
        Assert.True(said.Exit == 0, said.Error);
        return JsonNode.Parse(said.Output)!["answers"]![0]!["receipt"]!["isRepeated"]!.GetValue<bool>();
    }

    private async Task AlterAsync(Action<JsonNode> alter)
    {
        var path = Path.Combine(_folder, "out", "report.json");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        alter(report);
        await File.WriteAllTextAsync(path, report.ToJsonString());
    }

    private async Task<List<string>> FaultsAsync(string ledger)
    {
        var said = await Tool.HereAsync(_folder, "ledger", "verify", ledger, "--key", "key", "--receipt", "out/report.json", "--json");
        Assert.Equal(1, said.Exit);
        return JsonDocument.Parse(said.Output).RootElement.GetProperty("faults").Deserialize<List<string>>()!;
    }

    private async Task<JsonObject> JsonAsync(string verb, params string[] arguments) => JsonNode.Parse((await RunAsync(verb, [.. arguments, "--json"])).Output)!.AsObject();

    private async Task<Said> RunAsync(string verb, params string[] arguments)
    {
        var said = await Tool.HereAsync(_folder, ["ledger", verb, "out/demo.ledger", .. arguments, "--key", "key"]);
        Assert.True(said.Exit == 0, said.Error);
        return said;
    }
}

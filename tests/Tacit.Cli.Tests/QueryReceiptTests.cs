using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>Who only ever asks with <c>tacit query --json</c> finds an old copy of the ledger, and can have it charged.</summary>
public sealed class QueryReceiptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-receipt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_answer_is_held_by_its_ledger_and_not_by_an_old_copy()
    {
        await PolicyAsync();
        await AskAsync("first.json", "select count(*) from persons");
        CopyLedger("nafld.ledger", "old.ledger");
        await AskAsync("answer.json", "select count(*) from labs");
        foreach (var kept in new[] { "first.json", "answer.json" })
        {
            var held = await LedgerAsync("verify", "nafld.ledger", "--receipt", kept);
            Assert.True(held.Exit == 0, held.Error + held.Output);
            Assert.Contains("The ledger holds", held.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await LedgerAsync("verify", "old.ledger")).Exit);
        Assert.Equal(0, (await LedgerAsync("verify", "old.ledger", "--receipt", "first.json")).Exit);
        var old = await LedgerAsync("verify", "old.ledger", "--receipt", "answer.json");
        Assert.Equal(1, old.Exit);
        Assert.Contains("old copy", old.Output, StringComparison.Ordinal);

        // What the copy lacks is charged: both questions were asked.
        var charged = await LedgerAsync("restore", "old.ledger", "--receipt", "answer.json", "--reason", "the disk failed", "--json");
        Assert.True(charged.Exit == 0, charged.Error);
        var account = JsonNode.Parse(charged.Output)!["accounts"]![0]!;
        Assert.False(account["closed"]!.GetValue<bool>());
        Assert.StartsWith("ε = 1", account["spent"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_answer_is_a_receipt_of_today()
    {
        await PolicyAsync();
        await AskAsync("first.json", "select count(*) from persons");
        await AskAsync("other.json", "select count(*) from labs");
        await AskAsync("again.json", "select count(*) from persons");
        var (first, again) = (Read("first.json"), Read("again.json"));
        Assert.True(again["repeated"]!.GetValue<bool>());
        Assert.Equal(first["receipt"]!["sequence"]!.GetValue<long>(), again["receipt"]!["sequence"]!.GetValue<long>());
        Assert.Equal("ε = 1", again["budget"]!["spent"]!.GetValue<string>());
        Assert.Equal(0, (await LedgerAsync("verify", "nafld.ledger", "--receipt", "again.json")).Exit);
    }

    [Theory]
    [InlineData("receipt", "price")]
    [InlineData("receipt", "head")]
    [InlineData("budget", "spent")]
    [InlineData("loss", "price")]
    public async Task An_altered_answer_is_not_held(string part, string member)
    {
        await PolicyAsync();
        await AskAsync("answer.json", "select count(*) from persons");
        var answer = Read("answer.json");
        answer[part]![member] = member == "head" ? new string('a', 64) : "ε = 0.001";
        await File.WriteAllTextAsync(Path.Combine(_folder, "answer.json"), answer.ToJsonString());
        var said = await LedgerAsync("verify", "nafld.ledger", "--receipt", "answer.json");
        Assert.NotEqual(0, said.Exit);
        Assert.Contains("altered", said.Output + said.Error, StringComparison.Ordinal);
        Assert.Equal(member == "spent" || member == "head" ? 0 : 1, (await Tool.HereAsync(_folder, "report", "verify", "answer.json")).Exit);
    }

    [Fact]
    public async Task An_analyst_with_a_cap_can_verify_and_is_told_nothing_of_the_others()
    {
        await PolicyAsync();
        var file = Path.Combine(_folder, "nafld.policy.json");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Insert(text.IndexOf("\"deltaPerQuery\"", StringComparison.Ordinal), "\"analysts\": { \"ann\": { \"epsilon\": 2 }, \"bob\": { \"epsilon\": 2 } }, "));
        await AskAsync("bob.json", "select count(*) from persons", "--analyst", "bob");
        CopyLedger("nafld.ledger", "old.ledger");
        await AskAsync("ann.json", "select count(*) from labs", "--analyst", "ann");
        var answer = Read("ann.json");
        Assert.Null(answer["budget"]);
        Assert.Equal("nafld", answer["receipt"]!["account"]!.GetValue<string>());
        var held = await LedgerAsync("verify", "nafld.ledger", "--receipt", "ann.json");
        Assert.True(held.Exit == 0, held.Output + held.Error);
        Assert.Contains("old copy", (await LedgerAsync("verify", "old.ledger", "--receipt", "ann.json")).Output, StringComparison.Ordinal);

        // It does not know what the account had spent: the owner says what is charged.
        var refused = await LedgerAsync("restore", "old.ledger", "--receipt", "ann.json", "--reason", "r");
        Assert.Equal(2, refused.Exit);
        Assert.Contains("--account", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_its_receipt_says_how_to_get_one()
    {
        await PolicyAsync();
        await AskAsync("answer.json", "select count(*) from persons");
        var answer = Read("answer.json");
        answer.Remove("receipt");
        await File.WriteAllTextAsync(Path.Combine(_folder, "answer.json"), answer.ToJsonString());
        var said = await LedgerAsync("verify", "nafld.ledger", "--receipt", "answer.json");
        Assert.Equal(2, said.Exit);
        Assert.Contains("older version", said.Error, StringComparison.Ordinal);
    }

    // An answer of a capped analyst, to which somebody wrote a budget; and texts that are no answer at all.
    [Fact]
    public async Task A_budget_that_is_not_of_its_receipt_charges_nothing()
    {
        await PolicyAsync();
        await AskAsync("answer.json", "select count(*) from persons");
        var text = await File.ReadAllTextAsync(Path.Combine(_folder, "answer.json"));
        foreach (var (member, value) in new (string, JsonNode)[] { ("ledgerId", "x"), ("account", "other"), ("sequence", 0), ("head", new string('a', 64)) })
        {
            var answer = JsonNode.Parse(text)!.AsObject();
            answer["budget"]![member] = value;
            await RefusedAsync(answer.ToJsonString(), "its budget is not that of");
        }

        await RefusedAsync("{\"rows\":1,\"rows\":2,\"loss\":{}}", "neither a report nor an answer");
        await RefusedAsync(text.Insert(1, "\"\\ud800\":1,"), "neither a report nor an answer");

        async Task RefusedAsync(string given, string why)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "given.json"), given);
            foreach (var verb in new string[][] { ["verify", "nafld.ledger", "--receipt", "given.json"], ["restore", "nafld.ledger", "--receipt", "given.json", "--reason", "r"] })
            {
                var said = await LedgerAsync(verb);
                Assert.True(said.Exit == 2, said.Output + said.Error);
                Assert.Contains(why, said.Error, StringComparison.Ordinal);
            }
        }
    }

    private JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, file)))!.AsObject();

    private void CopyLedger(string from, string to)
    {
        File.Copy(Path.Combine(_folder, from), Path.Combine(_folder, to));
        File.Copy(Path.Combine(_folder, from + ".key"), Path.Combine(_folder, to + ".key"));
    }

    private Task<Said> LedgerAsync(params string[] arguments) => Tool.HereAsync(_folder, ["ledger", .. arguments]);

    private async Task AskAsync(string file, string sql, params string[] options)
    {
        var said = await Tool.HereAsync(_folder, ["query", "--policy", "nafld.policy.json", "--epsilon", "0.5", "--json", "--output", file, .. options, sql]);
        Assert.True(said.Exit == 0, said.Error);
    }

    private async Task PolicyAsync()
    {
        var said = await Tool.HereAsync(_folder, "policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "--delta", "1e-6", "-o", "nafld.policy.json");
        Assert.True(said.Exit == 0, said.Error);
    }
}

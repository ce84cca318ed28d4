using System.Text.Json.Nodes;
using Tacit.Cli.Tests.Support;
using Tacit.PostgreSql.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>A ledger in PostgreSQL is named like a file, in commands and in policies.</summary>
public sealed class DatabaseLedgerTests : IDisposable
{
    private const string Variable = "TACIT_TEST_CLINIC_LEDGER";
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-cli-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_is_opened_shown_spent_from_by_a_policy_and_verified()
    {
        Environment.SetEnvironmentVariable(Variable, await PostgreSqlServer.DatabaseAsync());
        const string Place = $"postgresql:{Variable}/clinic";
        await File.WriteAllLinesAsync(Path.Combine(_folder, "visits.csv"), ["patient,ward", .. Enumerable.Range(0, 200).Select(i => $"{i},{(i % 2 == 0 ? "a" : "b")}")]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "clinic.policy.json"), $$"""
            {
              "format": 1,
              "ledger": { "path": "{{Place}}", "key": "clinic.key" },
              "populations": [
                {
                  "name": "clinic", "unit": { "kind": "person", "column": "patient" }, "dataVersion": "1", "budget": { "epsilon": 1, "delta": 1e-6 },
                  "source": {
                    "folder": ".",
                    "tables": [ { "name": "visits", "file": "visits.csv", "rowsPerUnit": 1, "columns": [ { "name": "ward", "kind": "category", "values": ["a", "b"] } ] } ]
                  }
                }
              ]
            }
            """);
        var answer = await JsonAsync("query", "--policy", "clinic.policy.json", "--epsilon", "0.5", "--json", "select ward, count(*) as n from visits group by ward");
        Assert.Equal(2, answer["rows"]!.AsArray().Count);
        var shown = await JsonAsync("ledger", "show", Place, "--key", "clinic.key", "--json");
        Assert.Equal("ε = 0.5", shown["accounts"]![0]!["spent"]!.GetValue<string>());
        Assert.True((await JsonAsync("ledger", "verify", Place, "--key", "clinic.key", "--json"))["valid"]!.GetValue<bool>());

        var (exit, _, error, _) = await Tool.RunAsync(_folder, "ledger", "show", Place);
        Assert.Equal(2, exit);
        Assert.Contains("key file", error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder, "keyless.json"), (await File.ReadAllTextAsync(Path.Combine(_folder, "clinic.policy.json"))).Replace(", \"key\": \"clinic.key\"", string.Empty, StringComparison.Ordinal));
        (exit, _, error, _) = await Tool.RunAsync(_folder, "policy", "check", "keyless.json");
        Assert.Equal(2, exit);
        Assert.Contains("'key'", error, StringComparison.Ordinal);
    }

    private async Task<JsonNode> JsonAsync(params string[] arguments)
    {
        var (exit, output, error, _) = await Tool.RunAsync(_folder, arguments);
        Assert.True(exit == 0, error);
        return JsonNode.Parse(output)!;
    }
}

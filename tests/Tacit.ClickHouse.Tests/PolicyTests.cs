namespace Tacit.ClickHouse.Tests;

/// <summary>A policy that names a database by an environment variable, from its draft to an answer.</summary>
[Collection(nameof(SessionTests))]
public sealed class PolicyTests
{
    private const string Variable = "TACIT_TEST_CLUSTER";

    [Fact]
    public async Task A_draft_from_the_schema_alone_becomes_a_policy_that_is_asked()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        var here = ClickHouseServer.DatabaseOf(connection);
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {here}.labs (patient UInt64, smokes Bool, value Nullable(Decimal(9, 2)), taken DateTime('Europe/Berlin'), town LowCardinality(Nullable(String)), tags Array(String)) ENGINE = MergeTree ORDER BY patient");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {here}.labs SELECT number + 1, number % 2 = 0, number + 1, '2026-01-01', 'secret-5', [] FROM numbers(20)");
        var database = new DatabasePolicy { Engine = SqlDialect.ClickHouse, Connections = [Variable] };
        var draft = await PolicyDraft.OfDatabaseAsync(database, new ClickHouseDatabase(connection), "patient", "hospital", new BudgetPolicy { Epsilon = 1 });
        Assert.DoesNotContain("secret", draft.Json, StringComparison.Ordinal);
        foreach (var part in new[] { "\"engine\": \"clickHouse\"", $"\"table\": \"{here}.labs\"", "\"name\": \"smokes\",\n                \"kind\": \"flag\"", "\"name\": \"value\",\n                \"kind\": \"number\"", "\"name\": \"taken\",\n                \"kind\": \"time\"", "\"name\": \"town\",\n                \"kind\": \"text\"", "\"name\": \"tags\",\n                \"kind\": \"?\"" })
        {
            Assert.Contains(part, draft.Json, StringComparison.Ordinal);
        }

        var folder = Directory.CreateTempSubdirectory("tacit-test-").FullName;
        var file = Path.Combine(folder, "hospital.policy.json");
        await File.WriteAllTextAsync(file, Filled);
        Environment.SetEnvironmentVariable(Variable, connection);
        try
        {
            await using var data = await PrivacyPolicy.Load(file).OpenDataAsync(database: (policy, text) => new ClickHouseDatabase(text) { StatementTimeout = TimeSpan.FromSeconds(policy.TimeoutSeconds ?? 600) });
            Assert.Equal(SqlDialect.ClickHouse, data.Dialect);
            Assert.Equal([20, 155], (await data.ExactAsync("select count(*), sum(value) from labs")).Rows[0].Values.Select(v => Math.Round(v!.Value.Value, 3)));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
            Directory.Delete(folder, recursive: true);
        }
    }

    private const string Filled = """
        {
          "format": 1, "ledger": { "path": "hospital.ledger" },
          "populations": [{
            "name": "hospital", "unit": { "kind": "person", "column": "patient" }, "dataVersion": "1", "budget": { "epsilon": 1 },
            "source": {
              "database": { "engine": "clickHouse", "connections": ["TACIT_TEST_CLUSTER"], "timeoutSeconds": 60 },
              "tables": [{ "name": "labs", "table": "labs", "rowsPerUnit": 3, "columns": [{ "name": "value", "kind": "number", "low": 0, "high": 10 }] }]
            }
          }]
        }
        """;
}

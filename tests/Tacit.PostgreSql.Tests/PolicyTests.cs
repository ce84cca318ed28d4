using Tacit.AdoNet;

namespace Tacit.PostgreSql.Tests;

/// <summary>A policy that names a database by an environment variable, from its draft to an answer.</summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task A_draft_from_the_catalogue_alone_becomes_a_policy_that_is_asked()
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, """
            CREATE SCHEMA hospital; CREATE DOMAIN score AS numeric;
            CREATE TABLE hospital.labs (patient integer, smokes boolean, value score, taken timestamptz, town varchar(9), tags text[]);
            CREATE TABLE public.codes (code text, price bigint); CREATE TABLE public.labs (patient integer);
            CREATE VIEW hospital."a.b" AS SELECT patient FROM hospital.labs;
            INSERT INTO hospital.labs SELECT i, i % 2 = 0, i, '2026-01-01', 'secret-5', NULL FROM generate_series(1, 20) i; REVOKE ALL ON codes FROM PUBLIC
            """);
        var database = new DatabasePolicy { Engine = SqlDialect.PostgreSql, Connections = ["TACIT_TEST_HOSPITAL"] };
        var draft = await PolicyDraft.OfDatabaseAsync(database, new PostgreSqlDatabase(connection), "patient", "hospital", new BudgetPolicy { Epsilon = 1 });
        Assert.DoesNotContain("secret", draft.Json, StringComparison.Ordinal);
        foreach (var part in new[] { "\"table\": \"hospital.\\\"a.b\\\"\"", "\"name\": \"hospital_labs\"", "\"name\": \"public_labs\"", "\"name\": \"codes\"", "\"name\": \"smokes\",\n                \"kind\": \"flag\"", "\"name\": \"town\",\n                \"kind\": \"text\"", "\"name\": \"tags\",\n                \"kind\": \"?\"", "\"TACIT_TEST_HOSPITAL\"" })
        {
            Assert.Contains(part, draft.Json, StringComparison.Ordinal);
        }

        var path = Directory.CreateTempSubdirectory("tacit-test-").FullName;
        var file = Path.Combine(path, "hospital.policy.json");
        await File.WriteAllTextAsync(file, Filled);
        var policy = PrivacyPolicy.Load(file);
        Assert.Contains("TACIT_TEST_HOSPITAL is not set", (await Assert.ThrowsAsync<BadInputException>(() => policy.OpenDataAsync(database: Open))).Message, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable("TACIT_TEST_HOSPITAL", connection);
        try
        {
            Assert.Contains("brings no engine", (await Assert.ThrowsAsync<BadInputException>(() => policy.OpenDataAsync())).Message, StringComparison.Ordinal);
            await using var data = await policy.OpenDataAsync(database: Open);
            Assert.Equal(SqlDialect.PostgreSql, data.Dialect);
            Assert.Equal([20, 155], (await data.ExactAsync("select count(*), sum(value) from labs")).Rows[0].Values.Select(v => Math.Round(v!.Value.Value, 3)));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TACIT_TEST_HOSPITAL", null);
            Directory.Delete(path, recursive: true);
        }

        static DataEngine Open(DatabasePolicy policy, string connection) => new PostgreSqlDatabase(connection) { StatementTimeout = TimeSpan.FromSeconds(policy.TimeoutSeconds ?? 600) };
    }

    // The server was restarted, say: who opens a connection next has the data opened again, and the ledger goes on.
    [Fact]
    public async Task A_data_source_opens_again_what_a_lost_connection_took()
    {
        const string variable = "TACIT_TEST_LOST";
        var server = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(server, "CREATE SCHEMA hospital; CREATE TABLE hospital.labs AS SELECT i AS patient, i AS value FROM generate_series(1, 20) i");
        var path = Directory.CreateTempSubdirectory("tacit-test-").FullName;
        var file = Path.Combine(path, "hospital.policy.json");
        await File.WriteAllTextAsync(file, Filled.Replace("TACIT_TEST_HOSPITAL", variable, StringComparison.Ordinal));
        Environment.SetEnvironmentVariable(variable, server);
        try
        {
            var source = new TacitDataSource($"Policy={file};Epsilon=0.1");
            await using (source)
            {
                await AskAsync(source, "select count(*) from labs");
                await PostgreSqlServer.ExecuteAsync(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tacit' AND datname = current_database()");
                await Assert.ThrowsAsync<TacitDbException>(() => AskAsync(source, "select sum(value) from labs"));
                await AskAsync(source, "select avg(value) from labs");
                await using var ledger = await Ledger.OpenExistingAsync(Path.Combine(path, "hospital.ledger"));
                Assert.Equal(3, Assert.Single(await ledger.StatusAsync()).Entries);
            }

            await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(source, "select count(*) from labs"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
            Directory.Delete(path, recursive: true);
        }

        static async Task AskAsync(TacitDataSource source, string sql)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.NotNull(await command.ExecuteScalarAsync());
        }
    }

    private const string Filled = """
        {
          "format": 1, "ledger": { "path": "hospital.ledger" },
          "populations": [{
            "name": "hospital", "unit": { "kind": "person", "column": "patient" }, "dataVersion": "1", "budget": { "epsilon": 1 },
            "source": {
              "database": { "engine": "postgreSql", "connections": ["TACIT_TEST_HOSPITAL"], "timeoutSeconds": 60 },
              "tables": [{ "name": "labs", "table": "hospital.labs", "rowsPerUnit": 3, "columns": [{ "name": "value", "kind": "number", "low": 0, "high": 10 }] }]
            }
          }]
        }
        """;
}

using System.Globalization;
using System.Text.Json;
using Tacit.AdoNet;
using Tacit.Ledgers;

namespace Tacit.PostgreSql.Tests;

/// <summary>Bounds of a database's numbers are learned there: one row a person, paid to the policy's ledger, also where the persons are spread over several databases.</summary>
public sealed class LearnBoundsTests : IDisposable
{
    private const string Rows = """
        CREATE TABLE labs (patient integer, value double precision, change numeric(9, 2), note text);
        INSERT INTO labs SELECT 1000 * {0} + i, CASE WHEN i % 100 = 99 THEN 'NaN'::double precision ELSE 10 + i % 100 END, -(i % 7), 'x' FROM generate_series(0, 999) i;
        INSERT INTO labs SELECT -1, 'Infinity', 9999999, 'x' FROM generate_series(1, 1000)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-learn-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Bounds_are_learned_in_the_database_and_paid(int shards)
    {
        var engines = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards; i++)
        {
            var connection = await PostgreSqlServer.DatabaseAsync();
            await PostgreSqlServer.ExecuteAsync(connection, Rows.Replace("{0}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            if (i > 0)
            {
                await PostgreSqlServer.ExecuteAsync(connection, "DELETE FROM labs WHERE patient < 0"); // A person is in one database.
            }

            var variable = $"TACIT_TEST_LEARN_{shards}_{i}";
            engines[variable] = connection;
            Environment.SetEnvironmentVariable(variable, connection);
        }

        var database = new DatabasePolicy { Engine = SqlDialect.PostgreSql, Connections = [.. engines.Keys] };
        static DataEngine Open(DatabasePolicy policy, string connection) => new PostgreSqlDatabase(connection);
        var draft = await PolicyDraft.OfDatabaseAsync(database, new PostgreSqlDatabase(engines.Values.First()), "patient", "hospital", new BudgetPolicy { Epsilon = 3 });
        try
        {
            Assert.Contains("brings no engine", (await Assert.ThrowsAsync<BadInputException>(() => draft.LearnBoundsAsync(_folder, 2))).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_folder));
            var learned = await draft.LearnBoundsAsync(_folder, 2, database: Open);
            Assert.Equal(["labs.value", "labs.change"], learned.Learned);
            Assert.Equal("ε = 2", learned.Price);
            Assert.Same(database, learned.Draft.Database);
            using var document = JsonDocument.Parse(learned.Draft.Json, new() { CommentHandling = JsonCommentHandling.Skip });
            var columns = document.RootElement.GetProperty("populations")[0].GetProperty("source").GetProperty("tables")[0].GetProperty("columns").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
            (double, double) Bounds(string name) => (columns[name].GetProperty("low").GetDouble(), columns[name].GetProperty("high").GetDouble());
            Assert.Equal((8, 128), Bounds("value"));
            Assert.Equal((-8, Math.ScaleB(1, -20)), Bounds("change"));

            // Said what is left, the policy holds, and its account has paid for what was learned.
            var file = Path.Combine(_folder, "hospital.policy.json");
            await File.WriteAllTextAsync(file, learned.Draft.Json.Replace("\"rowsPerUnit\": \"?\"", "\"rowsPerUnit\": 5", StringComparison.Ordinal));
            var policy = PrivacyPolicy.Load(file);
            await using var data = await policy.OpenDataAsync(database: Open);
            await using var ledger = await Ledger.OpenAsync(policy.LedgerFile);
            Assert.Equal(2, (await (await ledger.AccountAsync(data, policy.Populations[0].Budget.ToBudget())).StatusAsync()).Entries);
        }
        finally
        {
            foreach (var variable in engines.Keys)
            {
                Environment.SetEnvironmentVariable(variable, null);
            }
        }
    }
}

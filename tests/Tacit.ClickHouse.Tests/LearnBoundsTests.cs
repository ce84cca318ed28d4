using System.Text.Json;
using System.Text.Json.Nodes;
using Tacit.AdoNet;

namespace Tacit.ClickHouse.Tests;

/// <summary>Bounds of a database's numbers are learned there: one row a person, paid to the policy's ledger.</summary>
[Collection(nameof(SessionTests))]
public sealed class LearnBoundsTests : IDisposable
{
    private const string Variable = "TACIT_TEST_LEARN_CLUSTER";

    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-learn-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bounds_are_learned_in_the_database_and_paid()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        var here = ClickHouseServer.DatabaseOf(connection);
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {here}.labs (patient Int64, value Float64, change Nullable(Decimal(9, 2)), note String) ENGINE = MergeTree ORDER BY patient");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {here}.labs SELECT number, if(number % 100 = 99, nan, 10 + number % 100), -(number % 7), 'x' FROM numbers(3000)");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {here}.labs SELECT -1, inf, 9999999, 'x' FROM numbers(1000)");
        Environment.SetEnvironmentVariable(Variable, connection);
        try
        {
            var database = new DatabasePolicy { Engine = SqlDialect.ClickHouse, Connections = [Variable] };
            var draft = await PolicyDraft.OfDatabaseAsync(database, new ClickHouseDatabase(connection), "patient", "hospital", new BudgetPolicy { Epsilon = 3 });

            // The server has the tables of other tests, too.
            var root = JsonNode.Parse(draft.Json, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!;
            var tables = root["populations"]![0]!["source"]!["tables"]!.AsArray();
            tables.Where(t => t!["table"]!.GetValue<string>() != $"{here}.labs").ToList().ForEach(t => tables.Remove(t));
            tables[0]!["name"] = "labs";
            draft = draft with { Json = root.ToJsonString() };
            var learned = await draft.LearnBoundsAsync(_folder, 2, database: (_, text) => new ClickHouseDatabase(text));
            Assert.Equal(["labs.value", "labs.change"], learned.Learned);
            Assert.Equal("ε = 2", learned.Price);
            using var document = JsonDocument.Parse(learned.Draft.Json, new() { CommentHandling = JsonCommentHandling.Skip });
            var columns = document.RootElement.GetProperty("populations")[0].GetProperty("source").GetProperty("tables")[0].GetProperty("columns").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
            (double, double) Bounds(string name) => (columns[name].GetProperty("low").GetDouble(), columns[name].GetProperty("high").GetDouble());
            Assert.Equal((8, 128), Bounds("value"));
            Assert.Equal((-8, Math.ScaleB(1, -20)), Bounds("change"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}

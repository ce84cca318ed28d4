using DuckDB.NET.Data;
using Tacit.Cli.Tests.Support;

namespace Tacit.Cli.Tests;

/// <summary>What an owner mistypes is said when it is typed, not when the policy is used.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_unit_that_is_no_column_is_refused_with_the_columns()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "visits.csv"), "patient,cost\n1,20\n");
        var one = await RunAsync("policy", "init", "visits.csv", "--unit", "nosuch", "-o", "p.json");
        Assert.Equal(2, one.Exit);
        Assert.Contains("'nosuch'", one.Error, StringComparison.Ordinal);
        Assert.Contains("patient, cost", one.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "p.json")));

        // A table that finds its persons through another one is fine, as long as one has them.
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "visits.csv"), "visit,patient\n1,20\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "costs.csv"), "visit,cost\n1,20\n");
        Assert.Equal(0, (await RunAsync("policy", "init", "data", "--unit", "patient", "-o", "p.json")).Exit);
        Assert.Contains("costs.visit, costs.cost, visits.visit, visits.patient", (await RunAsync("policy", "init", "data", "--unit", "person", "-o", "q.json")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused_and_not_made()
    {
        var said = await RunAsync("policy", "init", "nafld", "--unit", "id", "-o", "missing/p.json");
        Assert.Equal(2, said.Exit);
        Assert.Contains("missing/p.json", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "missing")));
    }

    [Fact]
    public async Task What_is_offered_can_be_drafted()
    {
        var said = await RunAsync("policy", "init", "nosuch", "--unit", "id", "-o", "p.json");
        Assert.Equal(2, said.Exit);
        Assert.Contains("nafld", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("flchain", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_zone_that_nobody_knows_is_refused_at_its_line()
    {
        Assert.Equal(0, (await RunAsync("policy", "init", "nafld", "--unit", "id", "--epsilon", "4", "-o", "p.json")).Exit);
        var file = Path.Combine(_folder, "p.json");
        var text = await File.ReadAllTextAsync(file);
        async Task<Said> CheckAsync(string zone)
        {
            await File.WriteAllTextAsync(file, text.Replace("\"ledger\":", $"\"timeZone\": \"{zone}\",\n  \"ledger\":", StringComparison.Ordinal));
            return await RunAsync("policy", "check", "p.json");
        }

        var said = await CheckAsync("Mars/Base");
        Assert.Equal(2, said.Exit);
        Assert.Contains("p.json, line 4, ", said.Error, StringComparison.Ordinal);
        Assert.Contains("'Mars/Base'", said.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CheckAsync("Europe/Berlin")).Exit);
        Assert.Equal(0, (await CheckAsync("UTC")).Exit);
    }

    [Fact]
    public async Task Learned_bounds_say_how_many_persons_they_needed()
    {
        await using (var connection = new DuckDBConnection($"DataSource={Path.Combine(_folder, "clinic.duckdb")}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();

            // Ten of a hundred persons lie far out.
            command.CommandText = "create table labs as select i::varchar as id, if(i % 10 = 0, 5000, 20) as value from range(100) t(i)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var said = await RunAsync("policy", "init", "clinic.duckdb", "--unit", "id", "--epsilon", "2", "--learn-bounds", "1", "-o", "p.json");
        Assert.True(said.Exit == 0, said.Error);

        // With scale 1 the largest noise of 121 bins is beyond 26 once in 10⁹.
        Assert.Contains("Bins in which fewer than about 26 persons have their drawn row are not seen", said.Output, StringComparison.Ordinal);
        Assert.Contains("// Bins in which fewer than about 26 persons have their drawn row are not seen", await File.ReadAllTextAsync(Path.Combine(_folder, "p.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usage_of_a_verb_shows_its_own_arguments()
    {
        // A usage begins with the name of the program, which is another one in the process of the tests.
        var said = await Tool.RunAsync(_folder, "report", "verify", "--help");
        Assert.Contains("tacit report verify <report>", said.Output, StringComparison.Ordinal);
        Assert.Contains("tacit report <report>", (await Tool.RunAsync(_folder, "report", "--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Piped_tables_have_a_line_for_each_row()
    {
        Assert.Equal(0, (await RunAsync("policy", "init", "nafld", "--unit", "id", "--epsilon", "100000000", "--delta", "1e-6", "-o", "p.json")).Exit);
        const string Sql = "select test, avg(value) as mean_of_values, sum(value) as sum_of_values, count(*) as number_of_rows, count(distinct id) as number_of_persons, stddev(value) as spread_of_values from labs group by test";
        var said = await RunAsync("query", "--policy", "p.json", "--epsilon", "6000000.3", Sql);
        Assert.True(said.Exit == 0, said.Error);
        var row = Assert.Single(said.Output.Split('\n'), l => l.TrimStart().StartsWith("hdl", StringComparison.Ordinal));
        Assert.Equal(5, row.Split('±').Length - 1);

        // Money of one kind is written in one way.
        Assert.Contains("left ε = 94000000", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("E+", said.Output, StringComparison.Ordinal);
    }

    private Task<Said> RunAsync(params string[] arguments) => Tool.HereAsync(_folder, arguments);
}

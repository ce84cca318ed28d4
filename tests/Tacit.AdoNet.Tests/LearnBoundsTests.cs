using System.Text.Json;
using DuckDB.NET.Data;
using Tacit.Data;

namespace Tacit.AdoNet.Tests;

/// <summary>Bounds are learned from one row a person, paid for, and are powers of two that hold the values.</summary>
public sealed class LearnBoundsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-learn-").FullName;

    public LearnBoundsTests()
    {
        using var connection = new DuckDBConnection($"DataSource={Path.Combine(_folder, "clinic.duckdb")}");
        connection.Open();
        using var command = connection.CreateCommand();

        // One person has a thousand rows with values that nobody else has: one row of theirs is looked at.
        command.CommandText = """
            create table labs as select i::varchar as id, 10 + (i % 100) as value, -(i % 7)::double as change, 'x' as note from range(3000) t(i)
            union all select 'odd', 1e30, 1e30, 'x' from range(1000)
            """;
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bounds_hold_the_values_and_one_person_decides_nothing(bool gaussian)
    {
        var learned = await Draft(gaussian ? new() { Rho = 1 } : new() { Epsilon = 2 }).LearnBoundsAsync(_folder, 1);
        Assert.Equal(["labs.value", "labs.change"], learned.Learned);
        Assert.Equal(gaussian ? "ρ = 1" : "ε = 1", learned.Price);
        using var document = JsonDocument.Parse(learned.Draft.Json, new() { CommentHandling = JsonCommentHandling.Skip });
        var columns = document.RootElement.GetProperty("populations")[0].GetProperty("source").GetProperty("tables")[0].GetProperty("columns").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        (double, double) Bounds(string name) => (columns[name].GetProperty("low").GetDouble(), columns[name].GetProperty("high").GetDouble());
        Assert.Equal((8, 128), Bounds("value"));
        Assert.Equal((-8, Math.ScaleB(1, -20)), Bounds("change"));

        // What is left to say is left; said, the policy holds and its account has paid.
        Assert.Equal(["$.populations[0].source.tables[0].rowsPerUnit"], learned.Draft.ToFillIn);
        var file = Path.Combine(_folder, "clinic.policy.json");
        await File.WriteAllTextAsync(file, learned.Draft.Json.Replace("\"rowsPerUnit\": \"?\"", "\"rowsPerUnit\": 5", StringComparison.Ordinal));
        await using var opened = await PolicySession.OpenAsync(file, options: gaussian ? new() { Rho = 1 } : new() { Epsilon = 1 });
        var status = await opened.Session.Account.StatusAsync();
        Assert.Equal(2, status.Entries);
        if (gaussian)
        {
            await Assert.ThrowsAsync<BudgetExceededException>(() => opened.Session.QueryAsync("select count(*) from labs"));
        }
        else
        {
            Assert.Equal("ε = 1", (await opened.Session.QueryAsync("select avg(value) from labs")).Receipt.Price);
        }
    }

    [Fact]
    public async Task A_name_with_a_line_break_ends_no_comment()
    {
        await using (var connection = new DuckDBConnection($"DataSource={Path.Combine(_folder, "odd.duckdb")}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "create table labs as select i::varchar as id, 10 + (i % 100) as \"a\n}b\" from range(3000) t(i)";
            await command.ExecuteNonQueryAsync();
        }

        var learned = await PolicyDraft.Of(Path.Combine(_folder, "odd.duckdb"), "id", new() { Epsilon = 1 }, _folder).LearnBoundsAsync(_folder, 1);
        Assert.Single(learned.Learned);
        using var document = JsonDocument.Parse(learned.Draft.Json, new() { CommentHandling = JsonCommentHandling.Skip });
        Assert.Equal("a\n}b", document.RootElement.GetProperty("populations")[0].GetProperty("source").GetProperty("tables")[0].GetProperty("columns")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Too_little_learns_nothing_and_is_paid_all_the_same()
    {
        var learned = await Draft(new() { Epsilon = 2 }).LearnBoundsAsync(_folder, Tacit.Numerics.Rational.Parse("0.001"));
        Assert.Empty(learned.Learned);
        Assert.Equal("ε = 0.001", learned.Price);

        // It takes more persons than there are: said, and where the owner reads it.
        Assert.InRange(learned.FewestPersons, 49_000, 50_500);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"// Bins in which fewer than about {learned.FewestPersons} persons have their drawn row are not seen"), learned.Draft.Json, StringComparison.Ordinal);
        Assert.Equal(5, learned.Draft.ToFillIn.Count);
    }

    [Fact]
    public async Task What_cannot_be_learned_is_refused_before_anything_is_spent()
    {
        await Assert.ThrowsAsync<BadInputException>(() => Draft(null).LearnBoundsAsync(_folder, 1));
        await File.WriteAllTextAsync(Path.Combine(_folder, "plain.csv"), "id,value\n1,2\n");
        await Assert.ThrowsAsync<BadInputException>(() => PolicyDraft.Of(Path.Combine(_folder, "plain.csv"), "id", new() { Epsilon = 1 }, _folder).LearnBoundsAsync(_folder, 1));
        Assert.Empty(Directory.GetFiles(_folder, "*.ledger"));
        await Assert.ThrowsAsync<BudgetExceededException>(() => Draft(new() { Epsilon = 2 }).LearnBoundsAsync(_folder, 5));
    }

    private PolicyDraft Draft(BudgetPolicy? budget) => PolicyDraft.Of(Path.Combine(_folder, "clinic.duckdb"), "id", budget, _folder);
}

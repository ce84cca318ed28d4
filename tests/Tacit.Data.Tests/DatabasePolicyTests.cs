namespace Tacit.Data.Tests;

/// <summary>What a policy may say of a database, and what it may not.</summary>
public sealed class DatabasePolicyTests
{
    private const string Database = """ "database": { "engine": "postgreSql", "connections": ["A"], "timeoutSeconds": 5 }, """;
    private const string Table = """ "name": "t", "table": "s.t" """;

    [Fact]
    public void It_is_read_and_written()
    {
        var policy = PrivacyPolicy.Parse(Policy(Database, Table));
        Assert.Equal(["A"], policy.Populations[0].Source.Database!.Connections);
        Assert.Equal(policy.ToJson(), PrivacyPolicy.Parse(policy.ToJson()).ToJson());
    }

    [Theory]
    [InlineData(""" "database": { "engine": "duckDb", "connections": ["A"] }, """, Table, "DuckDB is the engine of files")]
    [InlineData(""" "database": { "engine": "oracle", "connections": ["A"] }, """, Table, "not of the kind")]
    [InlineData(""" "database": { "engine": "postgreSql", "connections": [] }, """, Table, "at least one")]
    [InlineData(""" "database": { "engine": "postgreSql", "connections": ["A", "A"] }, """, Table, "named twice")]
    [InlineData(""" "database": { "engine": "postgreSql", "connections": ["Host=h;Password=secret-7"] }, """, Table, "connection string itself never")]
    [InlineData(""" "database": { "engine": "postgreSql", "connections": ["1A"] }, """, Table, "no name of an environment variable")]
    [InlineData(""" "database": { "engine": "postgreSql", "connections": ["A"], "timeoutSeconds": 0 }, """, Table, "1 to 86400")]
    [InlineData(""" "database": { "engine": "postgreSql" }, """, Table, "'connections'")]
    [InlineData(""" "folder": "x", "database": { "engine": "postgreSql", "connections": ["A"] }, """, Table, "not from both")]
    [InlineData(""" "catalogue": "nafld", "database": { "engine": "postgreSql", "connections": ["A"] }, """, Table, "not from both")]
    [InlineData(Database, """ "name": "t", "file": "t.csv" """, "named by 'table'")]
    [InlineData(Database, """ "name": "t", "file": "t.csv", "table": "t" """, "named by 'table'")]
    [InlineData(Database, """ "name": "t", "table": " " """, "is empty")]
    [InlineData(Database, """ "name": "t" """, "named by 'table'")]
    [InlineData("", Table, "is in a 'file'")]
    [InlineData("", """ "name": "t" """, "is in a 'file'")]
    public void What_cannot_be_is_refused_with_its_place(string source, string table, string why)
    {
        var error = Assert.Throws<BadInputException>(() => PrivacyPolicy.Parse(Policy(source, table)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("line ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_in_place_of_a_name_is_not_repeated()
    {
        var error = Assert.Throws<BadInputException>(() => new DatabasePolicy { Engine = SqlDialect.PostgreSql, Connections = ["Host=h;Password=secret-7"] }.Engines((_, _) => null!));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static string Policy(string source, string table) => $$"""
        {
          "format": 1, "ledger": { "path": "l" },
          "populations": [{ "name": "p", "unit": { "kind": "person", "column": "id" }, "dataVersion": "1", "budget": { "epsilon": 1 },
            "source": { {{source}} "tables": [{ {{table}}, "onePerUnit": true, "columns": [{ "name": "x", "kind": "flag" }] }] } }]
        }
        """;
}

namespace Tacit.PostgreSql.Tests;

/// <summary>What docs/sql.md shows is this code.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task The_page_opens_a_database()
    {
        var connectionString = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connectionString, "CREATE SCHEMA hospital; CREATE TABLE hospital.labs AS SELECT i % 5 AS patient, 'hdl' AS test, 50 AS value FROM generate_series(1, 10) i");

        // docs: open
        await using var hospital = await Dataset.OpenAsync("hospital", PrivacyUnit.Person("patient"), data => data
            .From(new PostgreSqlDatabase(connectionString))
            .Table("labs", "hospital.labs", labs => labs
                .Category("test", "hdl", "sbp")
                .Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260))
                .AtMost(rowsPerUnit: 20)));
        // end
        Assert.Equal([10, 50], (await hospital.ExactAsync("select count(*), avg(value) from labs where test = 'hdl'")).Rows[0].Values.Select(v => Math.Round(v!.Value.Value, 3)));
    }
}

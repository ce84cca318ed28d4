using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>Numbers whose grid depends on a category: one integer is several values, and one value several integers. What is said of values is said of values.</summary>
public sealed class SqlGridTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("select count(*) from rows r join steps s on r.x = s.v", 3, 3)]
    [InlineData("select count(*) from rows r left join steps s on s.v = r.x", 3, 3)]
    [InlineData("select count(*) from rows r join steps s on r.x = s.v and s.cat = 'b'", 1, 1)]
    [InlineData("select count(*) from rows r join steps s on r.x = s.v and r.x = s.w", 2, 2)]
    public async Task As_many_partners_are_claimed_as_a_value_has(string sql, int claimed, int found)
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1000);
        var explained = data.Explain(sql, spend);
        Assert.Contains($"\"rows\":{claimed},", explained.Derivation!, StringComparison.Ordinal);
        Assert.True(Tacit.Reporting.DerivationCheck.Of(explained.Derivation!).Holds);
        Assert.Equal(found, (await data.QueryAsync(sql, spend)).Value.Rows[0].Values[0]!.Value.Value);
    }

    [Fact]
    public async Task Different_values_are_counted()
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1000);
        async Task<string> Ask(string sql) => string.Join(" ", (await data.QueryAsync(sql, spend)).Value.Rows.Select(r => r.Values[0]!.Value.Value));

        // 0, 5 and 10; 5 of both kinds is one value.
        Assert.Equal("3", await Ask("select count(distinct y) from many"));
        Assert.Equal("2 2", await Ask("select count(distinct y) from many group by kind"));
        Assert.Equal("2", await Ask("select count(distinct y) from many where kind = 'b'"));
        Assert.Equal("3", await Ask("select avg(n) from (select id, count(distinct y) as n from many group by id) t"));
    }

    private Task<Dataset> OpenAsync()
    {
        _scratch.Write("rows.csv", "id,x", "1,10");
        _scratch.Write("many.csv", "id,kind,y", "1,a,0", "1,a,5", "1,b,5", "1,b,10");
        _scratch.Write("steps.csv", "cat,v,w", "a,0.5,10", "b,10,10", "c,10,10", "d,10,9", ",10,10", "c,9,");
        return _scratch.OpenAsync(d => d
            .Table("rows", "rows.csv", t => t.Number("x", 0, 10).OnePerUnit())
            .Table("many", "many.csv", t => t.Category("kind", "a", "b").Number("y", per: "kind", ("a", 0, 10), ("b", 0, 1e9)).AtMost(5))
            .PublicTable("steps", "steps.csv", t => t.Category("cat", "a", "b", "c", "d").Number("v", per: "cat", ("a", 0, 1), ("b", 0, 1e9), ("c", 0, 1e7), ("d", 0, 1e8)).Number("w", 0, 10)));
    }
}

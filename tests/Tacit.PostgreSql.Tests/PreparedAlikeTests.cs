namespace Tacit.PostgreSql.Tests;

/// <summary>What is prepared is the same on both engines: which rows are kept, and how many partners a public table has.</summary>
public sealed class PreparedAlikeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_without_the_category_of_a_limit_are_kept_where_it_may_be_missing(bool isNullable)
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, c text, x integer", ["id,c,x", "1,a,1", "1,a,2", "1,,3", "1,,4", "1,,5", "2,other,6", "3,b,70"],
            t => (isNullable ? t.Category("c", "a", "b").Nullable("c") : t.Category("c", "a", "b")).Number("x", 0, 10).AtMost(2, per: "c"));
        await both.OpenAsync();
        Assert.Equal(isNullable ? 6 : 3, (await both.Embedded.RowsAsync("SELECT u FROM t0", 1)).Length);
        foreach (var sql in new[] { "SELECT coalesce(c0, 9), count(*), max(r) FROM t0 GROUP BY c0", "SELECT r, count(*), count(c1) FROM t0 GROUP BY r" })
        {
            Assert.Equal((await both.Embedded.RowsAsync(sql, 3)).Order(StringComparer.Ordinal), (await both.Server.RowsAsync(sql, 3)).Order(StringComparer.Ordinal));
        }

        const string effect = "SELECT bounded::INTEGER, clipped::INTEGER FROM e0";
        Assert.Equal((await both.Embedded.RowsAsync(effect, 2)).Order(StringComparer.Ordinal), (await both.Server.RowsAsync(effect, 2)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_of_as_many_values_are_kept(bool isNullable)
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, c text, x integer", ["id,c,x", "1,a,1", "1,a,2", "1,a,3", "1,b,1", "1,c,3", "1,,3", "1,,4", "2,a,6", "3,,7", "4,b,1", "4,,2"],
            t => (isNullable ? t.Category("c", "a", "b", "c").Nullable("c") : t.Category("c", "a", "b", "c")).Number("x", 0, 10).AtMost(2, per: "c", valuesPerUnit: 2));
        await both.OpenAsync();
        foreach (var data in new[] { both.Embedded, both.Server })
        {
            Assert.Equal(isNullable ? ["1", "1", "2", "2"] : ["1", "1", "2"], (await data.RowsAsync("SELECT count(DISTINCT coalesce(c0, 9)) FROM t0 GROUP BY u", 1)).Order(StringComparer.Ordinal));
        }

        Assert.Equal((await both.Embedded.RowsAsync("SELECT bounded::INTEGER, clipped::INTEGER FROM e0", 2)).Order(StringComparer.Ordinal), (await both.Server.RowsAsync("SELECT bounded::INTEGER, clipped::INTEGER FROM e0", 2)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Partners_in_a_public_table_are_counted_by_value_whatever_its_grid()
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, x double precision", ["id,x", "1,10", "2,0.5"], t => t.Number("x", 0, 10).OnePerUnit());
        await both.PublicTableAsync("steps", "cat text, v double precision, w double precision", ["cat,v,w", "a,0.5,0.5", "b,10,0.500001", "c,10,10", ",10,9.9"], t => t.Category("cat", "a", "b", "c").Number("v", per: "cat", ("a", 0, 1e-9), ("b", 0, 1e9), ("c", 0, 1e7)).Number("w", 0, 12));
        await both.OpenAsync();
        foreach (var data in new[] { both.Embedded, both.Server })
        {
            Assert.Equal(2, data.PublicFanOut("steps", [new("v")]));
            Assert.Equal(1, data.PublicFanOut("steps", [new("v"), new("cat")]));
            Assert.Equal(1, data.PublicFanOut("steps", [new("w")]));
            Assert.Equal(2, data.PublicFanOut("steps", [new("w", 5)]));
        }

        await both.AlikeAsync("select count(*), sum(w) from cells join steps on x = w");

        await both.AlikeAsync("select count(*), sum(v) from cells join steps on x = v");
        await both.AlikeAsync("select cat, count(*), count(distinct v) from cells left join steps on x = v group by cat");
    }
}

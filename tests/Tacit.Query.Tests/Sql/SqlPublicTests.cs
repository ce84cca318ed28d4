using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>Public tables and times in questions, with the noise off.</summary>
public sealed class SqlPublicTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_public_table_brings_columns_and_public_keys()
    {
        await using var data = await OpenAsync();
        Assert.Equal(
            ["north 2", "south 3", "west 0"],
            (await Ask(data, "select r.region, count(*) as n from visits v join regions r on v.town = r.town group by r.region order by 1")).Rows.Select(r => $"{r.Keys[0]} {r.Values[0]!.Value.Value}"));
        Assert.Equal(6, (await Ask(data, "select count(*) from visits v left join regions r using (town)")).Rows.Single().Values[0]!.Value.Value);
        Assert.Contains("at most 6 rows", string.Join('\n', (await Explain(data, "select count(*) from visits v join halves h on v.town = h.town")).Plan), StringComparison.Ordinal);
        foreach (var (sql, why) in new[]
        {
            ("select count(*) from regions", "nobody's"),
            ("select count(*) from regions r left join visits v on v.town = r.town", "SQL04"),
            ("select count(*) from visits v join regions r on v.days > 3", "Nothing bounds"),
            ("select count(*) from regions a join halves b on a.town = b.town", "SQL04"),
            ("select count(*) from visits v join regions r on r.town = r.region", "Nothing bounds"),
            ("select count(*) from visits v join secrets s on v.town = s.town", "There is no table 'secrets'"),
        })
        {
            Assert.Contains(why, (await Assert.ThrowsAsync<BadInputException>(() => Ask(data, sql))).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await Ask(data, "select count(*) from visits v join regions r on v.days > 3 with privacy (max_rows_per_group = 1)")).Rows.Single().Values[0]!.Value.Value);
    }

    [Theory]
    [InlineData("select count(*) from visits v join regions r on v.days > 3 with privacy (max_rows_per_group = 1)")]
    [InlineData("select r.region, count(*) from visits v join regions r on v.days > 3 group by r.region with privacy (max_rows_per_group = 1)")]
    [InlineData("select h.half > 1, count(*), avg(v.days) from visits v left join halves h using (town) group by 1")]
    [InlineData("select date_trunc('month', seen), year(seen), sum(days) from visits group by 1, 2")]
    public async Task The_checker_derives_the_same(string sql)
    {
        await using var data = await OpenAsync();
        var check = Tacit.Reporting.DerivationCheck.Of((await Explain(data, sql)).Derivation!);
        Assert.True(check.Holds, string.Join('\n', check.Faults));
    }

    [Fact]
    public async Task The_checker_believes_no_partners_of_a_condition_that_does_not_name_the_private_row()
    {
        await using var data = await OpenAsync();
        var derivation = (await Explain(data, "select count(*) from visits v join regions r on r.town = r.region with privacy (max_rows_per_group = 1)")).Derivation!;
        Assert.Empty(Tacit.Reporting.DerivationCheck.Of(derivation).Faults);
        Assert.NotEmpty(Tacit.Reporting.DerivationCheck.Of(derivation.Replace("\"fanOut\":null", "\"fanOut\":1", StringComparison.Ordinal)).Faults);
        var bounded = (await Explain(data, "select count(*) from visits v join halves h on v.town = h.town")).Derivation!;
        Assert.Empty(Tacit.Reporting.DerivationCheck.Of(bounded).Faults);
        Assert.NotEmpty(Tacit.Reporting.DerivationCheck.Of(bounded.Replace("\"rows\":6", "\"rows\":5", StringComparison.Ordinal)).Faults);
    }

    [Fact]
    public async Task Times_are_cut_compared_and_measured()
    {
        await using var data = await OpenAsync();
        Assert.Equal(
            ["2026-01 4", "2026-02 1", "2026-03 0"],
            (await Ask(data, "select date_trunc('month', seen) as month, count(*) as n from visits group by month order by month")).Rows.Select(r => $"{r.Keys[0]} {r.Values[0]!.Value.Value}"));
        Assert.Equal(3, (await Ask(data, "select count(*) from visits where seen >= date '2026-01-15' and seen < timestamp '2026-02-20 12:00:00'")).Rows.Single().Values[0]!.Value.Value);
        Assert.Equal(["1 4", "2 1", "3 0"], (await Ask(data, "select month(seen) as m, count(*) from visits where extract(year from seen) = 2026 group by m having m < 4 order by m")).Rows.Select(r => $"{r.Keys[0]} {r.Values[0]!.Value.Value}"));
        Assert.Equal(17, (await Ask(data, "select avg(date_diff('day', date '2026-01-01', seen)) from visits")).Rows.Single().Values[0]!.Value.Value, 1e-3);
        Assert.Equal(2, (await Ask(data, "select count(*) from visits where seen + interval '10 days' > date '2026-02-01'")).Rows.Single().Values[0]!.Value.Value);
    }

    private Task<Dataset> OpenAsync()
    {
        _scratch.Write("visits.csv", "id,town,days,seen", "1,a,1,2026-01-01", "1,b,2,2026-01-02 10:00:00", "2,b,5,2026-01-15", "2,c,7,2026-01-31", "3,a,2,2026-02-10", "3,z,0,1999-01-01");
        _scratch.Write("regions.csv", "town,region", "a,north", "b,south", "c,south", "d,west");
        _scratch.Write("halves.csv", "town,half", "a,1", "a,2", "b,1", "c,1");
        return _scratch.OpenAsync(d => d
            .Table("visits", "visits.csv", t => t.Text("town").Number("days", 0, 10).Time("seen", new(2026, 1, 1), new(2026, 4, 1)).AtMost(3))
            .PublicTable("regions", "regions.csv", t => t.Text("town").Text("region"))
            .PublicTable("halves", "halves.csv", t => t.Text("town").Number("half", 1, 2)));
    }

    private static async Task<Table> Ask(Dataset data, string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await data.QueryAsync(sql, (await ledger.AccountAsync(data.Population)).Spend(1000, 1e-6))).Value;
    }

    private static async Task<QueryExplanation> Explain(Dataset data, string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return data.Explain(sql, (await ledger.AccountAsync(data.Population)).Spend(1));
    }
}

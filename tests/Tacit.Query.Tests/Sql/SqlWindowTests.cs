namespace Tacit.Query.Tests.Sql;

/// <summary>Aggregates over the windows of a unit give what plain code gives.</summary>
public sealed class SqlWindowTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    public async Task Aggregates_over_a_units_rows()
    {
        var groups = Clinic.Visits.GroupBy(v => v.Id).ToArray();
        var row = await RowAsync("select sum(n), sum(least(s, 5000)), sum(clamp(m, -1000, 1000)), count(lo), sum(hi) from (select count(*) over (partition by id) as n, sum(days) over (partition by id) as s, avg(days) over (partition by id) as m, min(days) over (partition by id) as lo, max(days) over (partition by id) as hi from visits) t");
        double[] expected =
        [
            groups.Sum(g => g.Count() * g.Count()),
            groups.Where(g => g.Any(v => v.Days is not null)).Sum(g => g.Count() * Math.Min(5000, g.Sum(v => v.Days ?? 0))),
            groups.Where(g => g.Any(v => v.Days is not null)).Sum(g => g.Count() * g.Average(v => v.Days)!.Value),
            groups.Where(g => g.Any(v => v.Days is not null)).Sum(g => g.Count()),
            groups.Where(g => g.Any(v => v.Days is not null)).Sum(g => g.Count() * g.Max(v => v.Days)!.Value),
        ];
        Assert.All(expected.Zip(row), p => Assert.Equal(p.First, p.Second!.Value.Value, 1e-4 * Math.Max(1, Math.Abs(p.First))));
    }

    private async Task<IReadOnlyList<Estimate?>> RowAsync(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await clinic.Data.QueryAsync(sql, (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000))).Value.Rows.Single().Values;
    }
}

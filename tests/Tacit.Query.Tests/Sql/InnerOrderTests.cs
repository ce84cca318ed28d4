using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>What is computed inside a unit is a function of its rows, not of their order: a sum of doubles is another number in another order, and the order is that of the whole table.</summary>
/// <remarks>Trap 2 of the peers: a sensitivity that is true of real numbers and not of those that are summed.</remarks>
public sealed class InnerOrderTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // Every person has the same rows, each in another order: whatever is computed of them has one value.
    [Theory]
    [InlineData("select count(distinct s) from (select id, sum(x / 3) as s from t group by id) a")]
    [InlineData("select count(distinct s) from (select id, avg(x * x / 7) as s from t group by id) a")]
    [InlineData("select count(distinct s) from (select id, sum(x * 0.1) over (partition by id) as s from t) a")]
    [InlineData("select count(distinct s) from (select id, avg(x) as s from t group by id) a")]
    [InlineData("select count(distinct s) from (select id, sum(case when k = 'a' then x / 9 else x * 1.1 end) as s from t group by id) a")]
    public async Task Equal_rows_in_another_order_give_the_same(string sql)
    {
        const int Rows = 12;
        _scratch.Write("t.csv", Enumerable.Range(0, 40).SelectMany(id => Enumerable.Range(0, Rows).Select(i => (i * 5 + id) % Rows).Select(i => $"{id},{(i % 2 == 0 ? "a" : "b")},{Math.Pow(10, i - 4) / 3:R}")).Prepend("id,k,x"));
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Category("k", "a", "b").Number("x", 0, 1e8).AtMost(Rows)));
        await using var ledger = new SimulatedLedger(noise: false);
        var answer = await data.QueryAsync(sql, (await ledger.AccountAsync(data.Population)).Spend(1, 1e-6));
        Assert.Equal(1, Assert.Single(answer.Value.Rows).Values[0]!.Value.Value);
    }
}

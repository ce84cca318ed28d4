namespace Tacit.Query.Tests;

/// <summary>A person whose key has another type in another file is one unit: what removing them moves is what is claimed.</summary>
public sealed class KeyKindTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_count_of_persons_over_files_of_different_types_moves_by_one()
    {
        async Task<string> CountsAsync(params int[] ids)
        {
            _scratch.Write("persons.csv", ids.Select(i => $"{i},1").Prepend("id,n"));
            _scratch.Parquet("visits.parquet", $"SELECT unnest([{string.Join(", ", ids)}])::BIGINT AS id, 1 AS n");
            await using var data = await _scratch.OpenAsync(d => d
                .Table("persons", "persons.csv", t => t.Number("n", 0, 5).OnePerUnit())
                .Table("visits", "visits.parquet", t => t.Number("n", 0, 5).OnePerUnit()));
            await using var ledger = new SimulatedLedger(noise: false);
            var account = await ledger.AccountAsync(data.Population);
            async Task<double> AskAsync(string sql) => (await data.QueryAsync(sql, account.Spend(1000))).Value.Rows[0].Values[0]!.Value.Value;
            return $"{await AskAsync("select count(distinct id) from (select id, n from persons union all select id, n from visits) t")} {await AskAsync("select count(*) from persons p join visits v on p.id = v.id")}";
        }

        Assert.Equal("2 2", await CountsAsync(10, 15));
        Assert.Equal("1 1", await CountsAsync(15));
    }
}

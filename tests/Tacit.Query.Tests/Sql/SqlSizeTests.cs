namespace Tacit.Query.Tests.Sql;

/// <summary>What grows without end would end in an error, and only where there is something to grow: an oracle. It does not grow.</summary>
public sealed class SqlSizeTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    public async Task Text_that_is_doubled_again_and_again_is_cut()
    {
        var notes = "select id, note from visits";
        for (var i = 0; i < 20; i++)
        {
            notes = $"select id, note || note as note from ({notes}) t{i}";
        }

        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        var row = (await clinic.Data.QueryAsync($"select count(*), count(note), sum(case when length(note) = 10000 then 1 else 0 end) from ({notes}) t", spend)).Value.Rows.Single().Values;
        var known = Clinic.Visits.Count(v => v.Note is not null);
        Assert.Equal([Clinic.Visits.Count, known, known], row.Select(v => v!.Value.Value));
    }

    [Theory]
    [InlineData("width_bucket(age, -1.7e308, 1.7e308, 3)")]
    [InlineData("width_bucket(age, 0, 1e300, 3)")]
    public async Task Buckets_wider_than_numbers_are_refused(string bucket)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        var error = Assert.Throws<BadInputException>(() => clinic.Data.Explain($"select {bucket} as b, count(*) from persons group by b", spend));
        Assert.Contains("width_bucket", error.Message, StringComparison.Ordinal);
    }
}

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

    // A stack that overflows takes the process with it.
    [Theory]
    [InlineData("select sum(age) + b as b from persons")]
    [InlineData("select count(*) + b as a, count(*) + a as b from persons")]
    [InlineData("select count(*) as n, abs(round(x + n)) as x from persons order by x")]
    [InlineData("select sex, sqrt(x + count(*)) as x from persons group by sex having x > 1")]
    public async Task A_column_that_is_computed_from_itself_is_refused(string question)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        var error = Assert.Throws<BadInputException>(() => clinic.Data.Explain(question, spend));
        Assert.Contains("is computed from itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_double_what_they_name_are_refused_once_they_are_many()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        string Doubled(int times) => $"select count(*) as a0, {string.Join(", ", Enumerable.Range(1, times).Select(i => $"a{i - 1} + a{i - 1} as a{i}"))} from persons";
        var row = (await clinic.Data.QueryAsync(Doubled(7), spend)).Value.Rows.Single().Values;
        Assert.Equal(128 * row[0]!.Value.Value, row[7]!.Value.Value);
        Assert.Contains("sub-query", Assert.Throws<BadInputException>(() => clinic.Data.Explain(Doubled(60), spend)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Numbers_that_double_through_sub_queries_do_not_double_their_text(bool persons)
    {
        var rows = persons ? "select id, sum(age) as x from persons group by id" : "select id, age as x from persons";
        for (var i = 0; i < 12; i++)
        {
            rows = $"select id, x + x as x from ({rows}) t{i}";
        }

        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        try
        {
            Assert.All(clinic.Data.Explain($"select count(*), avg(x) from ({rows}) t", spend).Sql, s => Assert.True(s.Length < 20_000, $"{s.Length} characters"));
        }
        catch (BadInputException e)
        {
            Assert.StartsWith("SQL", e.Message, StringComparison.Ordinal);
        }
    }
}

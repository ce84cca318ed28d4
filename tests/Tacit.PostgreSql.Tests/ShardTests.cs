namespace Tacit.PostgreSql.Tests;

/// <summary>A population spread over three databases gives what one database with all of it gives; and a person in two of them is refused.</summary>
public sealed class ShardTests(Spread spread) : IClassFixture<Spread>
{
    [Theory]
    [InlineData("select count(*), count(distinct id), sum(age), avg(age), stddev(age), median(age) from persons")]
    [InlineData("select sex, count(*), avg(age) from persons group by sex")]
    [InlineData("select kind, days > 0 as late, count(*), count(distinct id), sum(days) from visits group by rollup(kind, days > 0)")]
    [InlineData("select date_trunc('month', day) as m, count(*), avg(value) from labs group by m")]
    [InlineData("select corr(value, age), count(*) from labs l join (select id, age from persons) p on l.id = p.id")]
    [InlineData("select name, count(*), sum(price) from persons join codes using (code) group by name")]
    [InlineData("select avg(m), count(*) from (select id, max(days) as m, count(*) as n from visits group by id having count(*) > 1) t")]
    [InlineData("select histogram(days, [-40, 0, 50, 100]) from visits")]
    [InlineData("select kind, count(*), sum(value), sum(days) from labs l join visits v on l.visit = v.visit group by kind")]
    [InlineData("select count(*), sum(days) from visits v left join labs l using (visit) where l.visit is null or value > 10")]
    [InlineData("select code, count(distinct id) from persons where id in (select id from visits where kind = 'a') group by code")]
    public async Task The_sums_of_the_parts_are_the_whole(string sql)
    {
        var expected = Both.Bits(await spread.Whole.Server.ExactAsync(sql));
        Assert.Equal(expected, Both.Bits(await spread.Data.ExactAsync(sql)));
        Assert.Equal(expected, Both.Bits(await spread.Whole.Embedded.ExactAsync(sql)));
    }

    [Fact]
    public async Task What_bounding_did_is_added_too()
    {
        async Task<string> BoundingAsync(Dataset data)
        {
            await using var ledger = new SimulatedLedger(noise: false);
            return Both.Bits((await data.QueryAsync(Query.Question.BoundingOf("visits"), (await ledger.AccountAsync(data.Population)).Spend(100))).Value);
        }

        Assert.Equal(await BoundingAsync(spread.Whole.Server), await BoundingAsync(spread.Data));
    }

    [Fact]
    public async Task What_does_not_add_up_is_refused_before_anything_is_spent()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(spread.Data.Population);
        var error = Assert.Throws<BadInputException>(() => spread.Data.Explain("select count(distinct age) from persons", account.Spend(1)));
        Assert.Contains("does not add up", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await account.StatusAsync()).Entries);
        Assert.Equal(Spread.Shards, spread.Data.Shards);
    }

    [Fact]
    public async Task A_person_in_two_databases_is_refused_without_being_named()
    {
        await PostgreSqlServer.ExecuteAsync(spread.Parts[2], "INSERT INTO visits VALUES (9001, 0, 'a', 5), (9002, 0, 'a', 5), (9003, 1, 'a', 5)");
        try
        {
            var error = await Assert.ThrowsAsync<BadInputException>(() => spread.Whole.OpenAsync(spread.Parts));
            Assert.Contains("2 times, rows of one person are in two of the 3 databases", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("9001", error.Everything(), StringComparison.Ordinal);
        }
        finally
        {
            await PostgreSqlServer.ExecuteAsync(spread.Parts[2], "DELETE FROM visits WHERE visit > 9000");
        }
    }

    [Fact]
    public async Task The_same_database_twice_is_refused() => await Assert.ThrowsAsync<BadInputException>(() => spread.Whole.OpenAsync(spread.Parts[0], spread.Parts[0]));

    [Fact]
    public async Task A_database_that_is_lost_closes_the_whole()
    {
        await using var data = await spread.Whole.OpenAsync(spread.Parts);
        await PostgreSqlServer.ExecuteAsync(spread.Parts[1], "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tacit' AND datname = current_database() ORDER BY backend_start DESC LIMIT 2");
        await Assert.ThrowsAsync<MechanismFailedException>(() => data.ExactAsync("select count(*) from persons"));
        Assert.Contains("Nothing was spent", (await Assert.ThrowsAsync<BadInputException>(() => data.ExactAsync("select count(*) from persons"))).Message, StringComparison.Ordinal);
    }
}

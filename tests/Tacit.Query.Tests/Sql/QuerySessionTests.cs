using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>What a question of a session spends, and that an equal one is not paid twice.</summary>
public sealed class QuerySessionTests(Clinic clinic) : IClassFixture<Clinic>, IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_question_spends_what_it_says_or_what_the_session_says()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(clinic.Data.Population, PrivacyBudget.Approximate(10, 1e-4));
        var session = new QuerySession(clinic.Data, account, new() { Epsilon = Tacit.Numerics.Rational.Parse("0.5"), DeltaPerQuery = Tacit.Numerics.Rational.Parse("1e-6") });
        var first = await session.QueryAsync("select sex, count(*) from persons group by sex");
        Assert.Equal("ε = 0.5", first.Receipt.Price);
        Assert.NotNull(first.Receipt.Derivation);
        var again = await session.QueryAsync("SELECT  sex,\n count(*) FROM persons p GROUP BY 1;");
        Assert.True(again.Receipt.IsRepeated);
        Assert.Equal(first.Value.Rows[0].Values[0], again.Value.Rows[0].Values[0]);
        Assert.Equal("ε = 0.25", (await session.QueryAsync("select count(*) from persons with privacy (epsilon = 0.25)")).Receipt.Price);
        Assert.Contains("δ", (await session.QueryAsync("select town, count(distinct id) from persons group by town")).Receipt.Price, StringComparison.Ordinal);
        Assert.Contains("ρ", (await session.QueryAsync("select count(*) from persons with privacy (rho = 0.01)")).Receipt.Price, StringComparison.Ordinal);
        Assert.Contains("what may this question spend", (await Assert.ThrowsAsync<BadInputException>(() => new QuerySession(clinic.Data, account).QueryAsync("select count(*) from persons"))).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_plan_costs_nothing_and_is_no_answer()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(clinic.Data.Population, PrivacyBudget.Pure(1));
        var session = new QuerySession(clinic.Data, account, new() { Epsilon = 1 });
        const string Sql = "explain privacy select avg(age) from persons with privacy (epsilon = 0.1)";
        Assert.True(QuerySession.AsksForPlan(Sql));
        var plan = session.Explain(Sql);
        Assert.Contains("price: ε = 0.1", plan.Plan);
        Assert.Equal("select avg(age) from persons", plan.Question);
        await Assert.ThrowsAsync<BadInputException>(() => session.QueryAsync(Sql));
        Assert.Equal(0, (await account.StatusAsync()).Entries);
    }

    [Theory]
    [InlineData("epsilon = 0", "takes more than 0 for epsilon")]
    [InlineData("epsilon = -1", "takes more than 0 for epsilon")]
    [InlineData("rho = 0", "takes more than 0 for rho")]
    [InlineData("delta = 1", "at least 0 and below 1")]
    [InlineData("delta = -1e-9", "at least 0 and below 1")]
    public async Task An_amount_that_cannot_be_spent_is_refused_with_a_code(string clause, string why)
    {
        await using var ledger = new SimulatedLedger();
        var session = new QuerySession(clinic.Data, await ledger.AccountAsync(clinic.Data.Population), new() { Epsilon = 1 });
        var error = await Assert.ThrowsAsync<BadInputException>(() => session.QueryAsync($"select count(*) from persons with privacy ({clause})"));
        Assert.StartsWith("SQL06: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select town, sex, count(distinct id) from persons group by rollup(town, sex)")]
    [InlineData("select town, note, count(*) from persons p join visits v using (id) group by cube(town, note)")]
    [InlineData("select town, count(*) from persons group by town")]
    public async Task Levels_that_select_keys_share_the_delta_of_a_question(string sql)
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(clinic.Data.Population, PrivacyBudget.Approximate(10, 1e-4));
        var delta = Tacit.Numerics.Rational.Parse("6e-6");
        await new QuerySession(clinic.Data, account, new() { Epsilon = 1, DeltaPerQuery = delta }).QueryAsync(sql);
        Assert.Equal(delta, (await account.StatusAsync()).Spent.Delta);
    }

    [Fact]
    public async Task What_cannot_be_planned_has_a_code_too()
    {
        await using var ledger = new SimulatedLedger();
        var session = new QuerySession(clinic.Data, await ledger.AccountAsync(clinic.Data.Population), new() { Epsilon = 1 });
        foreach (var sql in new[] { "select histogram(days, [-1e39, 0, 5]) from visits", "select sum(age * 1e-320) from persons", "select count(*) from persons with privacy (epsilon = 1e-30)" })
        {
            Assert.StartsWith("SQL07: ", Assert.Throws<BadInputException>(() => session.Explain(sql)).Message, StringComparison.Ordinal);
            Assert.StartsWith("SQL07: ", (await Assert.ThrowsAsync<BadInputException>(() => session.QueryAsync(sql))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("select count(*) from persons where town = 'with privacy (epsilon = 9)'")]
    [InlineData("select count(*) /* with privacy (epsilon = 9) */ from persons")]
    [InlineData("select count(*) from persons -- with privacy (epsilon = 9)")]
    [InlineData("select count(*) as \"with privacy (epsilon = 9)\" from persons")]
    [InlineData("select count(*) from persons where town = $$with privacy (epsilon = 9)$$")]
    public async Task A_clause_inside_quotes_and_comments_is_none(string sql)
    {
        await using var ledger = new SimulatedLedger();
        var session = new QuerySession(clinic.Data, await ledger.AccountAsync(clinic.Data.Population), new() { Epsilon = 1 });
        Assert.Equal("ε = 1", (await session.QueryAsync(sql)).Receipt.Price);
    }
}

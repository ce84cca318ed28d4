using System.Globalization;
using System.Text.RegularExpressions;

namespace Tacit.Query.Tests.Sql;

/// <summary>What is not answered is refused with a code, a reason and a place, before anything is read or spent.</summary>
public sealed partial class SqlRefusedTests(Clinic clinic) : IClassFixture<Clinic>
{
    public static TheoryData<string, string> Texts => new()
    {
        { "", "SQL01" },
        { "selec 1", "SQL01: The question is not SQL that can be read. (line 1, column 1, at 'selec 1')" },
        { "select count(*) from persons; select 1", "holds 2 statements" },
        { "drop table t0", "Only SELECT" },
        { "copy persons to 'x.csv'", "SQL0" },
        { "select 1", "FROM table" },
        { "select count(*) from secrets", "SQL03: There is no table 'secrets'" },
        { "select count(*) from t0", "There is no table 't0'" },
        { "select count(*) from main.persons", "SQL02" },
        { "select count(*) from read_csv('persons.csv')", "SQL02" },
        { "select count(*) from 'persons.csv'", "There is no table" },
        { "select count(*) from duckdb_tables()", "SQL02" },
        { "select * from persons", "Rows are never released" },
        { "select age from persons", "Rows are never released" },
        { "select id, count(*) from persons group by id", "SQL04" },
        { "select age, count(*) from persons group by age", "SQL05" },
        { "select count(*) from persons where id = 7", "reveal whether they are there" },
        { "select max(id) from persons", "is never released" },
        { "select count(*), age from persons", "neither grouped" },
        { "select count(*) from persons where height > 3", "There is no column 'height'" },
        { "select count(*) from persons p, visits v where p.id = v.id", "SQL04" },
        { "select count(*) from persons p join visits v on p.days = v.days", "joined by the unit" },
        { "select count(*) from persons p right join visits v on p.id = v.id", "SQL04" },
        { "select count(*) from persons p full join visits v on p.id = v.id", "SQL04" },
        { "select count(*) from persons p cross join visits v", "SQL04" },
        { "select count(*) from persons p join visits v on p.id = p.id", "SQL05" },
        { "select count(*) from persons a join persons b on a.id = b.id join visits c on a.id = b.id", "SQL0" },
        { "select count(*) from persons p where exists (select 1 from visits v join persons p on v.id = p.id where v.id = p.id)", "SQL0" },
        { "select floor(age * 1e17), count(*) from persons group by 1", "SQL05" },
        { "select floor(age) + 1e30, count(*) from persons group by 1", "beyond 2^53" },
        { "select floor(age) + 9007199254740991, count(*) from persons group by 1", "beyond 2^53" },
        { "select width_bucket(age, 0, 5e-324, 10), count(*) from persons group by 1", "narrower than 2^-500" },
        { "select count(*) from persons p left join visits v on p.id = v.id where v.id is null", "'v.id' is missing in rows without a partner" },
        { "select count(v.id) from persons p left join visits v on p.id = v.id", "where every row has it: p.id" },
        { "select count(distinct v.id) from persons p left join visits v using (id)", "missing in rows without a partner" },
        { "select count(*) from persons p left join visits v on p.id = v.id join visits w on w.id = v.id", "missing in rows without a partner" },
        { "select count(*) from (select v.id, p.age from persons p left join visits v on p.id = v.id) t", "missing in rows without a partner" },
        { "select count(*) from persons p left join visits v on p.id = v.id where exists (select 1 from visits w where w.id = v.id)", "missing in rows without a partner" },
        { "select avg(m) from (select max(age) as m from persons group by sex) x", "SQL04" },
        { "select avg(m) from (select max(age) as m from persons) x", "SQL04" },
        { "select count(*) from (select * from persons order by age limit 10) x", "SQL04" },
        { "select count(*) from (select distinct town from persons) x", "SQL04" },
        { "select count(*) from (select age, row_number() over (order by age) as k from persons) x where k < 5", "SQL04" },
        { "select count(*) from (select id, row_number() over (partition by sex order by age) as k from persons) x where k < 5", "SQL04" },
        { "select count(*) from persons where age > (select avg(age) from persons)", "must be released" },
        { "select count(*) from persons where age > (select max(days) from visits v where v.id = persons.id)", "must be released" },
        { "select count(*) from persons where town in (select town from persons)", "SQL04" },
        { "select count(*) from persons p where exists (select 1 from visits v where v.days > 3)", "EXISTS speaks of the row's own unit" },
        { "select count(*) from persons union all select count(*) from visits", "one SELECT" },
        { "select count(*) from (select days from persons union select days from visits) x", "Only UNION ALL" },
        { "select count(*) from persons limit 3", "LIMIT needs ORDER BY" },
        { "select avg(1 / age) from persons", "SQL05" },
        { "select sum(exp(age * 10)) from persons", "SQL05" },
        { "select avg(random()) from persons", "refused" },
        { "select count(*) from persons where now() > '2020-01-01'", "refused" },
        { "select avg(md5(town)) from persons", "SQL02" },
        { "select count(*) from persons where getenv('HOME') = 'x'", "SQL02" },
        { "select count(*) from persons where sex = 'female'", "not one of the declared values" },
        { "select count(*) from persons with privacy (colour = 3)", "SQL06" },
        { "select count(*) from persons with privacy (epsilon = 1)", "SQL06" },
        { "select count(*) from persons with privacy (max_groups = 0)", "SQL06" },
        { "select avg(top) from (select id, max() over (partition by id) as top from visits) x", "SQL0" },
        { "select avg(top) from (select id, max() as top from visits group by id) x", "SQL0" },
        { "select avg(top) from (select id, sum() as top, count(distinct) as n from visits group by id) x", "SQL0" },
        { "select avg(top) from (select id, avg() over (partition by id) as top from visits) x", "SQL0" },
        { "select count(*) from persons where age > 1e400", "SQL0" },
        { "select count(*) from persons tablesample 10%", "SQL02" },
        { "select count(*) from persons where $1 = 3", "SQL03" },
        { "select count(distinct id), histogram(age, [0, 50, 100]) from persons group by sex", "SQL07" },
        { "select string_agg(town, ',') from persons", "SQL02" },
        { "select list(age) from persons", "SQL02" },
        { "select first(age) from persons", "SQL02" },
        { "select count(*) from persons group by all", "SQL0" },
        { "pivot persons on sex using count(*)", "SQL0" },
        { "select count(*) over () from persons", "SQL0" },
        { "select count(*), sum(d) from (select days as d from visits union all select kind from visits) x", "SQL05: The column 'd' of UNION ALL is of two kinds." },
        { "select count(*) from (select id, count(*) as n from visits where days group by id) t", "SQL05: A condition is expected here" },
        { "select avg(age) from persons qualify row_number() over (order by age) < 3", "SQL02" },
        { "select avg(n) from (select id, count(distinct kind) over (partition by id) as n from visits) x", "DISTINCT in a window" },
        { "select avg(n) from (select id, count(*) over (partition by id rows between unbounded preceding and current row) as n from visits) x", "A frame of rows" },
        { "select avg(n) from (select id, count(*) over (partition by id rows between current row and unbounded following) as n from visits) x", "A frame of rows" },
        { "select avg(n) from (select id, sum(days) over (partition by id range between unbounded preceding and unbounded following exclude current row) as n from visits) x", "A frame of rows" },
        { "select avg(n) from (select id, lag(days ignore nulls) over (partition by id order by days) as n from visits) x", "IGNORE NULLS" },
        { "select count(*) from (select id, row_number() over (partition by id order by days nulls first) as n from visits) x where n = 1", "Missing values stand last" },
        { "select avg(n) from (select id, days as n from visits having days > 3) x", "HAVING without groups" },
        { "select avg(n) from (select id, max(days) as n from visits group by all) x", "GROUP BY ALL" },
        { "select count(*) from persons p where exists (select max(days) from visits v where v.id = p.id)", "EXISTS of it is always true" },
        { "select count(*) from persons p where not exists (select count(*) + 1 from visits v where v.id = p.id)", "EXISTS of it is always true" },
        { "select count(*) from persons where cast(days as timestamp_s) > '2020-01-01'", "A cast to timestamp_s" },
        { "select sex, count(*) from persons group by sex having cast('maybe' as boolean)", "neither true nor false" },
        { "select sex, count(*) from persons group by sex having sex not in ('f', null)", "without NULL" },
        { "select sex, string_agg(town, ',') from persons group by sex", "gives out values of rows" },
        { "select mode(sex) from persons", "gives out values of rows" },
        { "select count_if(age > 3) from persons", "count(*) FILTER" },
        { "select regr_r2(age, days) from persons", "regr_slope" },
        { "select cout(*) from persons", "The function 'cout' with 0 arguments is not answered. docs/sql.md" },
        { "select sum(age) over () from persons", "A window function here" },
        { "select sex, md5(sex) from persons group by sex", "'md5' is not answered over released values" },
        { "select sex, abs(distinct count(*)) from persons group by sex", "DISTINCT here" },
        { "select smokes, count(*) from persons group by smokes", "If it is a flag, group by x = 1" },
        { "select count(*) from persons with privacy (max_groups = 1", "has no closing bracket. (line 1, column 44, at 'max_groups = 1')" },
        { "select count(*) from persons with privacy (max_groups = )", "'max_groups' without a value. (line 1, column 44" },
        { "select count(*) from persons with privacy (max_groups = 1, max_groups = 2)", "'max_groups' twice. (line 1, column 60" },
        { "select count(*) from persons\nwith privacy (confidence = 2)", "between 0.5 and 1. (line 2, column 1" },
        { "select count(*) from persons with privacy (max_groups = 1) order by 1", "at the end of the question, once. (line 1, column 60" },
    };

    /// <summary>What relations and the planner refuse by themselves is refused at the text that caused it.</summary>
    public static TheoryData<string, string, string> Places => new()
    {
        { "select count(*) from persons where age", "SQL05", "age" },
        { "select sum(v) from (select age as v from persons\nunion all select town from persons) x", "SQL05", "town from" },
        { "select count(*) from (select id, count(*) as n from visits group by id having max(days)) t", "SQL05", "max(days)" },
        { "select count(*) from persons p join visits v on p.id = v.id and v.days", "SQL05", "v.days" },
        { "select count(*) from persons p where exists (select 1 from visits v where v.id = p.id and v.days)", "SQL05", "v.days" },
        { "select avg(m) from (select id, max(town) over (partition by id) as m from persons) x", "SQL05", "max(town)" },
        { "select count(*) filter (where days) from persons", "SQL05", "days" },
        { "select count(distinct id), histogram(age, [0, 50, 100]) from persons group by sex", "SQL07", "histogram(age" },
        { "select histogram(age, [0, 50, 100]) from persons", "SQL07", "histogram(age" },
        { "select count(*),\n  median(age), median(1 / (age + 1)) from persons group by floor(days * 1000), floor(age * 1000)", "SQL07", "floor(age" },
        { "select sex from persons group by sex", "SQL07", "sex from" },
        { "select count(*) from visits a join visits b on a.id = b.id join visits c on a.id = c.id join visits d on a.id = d.id join visits e on a.id = e.id join visits f on a.id = f.id join visits g on a.id = g.id join visits h on a.id = h.id join visits i on a.id = i.id join visits j on a.id = j.id join visits k on a.id = k.id join visits l on a.id = l.id join visits m on a.id = m.id join visits n on a.id = n.id join visits o on a.id = o.id", "SQL07", "join visits o" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_refusal_names_its_place(string sql, string code, string at)
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var error = Assert.Throws<BadInputException>(() => clinic.Data.Explain(sql, account.Spend(1, 1e-6)));
        Assert.StartsWith(code, error.Message, StringComparison.Ordinal);
        var found = Place().Match(error.Message);
        Assert.True(found.Success, error.Message);
        var line = sql.Split('\n')[int.Parse(found.Groups["line"].Value, CultureInfo.InvariantCulture) - 1];
        Assert.StartsWith(at, line[(int.Parse(found.Groups["column"].Value, CultureInfo.InvariantCulture) - 1)..], StringComparison.Ordinal);
        Assert.Equal(1, error.Message.Split("Nothing was spent.").Length - 1);
    }

    [Fact]
    public async Task A_spend_that_is_too_small_is_refused_at_the_clause_that_says_it()
    {
        await using var ledger = new SimulatedLedger();
        var session = new QuerySession(clinic.Data, await ledger.AccountAsync(clinic.Data.Population), new());
        var error = Assert.Throws<BadInputException>(() => session.Explain("select town, count(*) from persons group by town\n  with privacy (epsilon = 1)"));
        Assert.Contains("(line 2, column 3, at 'with privacy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_that_is_not_answered(string sql, string why)
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var error = await Assert.ThrowsAsync<BadInputException>(() => clinic.Data.QueryAsync(sql, account.Spend(1, 1e-6)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("SQL0", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await account.StatusAsync()).Entries);
        if (error.Message.StartsWith("SQL05", StringComparison.Ordinal) || error.Message.StartsWith("SQL07", StringComparison.Ordinal))
        {
            Assert.Matches(Place(), error.Message);
        }
    }

    [Fact]
    public async Task A_tower_of_named_queries_does_not_double_at_every_floor()
    {
        var floors = string.Join(", ", Enumerable.Range(1, 40).Select(i => $"f{i} as (select a.id from f{i - 1} a join f{i - 1} b using (id))"));
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var error = await Assert.ThrowsAsync<BadInputException>(() => clinic.Data.QueryAsync($"with f0 as (select id from persons), {floors} select count(*) from f40", account.Spend(1)));
        Assert.Contains("more than 200", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_does_not_double_at_every_nesting()
    {
        var x = Enumerable.Range(0, 30).Aggregate("age", (inner, _) => $"clamp(sqrt({inner}), 0, 50)");
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var error = await Assert.ThrowsAsync<BadInputException>(() => clinic.Data.QueryAsync($"select avg({x}) from persons", account.Spend(1)));
        Assert.Contains("too large", error.Message, StringComparison.Ordinal);
    }

    // Small as a graph, large as a text; and what is bound once is not bound twice at every nesting.
    [Theory]
    [InlineData("select count(*) from persons where {0} >= 0", "age / 90", "power({0}, 2)", "too large")]
    [InlineData("select avg({0}) from persons", "age / 90", "power({0}, 2)", "too large")]
    [InlineData("select count(*) from persons where {0}", "age > 0", "({0}) * age > 0", "too large")]
    [InlineData("select count(*) from persons where {0}", "age > 0", "({0}) is not distinct from (age > 1)", "too large")]
    [InlineData("select count(*), {0} from persons", "1", "1 in (0, {0})", null)]
    [InlineData("select count(*), {0} from persons", "count(*)", "coalesce({0}, 1)", null)]
    [InlineData("select count(*), {0} from persons", "count(*)", "case when {0} between 1 and 2 then 1 else 0 end", null)]
    public async Task Nesting_costs_what_is_nested(string question, string inner, string nest, string? refused)
    {
        var x = Enumerable.Range(0, 50).Aggregate(inner, (a, _) => string.Format(CultureInfo.InvariantCulture, nest, a));
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var error = await Record.ExceptionAsync(() => clinic.Data.QueryAsync(string.Format(CultureInfo.InvariantCulture, question, x), account.Spend(1)));
        Assert.True(refused is null ? error is null or BadInputException : error is BadInputException && error.Message.Contains(refused, StringComparison.Ordinal), error?.Message);
    }

    [GeneratedRegex(@"\(line (?<line>\d+), column (?<column>\d+)[,)]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}

using System.Globalization;
using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Sql;

/// <summary>Decimals that no binary grid holds are compared as who wrote them means it: with constants, with each other on other grids, in joins, in bins and in sub-queries.</summary>
public sealed class DecimalTests : IAsyncLifetime
{
    private const int Hundredths = 11;

    private static readonly decimal[] Values = [.. Enumerable.Range(0, 3 * Hundredths).Select(i => i % Hundredths / 100m)];
    private static readonly decimal[] Constants = [-0.01m, .. Enumerable.Range(0, Hundredths).Select(i => i / 100m), 0.055m, 0.11m];

    private readonly Scratch _scratch = new();
    private Dataset _data = null!;

    // x and its copy y, on other grids; and v on a grid of its kind.
    public async ValueTask InitializeAsync()
    {
        _scratch.Write("t.csv", Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{i / 2},{v},{v},{"ab"[i % 2]},{v},{v}")).Prepend("id,x,y,kind,v,w"));
        _scratch.Write("rates.csv", ["kind,r,other", "a,0.05,0.05", "b,0.05,0.07", "b,0.07,0.08"]);
        _scratch.Write("wide.csv", Values.Distinct().Select(v => string.Create(CultureInfo.InvariantCulture, $"{v},{(v < 0.05m ? "low" : "high")}")).Prepend("rate,name"));
        _scratch.Write("close.csv", ["rate,name", "0.05,one", "0.0500000005,two", "0.07,three"]);
        _data = await _scratch.OpenAsync(d => d
            .Table("t", "t.csv", t => t.Number("x", 0, 0.1).Number("y", 0, 1).Category("kind", "a", "b").Number("v", per: "kind", ("a", 0, 0.1), ("b", 0, 5)).Number("w", 0, 0.08).AtMost(2))
            .PublicTable("rates", "rates.csv", t => t.Category("kind", "a", "b").Number("r", per: "kind", ("a", 0, 0.1), ("b", 0, 5)).Number("other", 0, 0.12))
            .PublicTable("wide", "wide.csv", t => t.Number("rate", 0, 1).Text("name"))
            .PublicTable("close", "close.csv", t => t.Number("rate", 0, 0.1).Text("name")));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("y")]
    [InlineData("v")]
    public async Task With_constants(string column)
    {
        (string Sign, Func<decimal, decimal, bool> Holds)[] operators =
            [("=", (v, c) => v == c), ("<>", (v, c) => v != c), ("<", (v, c) => v < c), ("<=", (v, c) => v <= c), (">", (v, c) => v > c), (">=", (v, c) => v >= c)];
        foreach (var constant in Constants)
        {
            foreach (var (sign, holds) in operators)
            {
                var question = string.Create(CultureInfo.InvariantCulture, $"select count(*) from t where {column} {sign} {constant}");
                Assert.Equal((question, Values.Count(v => holds(v, constant))), (question, await CountAsync(question)));
            }
        }

        Assert.Equal(6, await CountAsync($"select count(*) from t where {column} in (0.05, 0.06, 0.055)"));
        Assert.Equal(9, await CountAsync($"select count(*) from t where {column} between 0.05 and 0.07"));
        Assert.Equal(3, await CountAsync($"select count(case when {column} >= 0.07 and {column} < 0.08 then 1 end) from t"));
    }

    [Fact]
    public async Task In_bins() =>
        Assert.Equal([15, 3, 3, 3, 9], (await AskAsync("select histogram(x, [0, 0.05, 0.06, 0.07, 0.08, 0.1]) from t")).Rows.Select(r => r.Values[0]!.Value.Value));

    [Fact]
    public async Task With_each_other_on_other_grids()
    {
        Assert.Equal(Values.Length, await CountAsync("select count(*) from t where x = y"));
        Assert.Equal(0, await CountAsync("select count(*) from t where x < y or x > y or x <> y"));
        Assert.Equal(Values.Length, await CountAsync("select count(*) from t where y <= x"));

        // Steps of one size, and an end that is rounded outward in one of them only.
        Assert.Equal(27, await CountAsync("select count(*) from t where x = w and x <= 0.08"));
        Assert.Equal(3, await CountAsync("select count(*) from t join rates on w = other where x = 0.05"));
        Assert.Equal(3, await CountAsync("select count(*) from t join rates on w = other where x = 0.08"));
    }

    [Fact]
    public async Task With_sums_and_products_of_constants()
    {
        Assert.Equal(3, await CountAsync("select count(*) from t where x = 0.06 + 0.01"));
        Assert.Equal(6, await CountAsync("select count(*) from t where x in (0.06 + 0.01, 0.1 / 2)"));
        Assert.Equal(9, await CountAsync("select count(*) from t where x between 0.06 - 0.01 and 0.7 * 0.1"));
        for (var power = 0; power <= 8; power++)
        {
            Assert.Equal((power, Values.Length), (power, await CountAsync(string.Create(CultureInfo.InvariantCulture, $"select count(*) from t where x * 0 + power(3, {power}) = {Math.Pow(3, power)}"))));
        }

        Assert.Equal(30, await CountAsync("select count(*) from t where x < 0.5 ** 2 and x > -(0.1 * 0.1) * 1e-12 and x <> 1.23456789e-7 * 1.23456789e-7 + 0.0"));
    }

    [Fact]
    public async Task In_unions_and_beside_other_rows()
    {
        Assert.Equal(6, await CountAsync("select count(*) from (select id, x from t union all select id, x from t) g where x = 0.05"));
        Assert.Equal(
            Values.Where((v, i) => v is >= 0.07m and < 0.1m && i % 2 == 0).Count() + 9,
            await CountAsync("select count(*) from (select id, x from t where kind = 'a' union all select id, x from t) g where x >= 0.07 and x <= 0.1 and x <> 0.1"));
        var pairs = Values.Select((v, i) => (Unit: i / 2, v)).GroupBy(v => v.Unit, v => v.v).Where(u => u.Count() == 2).ToArray();
        Assert.Equal(pairs.Count(p => p.Min() == 0.06m), await CountAsync("select count(*) from (select id, lag(x) over (partition by id order by x) as p from t) g where p = 0.06"));
        Assert.Equal(pairs.Count(p => p.Max() <= 0.07m), await CountAsync("select count(*) from (select id, lead(x) over (partition by id order by x) as p from t) g where p <= 0.07"));
        foreach (var question in new[] { "select sum(x) from (select id, x from t union all select id, x from t) g", "select avg(p) from (select id, lead(x) over (partition by id order by x) as p from t) g", "select sum(s) from (select id, sum(x) as s from (select id, x from t union all select id, y as x from t) a group by id) g" })
        {
            Assert.Empty(DerivationCheck.Of((await ExplainAsync(question)).Derivation!).Faults);
        }
    }

    [Theory]
    [InlineData("floor(greatest(0.07, x, 0) * 100)", 7, 10)]
    [InlineData("ceil(least(x, 0, 0.05, 1) * 100)", 0, 0)]
    [InlineData("ceil(least(x, 0.05, 1) * 100)", 0, 5)]
    [InlineData("floor(greatest(x, 0.07, y) * 100)", 7, 10)]
    public async Task What_is_kept_within_a_constant_stays_there(string key, int least, int most)
    {
        var answer = await AskAsync($"select {key} as k, count(*) as n from t group by k having n > 0");
        Assert.Equal(Values.Length, answer.Rows.Sum(r => r.Values[0]!.Value.Value));
        Assert.All(answer.Rows, r => Assert.InRange(int.Parse(r.Keys[0], CultureInfo.InvariantCulture), least, most));
    }

    [Fact]
    public async Task A_constant_is_several_numbers_where_each_category_has_a_grid()
    {
        // Two rows of the table meet each row, though each has a value of its own there.
        const string Question = "select count(*) from t join rates on rates.r = 0.05";
        Assert.Contains("Nothing bounds", (await Assert.ThrowsAsync<BadInputException>(() => CountAsync(Question))).Message, StringComparison.Ordinal);
        Assert.Equal(Values.Length, await CountAsync("select count(*) from t join rates on rates.r = 0.05 and rates.kind = t.kind"));
        Assert.Equal(Values.Length, await CountAsync("select count(*) from t join rates on rates.other = 0.05"));
    }

    [Fact]
    public async Task In_joins_with_public_tables()
    {
        const string Question = "select count(*) from t join wide on t.x = wide.rate";
        Assert.Equal(Values.Length, await CountAsync(Question));
        Assert.Equal(["high 18", "low 15"], (await AskAsync("select name, count(*) as n from t join wide on t.x = wide.rate group by name order by 1")).Rows.Select(r => $"{r.Keys[0]} {r.Values[0]!.Value.Value}"));
        var explained = await ExplainAsync(Question);
        Assert.Contains("at most 2 rows", string.Join('\n', explained.Plan), StringComparison.Ordinal);
        Assert.Empty(DerivationCheck.Of(explained.Derivation!).Faults);
    }

    [Fact]
    public async Task Public_rows_that_round_alike_are_partners_of_one_row()
    {
        // y is told apart by five digits: two of the rates are one number there.
        const string Question = "select count(*) from t join close on t.y = close.rate";
        Assert.Equal(9, await CountAsync(Question));
        var explained = await ExplainAsync(Question);
        Assert.Contains("at most 4 rows", string.Join('\n', explained.Plan), StringComparison.Ordinal);
        Assert.Empty(DerivationCheck.Of(explained.Derivation!).Faults);
        Assert.Contains("at most 2 rows", string.Join('\n', (await ExplainAsync("select count(*) from t join close on t.x = close.rate")).Plan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max", ">=", 7)]
    [InlineData("min", "<=", 8)]
    public async Task The_largest_and_the_smallest_of_a_unit(string function, string sign, int hundredths)
    {
        var constant = hundredths / 100m;
        var units = Values.Select((v, i) => (Unit: i / 2, v)).GroupBy(v => v.Unit, v => v.v);
        var expected = units.Count(u => function == "max" ? u.Max() >= constant : u.Min() <= constant);
        var question = string.Create(CultureInfo.InvariantCulture, $"select count(*), sum(m) from (select id, {function}(x) as m from t group by id) q where m {sign} {constant}");
        Assert.Equal(expected, (await AskAsync(question)).Rows.Single().Values[0]!.Value.Value);
        Assert.Equal(expected, await CountAsync(string.Create(CultureInfo.InvariantCulture, $"select count(distinct id) from (select id, {function}(x) over (partition by id) as m from t) q where m {sign} {constant}")));
        Assert.Empty(DerivationCheck.Of((await ExplainAsync(question)).Derivation!).Faults);
        Assert.Empty(DerivationCheck.Of((await ExplainAsync($"select avg(s) from (select id, sum(m) as s from (select id, kind, {function}(x) as m from t group by id, kind) a group by id) q")).Derivation!).Faults);
    }

    [Theory]
    [InlineData("select sum(m) from (select id, max(x) as m from t group by id) q")]
    [InlineData("select sum(m) from (select id, min(x) over (partition by id) as m from t) q")]
    [InlineData("select sum(x) from (select id, x from t union all select id, x from t) q")]
    [InlineData("select sum(p) from (select id, lead(x) over (partition by id order by x) as p from t) q")]
    [InlineData("select sum(m) from (select id, max(p) as m from (select id, lag(x) over (partition by id order by x) as p from (select id, x from t union all select id, x from t) a) b group by id) q")]
    public async Task The_checker_knows_the_grid_of_the_largest(string question)
    {
        var derivation = JsonNode.Parse((await ExplainAsync(question)).Derivation!)!;
        Assert.Empty(DerivationCheck.Of(derivation.ToJsonString()).Faults);
        var grid = derivation["levels"]![0]!["parts"]!.AsArray().Single(p => p!["aggregate"]!.GetValue<string>() == "sum")!["weights"]![0]![0]!;
        grid["exponent"] = grid["exponent"]!.GetValue<int>() + 1;
        Assert.Contains(DerivationCheck.Of(derivation.ToJsonString()).Faults, f => f.ToString()!.Contains("held on another grid", StringComparison.Ordinal));
    }

    private async Task<double> CountAsync(string sql) => (await AskAsync(sql)).Rows.Single().Values[0]!.Value.Value;

    private async Task<Table> AskAsync(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await _data.QueryAsync(sql, (await ledger.AccountAsync(_data.Population)).Spend(1000))).Value;
    }

    private async Task<QueryExplanation> ExplainAsync(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return _data.Explain(sql, (await ledger.AccountAsync(_data.Population)).Spend(1000));
    }
}

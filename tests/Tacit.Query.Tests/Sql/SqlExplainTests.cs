using System.Globalization;
using System.Text.RegularExpressions;
using Tacit.Data;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Query.Tests.Sql;

/// <summary>EXPLAIN PRIVACY says which errors to expect, and they come true; and which declared facts it rests on, and names no others.</summary>
public sealed partial class SqlExplainTests : IAsyncLifetime
{
    private const int People = 3000;
    private readonly Scratch _scratch = new();
    private readonly SimulatedLedger _ledger = new();
    private readonly double[] _values = new double[People];
    private Dataset _data = null!;
    private Spend _spend = null!;

    public async ValueTask InitializeAsync()
    {
        var random = RandomSource.Seeded(5);
        for (var i = 0; i < People; i++)
        {
            // Two humps, an empty middle, and ends of the range where nobody is.
            _values[i] = (random.NextBelow(2) == 0 ? 10 : 60) + (random.NextBelow(300_000) / 10_000.0);
        }

        _scratch.Write("p.csv", _values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{i},{v:R},a,Ulm,7,1")).Prepend("id,v,kind,town,unused,w"));
        _scratch.Write("visits.csv", "person,code,cost", "1,x,3", "2,y,4");
        _scratch.Write("codes.csv", "code,name", "x,X", "y,Y");
        _data = await _scratch.OpenAsync(d => d
            .Table("p", "p.csv", t => t.Category("kind", "a", "b").Number("v", 0, 100).Text("town").Number("unused", 0, 9).Number("w", per: "kind", ("a", 0, 1), ("b", 100, 500)).OnePerUnit())
            .Table("visits", "visits.csv", t => t.Text("code").Number("cost", 0, 50).Through("person", "p", "id").AtMost(4))
            .PublicTable("codes", "codes.csv", t => t.Text("code").Text("name")));
        _spend = (await _ledger.AccountAsync(_data.Population)).Spend(1, 1e-6);
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await _ledger.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("select median(v) from p", 0.5)]
    [InlineData("select quantile_cont(v, 0.9) from p", 0.9)]
    public async Task The_rank_of_a_quantile_is_off_by_no_more_than_is_said(string sql, double q)
    {
        var said = Number(RankError(), sql);
        await HoldsAsync(sql, answer =>
        {
            // To the nearest leaf: rows within one of it are at the same place.
            var (below, above) = (Rank(answer - (100.0 / 4096)), Rank(answer + (100.0 / 4096)));
            return below <= (q * People) + said && above >= (q * People) - said;
        });
    }

    [Fact]
    public async Task Beyond_an_extreme_there_are_no_more_rows_than_is_said()
    {
        const string sql = "select max(v) from p";
        var said = Number(Beyond(), sql);
        await HoldsAsync(sql, answer => People - Rank(answer + (100.0 / 4096)) <= said);
    }

    [Fact]
    public void The_error_of_a_histogram_is_that_of_its_intervals()
    {
        var plan = _data.Explain("select histogram(v, [0, 50, 100]) from p", _spend);
        Assert.Contains(plan.Plan, l => l.Contains("expected error ± 3 rows in a bin at 95 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("select kind, sum(w) as s from p group by kind")]
    [InlineData("select kind, town, sum(w) as s from p group by kind, town")]
    public async Task The_error_of_a_sum_is_that_of_its_interval_in_every_category(string sql)
    {
        var line = _data.Explain(sql, _spend).Plan.Single(l => l.StartsWith("sum of w", StringComparison.Ordinal));
        var said = CategoryErrors().Match(line);
        var answered = (await _data.QueryAsync(sql, _spend)).Value.Rows.Where(r => r.Values[0] is not null).ToDictionary(r => r.Keys[0]!, r => (r.Values[0]!.Value.High - r.Values[0]!.Value.Low) / 2);
        Assert.Equal(answered["a"], Number(said, "a"), Number(said, "a") * 1e-3);
        Assert.Equal(answered.GetValueOrDefault("b", 500 * answered["a"]), Number(said, "b"), Number(said, "b") * 1e-3);
    }

    // Integers of a variance and a covariance, in the units of squares and products: for half ranges h and k a row moves half of h², or h·k.
    [Theory]
    [InlineData("select kind, var_pop(w) from p group by kind", "sum of squares of w", 0.125, 20_000)]
    [InlineData("select kind, covar_pop(w, v) from p group by kind", "sum of products of an expression", 25, 10_000)]
    [InlineData("select kind, avg(w) from p group by kind", "sum of w about the middle", 0.5, 200)]
    public void Errors_are_in_the_units_of_what_is_summed(string sql, string part, double a, double b)
    {
        var line = _data.Explain(sql, _spend).Plan.Single(l => l.StartsWith(part, StringComparison.Ordinal));
        var said = CategoryErrors().Match(line);
        var epsilon = Rational.Parse(said.Groups["e"].Value).ToDouble();
        Assert.Equal(a * Math.Log(20) / epsilon, Number(said, "a"), 0.01 * Number(said, "a"));
        Assert.Equal(b * Math.Log(20) / epsilon, Number(said, "b"), 0.01 * Number(said, "b"));
    }

    private static double Number(Match said, string group) => double.Parse(said.Groups[group].Value, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(ε = (?<e>[0-9./]+)\); expected error at 95 %: a ± (?<a>[0-9.,E+]+), b ± (?<b>[0-9.,E+]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CategoryErrors();

    [Fact]
    public void Every_line_of_a_plan_says_an_expected_error()
    {
        foreach (var sql in new[] { "select kind, count(*), avg(v), median(v), min(v), var_pop(v) from p group by kind", "select histogram(v, [0, 100]) from p", "select town, quantile_cont(v, 0.1) from p group by town" })
        {
            Assert.All(_data.Explain(sql, _spend).Plan.Where(l => !l.StartsWith("price", StringComparison.Ordinal) && !l.StartsWith("keys", StringComparison.Ordinal)), l => Assert.Contains("expected error", l, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Facts_are_those_of_what_is_read()
    {
        var facts = _data.Explain("select c.name, kind, sum(cost) from visits v join p on v.person = p.id join codes c on v.code = c.code where p.v > 3 group by c.name, kind", _spend).Facts;
        Assert.Equal(
            [
                "unit: a person, named by 'id'; neighbouring data sets: add/remove",
                "p: one row a unit", "p.kind: one of a, b", "p.v: clipped to [0, 100]",
                "visits: at most 4 rows a unit, chosen by a secret random rank", "visits: the unit of a row is found by visits.person = p.id; rows that lead to nobody are dropped",
                "visits.code: text, values not public", "visits.cost: clipped to [0, 50]",
                "codes: public, nobody's rows", "codes: a row is joined with at most 1 of it, as counted in it", "codes.code: text, values not public", "codes.name: text, values not public",
            ],
            facts);
        Assert.Equal(["unit: a person, named by 'id'; neighbouring data sets: add/remove", "p: one row a unit"], _data.Explain("select count(*) from (select id, kind, unused from p) x", _spend).Facts);
        Assert.Contains("visits.cost: clipped to [0, 50]", _data.Explain("select count(*) from p where id in (select id from visits where cost > 3)", _spend).Facts);
        Assert.Contains("visits: of these, the question keeps at most 2 a unit", _data.Explain(Question.From("visits").AtMost(2).Count(), _spend).Facts);
        Assert.NotEmpty(_data.Explain(Question.BoundingOf("visits"), _spend).Facts);
    }

    private async Task HoldsAsync(string sql, Func<double, bool> holds)
    {
        const int times = 60;
        var held = 0;
        for (var i = 0; i < times; i++)
        {
            // Of a ledger of its own: the same question of the same ledger has a stored answer.
            await using var ledger = new SimulatedLedger();
            var answer = (await _data.QueryAsync(sql, (await ledger.AccountAsync(_data.Population)).Spend(1, 1e-6))).Value.Rows.Single().Values.Single()!.Value.Value;
            held += holds(answer) ? 1 : 0;
        }

        // At 95 % fewer than 49 of 60 hold with probability below 10⁻⁴.
        Assert.True(held >= 49, $"Only {held} of {times} answers hold.");
    }

    private int Rank(double value) => _values.Count(v => v < value);

    private double Number(Regex pattern, string sql)
    {
        var line = _data.Explain(sql, _spend).Plan.Single(l => pattern.IsMatch(l));
        return double.Parse(pattern.Match(line).Groups["n"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"the rank of quantile [0-9.]+ ± (?<n>[0-9.E+]+) rows", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RankError();

    [GeneratedRegex(@"at most (?<n>[0-9.E+]+) rows beyond the max", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Beyond();
}

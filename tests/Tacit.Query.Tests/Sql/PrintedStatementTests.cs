using System.Text.RegularExpressions;
using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>What is run is read again and compared with what was planned; a planted fault is seen.</summary>
public sealed partial class PrintedStatementTests : IAsyncLifetime
{
    private const string Odd = "O'Hara'); drop";

    private static readonly string[] Questions =
    [
        "select upper(town), count(*) from t where note <> 'it''s' group by 1", "select kind || town, count(*) from t where note like '%''%' group by 1", "select note, count(*) from t group by note",
        "select count(*) from t join p on t.town = p.town where p.land = 'N'''", "select date_trunc('month', seen) as m, avg(v) from t where seen > '2026-01-02 03:04:05' group by m", "select median(v / 3) from t where v > 2.5e-7",
        "select count(*) from t where trim(lower(note)) = 'x' or substr(note, 1, 2) in ('''', '--', '/*')", "select case when town = 'b' then 'u''v' else 'w' end as k, sum(v) from t group by k with privacy (max_groups = 1, max_rows_per_group = 1)",
        "select avg(m) from (select id, max(v) as m from (select id, v, row_number() over (partition by id order by v) as r from t where note = '$$''$$') x where r = 1 group by id) y",
        "select kind, count(distinct id), corr(v, v * v), var_pop(v) from t where (town = 'b' or v > 3) and note is not null group by rollup (kind)", "select histogram(v, [0, 5, 10]) from t where note in ('tacit:0', 'meant:0', 'meant:1', 'a0')",
        "select count(*) from t left join (select id, sum(v) as s, count(distinct note) as n, bool_or(v > 3) as b from t group by id) u on t.id = u.id and u.s > 2 and u.n = 1 and u.b where t.id in (select id from t where v < 7 and kind = 'a')",
        "select count(*) from t left join (select id, v from t where v > 2) x on t.id = x.id and x.v > t.v join (select id, seen from t where kind = 'a') y using (id)",
        "select count(*) from (select id, v from t where v > 1 union all select id, v * 2 from t where v < -1) w where w.v between 2 and 8",
        "select sum(s) from (select id, sum(v) over (partition by id, kind) as s, lag(v) over (partition by id order by seen desc) as l from t) x where l < 4",
    ];

    private readonly Scratch _scratch = new();
    private readonly SimulatedLedger _ledger = new();
    private Dataset _data = null!;
    private Spend _spend = null!;

    public async ValueTask InitializeAsync()
    {
        _scratch.Write("t.csv", "id,town,kind,note,seen,v", $"1,{Odd},a,x''y,2026-01-02,3", "2,b,c,y,2026-01-03,4");
        _scratch.Write("p.csv", "town,land", $"{Odd},N'");
        _data = await _scratch.OpenAsync(d => d
            .Table("t", "t.csv", t => t.Category("town", Odd, "b").Category("kind", "a", "c'--", "/*").Text("note").Nullable("note").Time("seen", new(2026, 1, 1), new(2027, 1, 1)).Number("v", 0, 10).AtMost(2))
            .PublicTable("p", "p.csv", t => t.Text("town").Text("land")));
        _spend = (await _ledger.AccountAsync(_data.Population)).Spend(1, 1e-6);
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await _ledger.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Every_question_prints_what_was_planned_and_no_fault_of_quoting_passes()
    {
        var planted = 0;
        foreach (var sql in Questions)
        {
            var plan = _data.Explain(sql, _spend);
            Assert.Empty(PrintedStatement.Faults(plan, plan.Sql));

            // The fault: a quote inside a text is not doubled.
            var unquoted = plan.Sql.Select(s => s.Replace("''", "'", StringComparison.Ordinal)).ToArray();
            if (!unquoted.SequenceEqual(plan.Sql))
            {
                planted++;
                Assert.NotEmpty(PrintedStatement.Faults(plan, unquoted));
            }

            _ = await _data.QueryAsync(sql, _spend);
        }

        Assert.True(planted >= 5, $"Only {planted} questions had a quote inside a text.");
    }

    /// <summary>Each word, number, text and sign of a statement matters: without it, or with another, it is another statement.</summary>
    [Fact]
    public void No_part_of_a_statement_can_be_changed_or_left_out()
    {
        var planted = 0;
        var passed = new List<string>();
        foreach (var sql in Questions)
        {
            var plan = _data.Explain(sql, _spend);
            for (var i = 0; i < plan.Sql.Count; i++)
            {
                // Every seventh, because each is parsed: all of them were seen once.
                foreach (var (changed, what) in Changes(plan.Sql[i]).Where((_, n) => (n + planted) % 7 == 0).ToArray())
                {
                    planted++;
                    var statements = plan.Sql.ToArray();
                    statements[i] = changed;
                    if (PrintedStatement.Faults(plan, statements).Count == 0)
                    {
                        passed.Add($"{what} passes in {plan.Sql[i]}");
                    }
                }
            }
        }

        Assert.Empty(passed);
        Assert.True(planted > 200, $"Only {planted} faults were planted.");
    }

    [Theory]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= 1; SELECT 1")]
    [InlineData("DELETE FROM t0")]
    [InlineData("SELECT count(*) FROM t1 a0")]
    [InlineData("SELECT count(*) FROM t0 a0")]
    [InlineData("SELECT count(*) FROM e0 a0 WHERE a0.r <= 1")]
    [InlineData("SELECT count(*) FROM main.t0 a0 WHERE a0.r <= 1")]
    [InlineData("SELECT count(*) FROM t0 a0, read_csv('x') WHERE a0.r <= 1")]
    [InlineData("SELECT count(*) FROM t0 a0, range(3) a1 WHERE a0.r <= 1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= 1 OR a0.r <= 1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a1.r <= 1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= $1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= 1 -- AND")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= 1 /* AND */")]
    [InlineData("SELECT count(*) FROM t0 \"a0\" WHERE a0.r <= 1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= '1'")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.r <= 1 LIMIT 1")]
    [InlineData("SELECT count(*) FILTER (WHERE a0.r = 1) FROM t0 a0 WHERE a0.r <= 1")]
    public void What_was_not_planned_is_a_fault(string statement)
    {
        var plan = _data.Explain(Question.From("t").AtMost(1).Count(), _spend);
        Assert.Empty(PrintedStatement.Faults(plan, plan.Sql));
        Assert.Empty(PrintedStatement.Faults(plan, ["SELECT count(*) FROM t0 a7 WHERE ((a7.r <= 1))"]));
        Assert.NotEmpty(PrintedStatement.Faults(plan, [statement]));
        Assert.NotEmpty(PrintedStatement.Faults(plan, []));
    }

    // Not what says the same without: brackets, AS, ASC, the star of a count, and IS before NOT NULL.
    private static IEnumerable<(string Sql, string What)> Changes(string sql)
    {
        foreach (var token in Tokens().Matches(sql).Cast<Match>().Where(t => t.Value is not ("(" or ")" or "AS" or "ASC")))
        {
            var (before, behind) = (sql[..token.Index], sql[(token.Index + token.Length)..]);
            if (!(token.Value == "*" && before.EndsWith("count(", StringComparison.Ordinal)) && !(token.Value == "IS" && behind.StartsWith(" NOT", StringComparison.Ordinal)))
            {
                yield return (before + behind, $"{token.Value} left out at {token.Index}");
            }

            var other = token.Value switch
            {
                "AND" => "OR",
                "OR" => "AND",
                "<=" => "<",
                "<" => "<=",
                "=" => "<>",
                "+" => "-",
                "*" when !before.EndsWith("count(", StringComparison.Ordinal) => "+",
                ['\'', .. var text, '\''] => $"'{text}x'",
                [>= '0' and <= '9', ..] number => number + "1",
                ['a', >= '0' and <= '9', '.', ..] column => column[..3] + "q",
                _ => null,
            };
            if (other is not null)
            {
                yield return (before + other + behind, $"{other} instead of {token.Value} at {token.Index}");
            }
        }
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_.]*|[0-9.]+|<=|>=|<>|::|\|\||//|[^\s]", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}

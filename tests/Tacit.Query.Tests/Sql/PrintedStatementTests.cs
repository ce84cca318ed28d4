using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>What is run is read again and compared with what was planned; a planted fault of quoting is seen.</summary>
public sealed class PrintedStatementTests : IAsyncLifetime
{
    private const string Odd = "O'Hara'); drop";
    private readonly Scratch _scratch = new();
    private Dataset _data = null!;

    public async ValueTask InitializeAsync()
    {
        _scratch.Write("t.csv", "id,town,kind,note,seen,v", $"1,{Odd},a,x''y,2026-01-02,3", "2,b,c,y,2026-01-03,4");
        _scratch.Write("p.csv", "town,land", $"{Odd},N'");
        _data = await _scratch.OpenAsync(d => d
            .Table("t", "t.csv", t => t.Category("town", Odd, "b").Category("kind", "a", "c'--", "/*").Text("note").Nullable("note").Time("seen", new(2026, 1, 1), new(2027, 1, 1)).Number("v", 0, 10).AtMost(2))
            .PublicTable("p", "p.csv", t => t.Text("town").Text("land")));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Every_question_prints_what_was_planned_and_no_fault_of_quoting_passes()
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(_data.Population)).Spend(1, 1e-6);
        var planted = 0;
        foreach (var sql in new[]
        {
            "select upper(town), count(*) from t where note <> 'it''s' group by 1", "select kind || town, count(*) from t where note like '%''%' group by 1", "select note, count(*) from t group by note",
            "select count(*) from t join p on t.town = p.town where p.land = 'N'''", "select date_trunc('month', seen) as m, avg(v) from t where seen > '2026-01-02 03:04:05' group by m", "select median(v / 3) from t where v > 2.5e-7",
            "select count(*) from t where trim(lower(note)) = 'x' or substr(note, 1, 2) in ('''', '--', '/*')", "select case when town = 'b' then 'u''v' else 'w' end as k, sum(v) from t group by k with privacy (max_groups = 1, max_rows_per_group = 1)",
            "select avg(m) from (select id, max(v) as m from (select id, v, row_number() over (partition by id order by v) as r from t where note = '$$''$$') x where r = 1 group by id) y",
        })
        {
            var plan = _data.Explain(sql, spend);
            foreach (var statement in plan.Sql)
            {
                Assert.Empty(PrintedStatement.Faults(statement, plan.Derivation!));

                // The fault: a quote inside a text is not doubled.
                if (statement.Contains("''", StringComparison.Ordinal))
                {
                    planted++;
                    Assert.NotEmpty(PrintedStatement.Faults(statement.Replace("''", "'", StringComparison.Ordinal), plan.Derivation!));
                }
            }

            _ = await _data.QueryAsync(sql, spend);
        }

        Assert.True(planted >= 5, $"Only {planted} statements had a quote inside a text.");
    }

    [Theory]
    [InlineData("SELECT count(*) FROM t0; SELECT 1")]
    [InlineData("DELETE FROM t0")]
    [InlineData("SELECT count(*) FROM t1 a0")]
    [InlineData("SELECT count(*) FROM e0 a0")]
    [InlineData("SELECT count(*) FROM main.t0 a0")]
    [InlineData("SELECT count(*) FROM t0 a0, read_csv('x')")]
    [InlineData("SELECT count(*) FROM t0 a0, range(3) a1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.k = 1")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE 'x' = a0.c2")]
    [InlineData("SELECT count(*) FROM t0 a0 WHERE a0.c2 = $1")]
    public async Task What_was_not_planned_is_a_fault(string statement)
    {
        await using var ledger = new SimulatedLedger();
        var plan = _data.Explain("select count(*) from t", (await ledger.AccountAsync(_data.Population)).Spend(1));
        Assert.Empty(PrintedStatement.Faults("SELECT count(*) FROM t0 a0 WHERE a0.r <= 2", plan.Derivation!));
        Assert.NotEmpty(PrintedStatement.Faults(statement, plan.Derivation!));
    }
}

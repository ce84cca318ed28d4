using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Sql;

/// <summary>A missing value of a column that is declared nullable is a group; of others it is in none.</summary>
public sealed class NullKeyTests : IAsyncLifetime
{
    private static readonly (int Id, string Kind, string Seen, string Note, double? Value)[] Rows =
    [
        (1, "a", "2026-01-05T10:00:00Z", "n1", 4), (1, "", "2026-01-07T10:00:00Z", "", 5), (1, "zz", "", "n2", 3), (2, "b", "2026-02-05T10:00:00Z", "n1", null),
        (3, "", "", "", 9), (4, "", "2026-02-06T10:00:00Z", "1", 1), (5, "b", "", "n2", 150), (6, "a", "2026-01-09T10:00:00Z", "", -2),
    ];

    private readonly Scratch _scratch = new();
    private Dataset _data = null!;

    public async ValueTask InitializeAsync()
    {
        _scratch.Write("v.csv", Rows.Select(r => $"{r.Id},{r.Kind},{r.Seen},{r.Note},{r.Value}").Prepend("id,kind,seen,note,value"));
        _data = await _scratch.OpenAsync(d => d
            .Table("v", "v.csv", t => Declared(t).Nullable("kind").Nullable("seen").Nullable("note").AtMost(4))
            .Table("strict", "v.csv", t => Declared(t).AtMost(4))
            .Table("per", "v.csv", t => Declared(t).Nullable("kind").AtMost(1, per: "kind")));

        static TableBuilder Declared(TableBuilder t) => t.Category("kind", "a", "b").Time("seen", new(2026, 1, 1), new(2026, 3, 1)).Text("note").Number("value", per: "kind", ("a", 0, 10), ("b", 100, 200));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("select kind, count(*) as n from v group by kind", "a 2, b 2, (missing) 4")]
    [InlineData("select kind, count(*) as n from strict group by kind", "a 2, b 2")]
    [InlineData("select kind, count(*) as n from per group by kind", "a 2, b 2, (missing) 3")]
    [InlineData("select date_trunc('month', seen) as m, count(*) as n from v group by m", "2026-01 3, 2026-02 2, (missing) 3")]
    [InlineData("select kind = 'a' as k, count(*) as n from v group by k", "false 2, true 2, (missing) 4")]
    [InlineData("select upper(kind) as k, count(*) as n from v group by k", "A 2, B 2, (missing) 4")]
    [InlineData("select case when kind is null then 'none' else kind end as k, count(*) as n from v group by k", "a 2, b 2, none 4, (missing) 0")]
    [InlineData("select coalesce(kind, 'none') as k, count(*) as n from v group by k", "a 2, b 2, none 4")]
    [InlineData("select kind, count(*) as n from v group by kind having kind is not null", "a 2, b 2")]
    [InlineData("select kind, count(*) as n from v group by kind having kind is null", "(missing) 4")]
    [InlineData("select kind, count(*) as n from v group by rollup(kind)", "(all) 8, a 2, b 2, (missing) 4")]
    [InlineData("select kind, count(*) as n from v where kind = 'a' group by kind", "a 2, b 0, (missing) 0")]
    [InlineData("select kind, sum(value) as n from v group by kind", "a 4, b 150, (missing) 0")]
    [InlineData("select kind, sum(coalesce(value, 9)) as n from v group by kind", "a 4, b 159, (missing) 36")]
    [InlineData("select kind, avg(coalesce(value, 10)) as n from v group by kind", "a 2, b 80, (missing) 10")]
    [InlineData("select kind, sum(case when kind is null then 7 else value end) as n from v group by kind", "a 4, b 150, (missing) 28")]
    [InlineData("select kind, sum(coalesce(value, 9)) as n from strict group by kind", "a 4, b 159")]
    [InlineData("select kind, count(*) as n from (select id, kind from v union all select id, kind from strict) x group by kind", "a 4, b 4, (missing) 8")]
    [InlineData("select kind, count(*) as n from (select id, kind, count(*) as c from v group by id, kind) t group by kind", "a 2, b 2, (missing) 3")]
    public async Task A_missing_key_is_a_group_where_it_is_declared_to_be_one(string sql, string expected)
    {
        Assert.Equal(expected, await AskAsync(sql));
    }

    [Fact]
    public async Task Selected_keys_tell_missing_from_empty_text()
    {
        // Of '1' the second letter on is an empty text, which is no missing one.
        Assert.Equal("(missing) 3,  1, 1 2, 2 2", await AskAsync("select substr(note, 2, 9) as k, count(distinct id) as n from v group by k"));
        Assert.Equal(" 1, 1 2, 2 2", await AskAsync("select substr(note, 2, 9) as k, count(distinct id) as n from strict group by k"));
        Assert.Equal("(missing) 3, a 2, b 2", await AskAsync("select kind, count(distinct id) as n from v group by kind with privacy (keys = private)"));
    }

    [Fact]
    public async Task Questions_in_code_have_the_group_too()
    {
        Assert.Equal(["a", "b", "(missing)"], (await _data.ExactAsync(Question.From("v").GroupBy("kind").CountUnits())).Rows.Select(r => r.Keys[0]));
    }

    [Fact]
    public async Task The_checker_counts_the_group()
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(_data.Population)).Spend(1, 1e-6);
        foreach (var sql in new[]
        {
            "select kind, sum(value), count(*) from v group by kind", "select kind, count(*) from per group by kind", "select kind = 'a' as k, date_trunc('month', seen) as m, count(distinct id) from v group by k, m",
            "select case when value > 3 then kind end as k, count(*) from v group by k", "select coalesce(kind, 'none') as k, count(*) from v group by k", "select note, count(*) from v group by note",
        })
        {
            var derivation = _data.Explain(sql, spend).Derivation!;
            Assert.Empty(DerivationCheck.Of(derivation).Faults);
        }

        // One group less than there are keys, one row less than three keys give, and a member that is no truth.
        foreach (var key in new[] { "kind", "kind = 'a'", "upper(kind)", "date_trunc('month', seen)", "case when value > 3 then kind else 'a' end", "coalesce(kind, kind)" })
        {
            var keyed = _data.Explain($"select {key} as k, count(distinct id) from v group by k", spend).Derivation!;
            Assert.Contains("\"publicGroups\":3", keyed, StringComparison.Ordinal);
            Assert.NotEmpty(DerivationCheck.Of(keyed.Replace("\"publicGroups\":3", "\"publicGroups\":2", StringComparison.Ordinal)).Faults);
        }

        var units = _data.Explain("select kind, count(distinct id) from v group by kind", spend).Derivation!;
        Assert.NotEmpty(DerivationCheck.Of(units.Replace("\"nullable\":true", "\"nullable\":1", StringComparison.Ordinal)).Faults);
        var per = JsonNode.Parse(_data.Explain("select sum(value) from per", spend).Derivation!)!;
        Assert.Equal(3, per["levels"]![0]!["rows"]!.GetValue<int>());
        per["levels"]![0]!["rows"] = 2;
        Assert.NotEmpty(DerivationCheck.Of(per.ToJsonString()).Faults);

        // Groups that are answered beside the declared ones hold rows of a unit, too.
        var more = JsonNode.Parse(_data.Explain("select kind, count(distinct id) from strict group by kind", spend).Derivation!)!;
        Assert.Empty(DerivationCheck.Of(more.ToJsonString()).Faults);
        more["levels"]![0]!["publicGroups"] = 3;
        Assert.NotEmpty(DerivationCheck.Of(more.ToJsonString()).Faults);
    }

    [Fact]
    public async Task A_value_of_the_name_of_missing_ones_is_refused()
    {
        _scratch.Write("x.csv", "id,k", "1,a");
        var refused = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d.Table("x", "x.csv", t => t.Category("k", "a", "(missing)").Nullable("k").OnePerUnit())));
        Assert.Contains("(missing)", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var answer = (await _data.QueryAsync(sql, (await ledger.AccountAsync(_data.Population)).Spend(1000, 1e-6))).Value;
        return string.Join(", ", answer.Rows.Select(r => $"{r.Keys[0]} {Math.Round(r.Values[0]!.Value.Value)}"));
    }
}

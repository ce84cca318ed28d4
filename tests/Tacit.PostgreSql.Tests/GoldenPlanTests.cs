using System.Text.RegularExpressions;
using Tacit.Query;

namespace Tacit.PostgreSql.Tests;

/// <summary>What is printed for the server, word by word. A change of the printer shows here; the new text, once read, replaces the old one: see the message of a failure.</summary>
public sealed partial class GoldenPlanTests
{
    private static readonly string[] Questions =
    [
        "select count(*), count(distinct id), sum(age) from persons",
        "select sex, avg(age) from persons where age >= 18 and sex is not null group by sex",
        "select town, count(distinct id) from persons where town like 'B%' group by town",
        "select kind, var_pop(value) from visits group by kind",
        "select floor(days / 10) as d, count(*) from visits group by d",
        "select median(days) from visits where kind = 'a'",
        "select date_trunc('month', moment) as m, count(*) from visits where moment < date '2026-06-01' group by m",
        "select avg(m) from (select id, max(days) as m, sum(days) as s from visits group by id having count(*) > 1) t",
        "select count(*) from visits v left join (select id, age from persons) p on v.id = p.id and p.age > 50",
        "select region, count(*) from persons join towns using (town) group by region",
        "select kind, count(*) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)",
        "select count(*) from (select id, row_number() over (partition by id order by days desc) as k, count(*) over (partition by id) as n from visits) t where k = 1 and n > 2",
        "select count(*) from persons join (select id, max(days) as days from visits group by id) v using (id) where exp(days * -10) < 0.5 and cast(town as double) > 7 and age / (age + 1) < 0.9",
        "select count(*) from (select id, town, age from persons) t where id in (select id from visits where extract(dow from moment + interval '36 hours') = 0) and width_bucket(age, 0, 90, 9) = 2 and length(town || 'x') > 3",
    ];

    [Fact]
    public async Task Statements_are_as_written()
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE TABLE persons (id integer, sex text, age integer, town text); CREATE TABLE visits (id integer, kind text, days integer, value integer, moment timestamp); CREATE TABLE towns (town text, region text)");
        await using var data = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection))
            .Table("persons", "persons", t => t.Category("sex", "f", "m").Number("age", 0, 90).Text("town").OnePerUnit())
            .Table("visits", "visits", t => t.Category("kind", "a", "b").Number("days", 0, 100).Number("value", per: "kind", ("a", 0, 1), ("b", 100, 500)).Time("moment", new(2026, 1, 1), new(2027, 1, 1)).AtMost(5))
            .PublicTable("towns", "towns", t => t.Text("town").Category("region", "north", "it's")));
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1, 1e-6);
        var actual = string.Join("\n", Questions.Select(q => $"-- {q}\n{string.Join("\n", data.Explain(q, spend).Sql.Select(s => Seed().Replace(s, "int8xor('42'::bigint")))}\n"));
        var golden = Path.Combine(AppContext.BaseDirectory, "Golden", "plans.sql");
        var expected = File.Exists(golden) ? await File.ReadAllTextAsync(golden) : string.Empty;
        if (expected != actual)
        {
            await File.WriteAllTextAsync(golden + ".new", actual);
        }

        Assert.True(expected == actual, $"The printed statements are not those of Golden/plans.sql. If they should be, replace it by {golden}.new.");
    }

    /// <summary>The embedded engine's parser reads what is printed for this one, and no fault of quoting passes as what was planned.</summary>
    [Fact]
    public async Task Statements_are_read_again_and_no_fault_of_quoting_passes()
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE TABLE persons (id integer, age integer, town text, seen timestamp)");
        await using var data = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection))
            .Table("persons", "persons", t => t.Number("age", 0, 90).Text("town").Time("seen", new(2020, 1, 1), new(2030, 1, 1)).AtMost(3)));
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1, 1e-6);
        string[] odd = ["'it''s'", @"'\'", @"'a\''b'", "'$$x$$'", "'--'", "'/*'", "'E''x'", "'’'", "'meant:0'", "'a0'", "''", @"'\n'", "'\"C\"'", "';'"];
        foreach (var sql in odd.Select(o => $"select count(*) from persons where town = {o} or age > 3 and (town <> {o} or age / 7 < 0.5)").Append($"select count(*) from persons where town in ({string.Join(", ", odd)}) and seen < '2026-01-02 03:04:05.678'")
            .Append("select count(*) from persons where (case when length(town) > 2 then cast(town as double) else null end) > 7 and town || 'x' like 'it''s%'"))
        {
            var plan = data.Explain(sql, spend);
            Assert.Empty(PrintedStatement.Faults(plan, plan.Sql));
            _ = await data.QueryAsync(sql, spend);
        }

        var whole = data.Explain($"select count(*) from persons where town in ({string.Join(", ", odd)}) and town = 'it''s \\' and age / 7 < 0.5", spend);
        Assert.Empty(PrintedStatement.Faults(whole, whole.Sql));
        var planted = 0;
        foreach (var (from, into) in new[]
        {
            ("''", "'"), ("'::text", "'"), (" COLLATE \"C\"", ""), ("('it", "(E'it"), ("('it", "(U&'it"), ("('it", "($$it"), ("= ANY", "="), ("'--'", "'-' -- '"), ("'/*'", "'/' /* '*/"), ("a0.c2", "a0.\"c2\""), ("a0.c2", "\"a0\".c2"), ("\\", "\\\\"), ("count", "pg_sleep"),
            ("’", "'"), ("t0 a0", "public.t0 a0"), ("t0 a0", "t0 a0, pg_shadow"), (" WHERE", ""), ("= (", "<> ("),
        })
        {
            for (var at = whole.Sql[0].IndexOf(from, StringComparison.Ordinal); at >= 0; at = whole.Sql[0].IndexOf(from, at + 1, StringComparison.Ordinal))
            {
                planted++;
                var faulty = whole.Sql[0][..at] + into + whole.Sql[0][(at + from.Length)..];
                Assert.True(PrintedStatement.Faults(whole, [faulty]).Count > 0, $"{into} passes for {from}: {faulty}");
            }
        }

        Assert.True(planted > 20, $"Only {planted} faults were planted.");
    }

    [GeneratedRegex(@"int8xor\('-?\d+'::bigint", RegexOptions.CultureInvariant)]
    private static partial Regex Seed();
}

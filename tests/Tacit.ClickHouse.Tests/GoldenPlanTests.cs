using System.Text.RegularExpressions;

namespace Tacit.ClickHouse.Tests;

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
        "select region, count(*) from persons left join towns on persons.town = towns.town or towns.town < 'Bonn' group by region with privacy (max_groups = 2, max_rows_per_group = 2)",
        "select kind, count(*) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)",
        "select count(*) from (select id, row_number() over (partition by id order by days desc) as k, count(*) over (partition by id) as n from visits) t where k = 1 and n > 2",
        "select count(*) from (select id, bool_or(kind = 'a') as ever from visits group by id) t where ever",
        "select count(*) from persons where cast(town as double) > 7 and age / (age + 1) < 0.9 and town <> 'it''s \\'",
        "select count(*) from (select id, town, age from persons) t where id in (select id from visits where extract(dow from moment + interval '36 hours') = 0) and width_bucket(age, 0, 90, 9) = 2 and length(town || 'x') > 3",
    ];

    [Fact]
    public async Task Statements_are_as_written()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        var here = ClickHouseServer.DatabaseOf(connection);
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {here}.persons (id Int32, sex String, age Int32, town String) ENGINE = MergeTree ORDER BY id");
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {here}.visits (id Int32, kind String, days Int32, value Int32, moment DateTime) ENGINE = MergeTree ORDER BY id");
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {here}.towns (town String, region String) ENGINE = MergeTree ORDER BY town");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {here}.towns VALUES ('Bonn', 'north'), ('Ulm', 'it\\'s')");
        await using var data = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection))
            .Table("persons", "persons", t => t.Category("sex", "f", "m").Number("age", 0, 90).Text("town").OnePerUnit())
            .Table("visits", "visits", t => t.Category("kind", "a", "b").Number("days", 0, 100).Number("value", per: "kind", ("a", 0, 1), ("b", 100, 500)).Time("moment", new(2026, 1, 1), new(2027, 1, 1)).AtMost(5))
            .PublicTable("towns", "towns", t => t.Text("town").Category("region", "north", "it's")));
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1, 1e-6);
        var actual = string.Join("\n", Questions.Select(q => $"-- {q}\n{string.Join("\n", data.Explain(q, spend).Sql.Select(s => Seed().Replace(s, "Keyed((toUInt64(42)")))}\n"));
        var golden = Path.Combine(AppContext.BaseDirectory, "Golden", "plans.sql");
        var expected = File.Exists(golden) ? await File.ReadAllTextAsync(golden) : string.Empty;
        if (expected != actual)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            await File.WriteAllTextAsync(golden + ".new", actual);
        }

        Assert.True(expected == actual, $"The printed statements are not those of Golden/plans.sql. If they should be, replace it by {golden}.new.");
    }

    [GeneratedRegex(@"Keyed\(\(toUInt64\(\d+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Seed();
}

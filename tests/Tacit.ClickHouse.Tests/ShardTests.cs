namespace Tacit.ClickHouse.Tests;

/// <summary>Units through other tables, public tables, and a population spread over databases.</summary>
public sealed class ShardTests
{
    private const string PersonColumns = "id integer, sex text, age double precision, code text";
    private const string VisitColumns = "visit integer, id integer, kind text, days double precision";
    private const string LabColumns = "visit integer, value double precision, day date";
    private const string CodeColumns = "code text, price double precision, name text, since text";
    private const int Shards = 2;
    private static readonly string[] Codes = ["code,price,name,since", "a,2.5,one,2026-01-05 10:00:00", "b,4,two,2026-02-01 00:00:00.25", "c,,three,", "c,1,four,1850-01-01"];
    private static readonly string[] Persons = [.. Enumerable.Range(0, 120).Select(i => $"{i},{"fmx"[i % 3]},{i * 7 % 95 / 1.25},{"abcd"[i % 4]}")];
    private static readonly string[] Visits = [.. Enumerable.Range(0, 300).Select(i => $"{i},{i * 11 % 130},{"ab"[i % 2]},{i * 13 % 200 - 50}")];
    private static readonly string[] Labs = [.. Enumerable.Range(0, 700).Select(i => $"{i * 3 % 310},{i % 50 / 3.0},2026-{(i % 12) + 1:00}-{(i % 28) + 1:00}")];

    [Fact]
    public async Task The_sums_of_the_parts_are_the_whole_and_those_of_files()
    {
        await using var whole = await WholeAsync();
        var parts = await PartsAsync();
        await using var spread = await whole.OpenAsync(parts);
        foreach (var sql in new[]
        {
            "select count(*), count(distinct id), sum(age), avg(age), stddev(age), median(age) from persons",
            "select kind, days > 0 as late, count(*), count(distinct id), sum(days) from visits group by rollup(kind, days > 0)",
            "select date_trunc('month', day) as m, count(*), avg(value) from labs group by m",
            "select corr(value, age), count(*) from labs l join (select id, age from persons) p on l.id = p.id",
            "select name, count(*), sum(price) from persons join codes using (code) group by name",
            "select name, count(*), sum(price) from persons left join codes on persons.code = codes.code and age > 20 group by name",
            "select count(*), sum(price) from persons left join codes on persons.age > codes.price * 10 or codes.since > date '2026-01-15' with privacy (max_groups = 1, max_rows_per_group = 4)",
            "select count(*) from persons left join codes on age < 20 with privacy (max_groups = 1, max_rows_per_group = 4)",
            "select kind, count(*), sum(value), sum(days) from labs l join visits v on l.visit = v.visit group by kind",
            "select count(*), sum(days) from visits v left join labs l using (visit) where l.visit is null or value > 10",
            "select count(*), sum(n * days) from (select id, visit, count(*) as n from labs group by id, visit) t join visits v using (visit)",
            "select code, count(distinct id) from persons where id in (select id from visits where kind = 'a') group by code",
        })
        {
            var expected = Both.Bits(await whole.Embedded.ExactAsync(sql));
            Assert.Equal(expected, Both.Bits(await whole.Server.ExactAsync(sql)));
            Assert.Equal(expected, Both.Bits(await spread.ExactAsync(sql)));
        }

        foreach (var columns in new[] { new[] { "code" }, ["name"], ["since"], ["code", "price", "since"] })
        {
            Assert.Equal(whole.Embedded.PublicValues("codes", columns), whole.Server.PublicValues("codes", columns));
            Assert.Equal(whole.Embedded.PublicFanOut("codes", [.. columns.Select(c => new PublicKey(c))]), whole.Server.PublicFanOut("codes", [.. columns.Select(c => new PublicKey(c))]));
        }

        Assert.Equal(whole.Embedded.PublicFanOut("codes", [new("price", 0)]), whole.Server.PublicFanOut("codes", [new("price", 0)]));

        Assert.Equal(await BoundingAsync(whole.Embedded), await BoundingAsync(whole.Server));
        Assert.Equal(await BoundingAsync(whole.Server), await BoundingAsync(spread));

        static async Task<string> BoundingAsync(Dataset data)
        {
            await using var ledger = new SimulatedLedger(noise: false);
            return Both.Bits((await data.QueryAsync(Query.Question.BoundingOf("visits"), (await ledger.AccountAsync(data.Population)).Spend(100))).Value);
        }
    }

    [Fact]
    public async Task A_person_in_two_databases_or_a_key_of_two_rows_is_refused_without_being_named()
    {
        await using var whole = await WholeAsync(open: false);
        var parts = await PartsAsync();
        var last = ClickHouseServer.DatabaseOf(parts[^1]);
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {last}.visits VALUES (9001, 0, 'a', 5), (9002, 0, 'a', 5), (9003, 2, 'a', 5)");
        await RefusedAsync("2 times, rows of one person are in two of the 2 databases", () => whole.OpenAsync(parts));
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {last}.visits VALUES (9001, 1, 'a', 5)");
        await RefusedAsync("visits, column 'visit': 1 rows hold a key that stands in another row", () => whole.OpenAsync(parts[^1]));
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {last}.persons VALUES (1, 'f', 3, 'a')");
        await ClickHouseServer.ExecuteAsync($"TRUNCATE TABLE {last}.visits");
        await RefusedAsync("persons was declared to have one row a person (onePerUnit in a policy, OnePerUnit() in code), but some values of 'id' stand more than once (1 rows too many)", () => whole.OpenAsync(parts[^1]));
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {last}.persons (sex) VALUES ('f')");
        await RefusedAsync("column 'id': in 1 rows the cell is empty, so the row has no person to protect", () => whole.OpenAsync(parts[^1]));

        static async Task RefusedAsync(string why, Func<Task<Dataset>> open)
        {
            var error = await Assert.ThrowsAsync<BadInputException>(open);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("900", error.Everything(), StringComparison.Ordinal);
        }
    }

    private static async Task<Both> WholeAsync(bool open = true)
    {
        var whole = await Both.NewAsync();
        await whole.TableAsync("persons", PersonColumns, [.. Persons.Prepend("id,sex,age,code")], t => t.Category("sex", "f", "m").Number("age", 0, 70).Category("code", "a", "b", "c", "d").OnePerUnit());
        await whole.TableAsync("visits", VisitColumns, [.. Visits.Prepend("visit,id,kind,days")], t => t.Category("kind", "a", "b").Number("days", -40, 100).AtMost(20));
        await whole.TableAsync("labs", LabColumns, [.. Labs.Prepend("visit,value,day")], t => t.Number("value", 0, 15).Time("day", new(2026, 1, 1), new(2027, 1, 1)).Through("visit", "visits", "visit").AtMost(60));
        await whole.PublicTableAsync("codes", CodeColumns, Codes, t => t.Category("code", "a", "b", "c", "d").Number("price", 0, 10).Text("name").Time("since", new(1800, 1, 1), new(2030, 1, 1)));
        if (open)
        {
            await whole.OpenAsync();
        }

        return whole;
    }

    private static Task<string[]> PartsAsync() => Task.WhenAll(Enumerable.Range(0, Shards).Select(async shard =>
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        bool IsHere(string id) => int.Parse(id) % Shards == shard;
        await ClickHouseServer.TableAsync(connection, "persons", PersonColumns, Persons.Where(l => IsHere(l.Split(',')[0])).Prepend("id,sex,age,code"));
        await ClickHouseServer.TableAsync(connection, "visits", VisitColumns, Visits.Where(l => IsHere(l.Split(',')[1])).Prepend("visit,id,kind,days"));
        // A visit that is nowhere belongs to nobody, wherever its laboratory values are.
        await ClickHouseServer.TableAsync(connection, "labs", LabColumns, Labs.Where(l => int.Parse(l.Split(',')[0]) is var v && (v < 300 ? IsHere(Visits[v].Split(',')[1]) : shard == 1)).Prepend("visit,value,day"));
        await ClickHouseServer.TableAsync(connection, "codes", CodeColumns, Codes);
        return connection;
    }));
}

using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Sql;

/// <summary>SQL with the noise off gives what plain code gives over the rows as they were declared.</summary>
public sealed class SqlAnswerTests(Clinic clinic) : IClassFixture<Clinic>
{
    private static List<Person> Persons => Clinic.Persons;

    private static List<Visit> Visits => Clinic.Visits;

    [Fact]
    public async Task Counts_and_sums()
    {
        Near(await Row("select count(*), count(age), count(distinct id), sum(age), avg(age), count(distinct town), count(*) filter (where age >= 40), sum(case when sex = 'f' then 1 else 0 end) from persons"),
            Persons.Count, Persons.Count(p => p.Age is not null), Persons.Count, Persons.Sum(p => p.Age ?? 0), Persons.Average(p => p.Age)!.Value,
            Persons.Select(p => p.Town).OfType<string>().Distinct().Count(), Persons.Count(p => p.Age >= 40), Persons.Count(p => p.Sex == "f"));
        Near(await Row("select count(distinct id) filter (where days > 0) from visits"), Visits.Where(v => v.Days > 0).Select(v => v.Id).Distinct().Count());
        Near(await Row("select sum(least(1, 2)), sum(greatest(3, 4, 2)), count(least(age, null)) from persons"), Persons.Count, 4 * Persons.Count, 0);
    }

    [Fact]
    public async Task Groups_by_declared_values_answer_also_where_they_are_empty()
    {
        var table = await Ask("select sex, count(*) as n, avg(age) from persons where sex is not null group by sex order by n desc");
        Assert.Equal(["sex", "n", "avg"], table.Columns);
        Assert.Equal(Persons.Where(p => p.Sex is not null).GroupBy(p => p.Sex!).OrderByDescending(g => g.Count()).Select(g => (g.Key, (double)g.Count())).Append(("nobody", 0.0)),
            table.Rows.Select(r => (r.Keys[0], r.Values[0]!.Value.Value)));
        Assert.Null(table.Rows[^1].Values[1]);
    }

    // Answers are written with the ends of each interval beside it: no other column may have their names, in any case of letters.
    [Theory]
    [InlineData("select count(*) as x, sum(age) as x_low from persons", "x x_low_2")]
    [InlineData("select sum(age) as X_LOW, count(*) as x from persons", "X_LOW x_2")]
    [InlineData("select sex as n_high, count(*) as n from persons group by sex", "n_high n_2")]
    [InlineData("select count(*), count(*) as count_2, count(*) from persons", "count count_2 count_3")]
    public async Task No_column_has_the_name_of_the_end_of_an_interval(string sql, string names) => Assert.Equal(names.Split(' '), (await Ask(sql)).Columns);

    [Fact]
    public async Task Bins_of_a_histogram_are_rows_like_others()
    {
        double Bin(string? sex, int bin) => Persons.Count(p => p.Age is { } age && (sex is null ? p.Sex is "f" or "m" : p.Sex == sex) && (bin == 0 ? age < 40 : age is >= 40 and <= 90));
        async Task<string[]> Rows(string sql) => [.. (await Ask(sql)).Rows.Select(r => $"{string.Join(" ", r.Keys)} {r.Values[0]!.Value.Value}")];
        Assert.Equal(
            (string[])[$"m [0, 40) {Bin("m", 0)}", $"m [40, 90] {Bin("m", 1)}", $"f [0, 40) {Bin("f", 0)}"],
            await Rows("select sex, histogram(age, [0, 40, 90]) as h from persons group by sex having sex <> 'nobody' order by sex desc limit 3"));
        Assert.Equal(
            (string[])[.. new[] { ("f", 0), ("f", 1), ("m", 0), ("m", 1) }.OrderByDescending(b => Bin(b.Item1, b.Item2)).Select(b => $"{b.Item1} {(b.Item2 == 0 ? "[0, 40)" : "[40, 90]")} {Bin(b.Item1, b.Item2)}")],
            await Rows("select sex, histogram(age, [0, 40, 90]) as h from persons group by sex having histogram(age, [0, 40, 90]) > 0 order by h desc"));
        Assert.Equal(
            (string[])[$"f [0, 40) {Bin("f", 0)}", $"f [40, 90] {Bin("f", 1)}", $"m [0, 40) {Bin("m", 0)}", $"m [40, 90] {Bin("m", 1)}"],
            (await Rows("select coalesce(sex, 'x') as s, sex, histogram(age, [0, 40, 90]) from persons where sex in ('f', 'm') group by sex having sex <> 'nobody'")).Select(r => r[2..]));
        var rollup = await Rows("select sex, histogram(age, [0, 40, 90]) from persons where sex in ('f', 'm') group by rollup(sex) order by sex nulls last");
        Assert.Equal([$"(all) [0, 40) {Bin(null, 0)}", $"(all) [40, 90] {Bin(null, 1)}"], rollup[^2..]);
        Assert.Contains("everybody", (await Ask("select coalesce(sex, 'everybody') as s, count(*) from persons group by rollup(sex)")).Rows.Select(r => r.Keys[0]));
        foreach (var sql in new[] { "select histogram(age, [0, 40, 90]) + 1 from persons", "select histogram(age, [0, 40, 90]) as a, histogram(age, [0, 40, 90]) as b from persons" })
        {
            Assert.Contains("alone", (await Assert.ThrowsAsync<BadInputException>(() => Ask(sql))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1_234_567_890_123_456)]
    [InlineData(9_007_199_254_740_890)]
    [InlineData(-9_007_199_254_740_990)]
    public async Task Large_whole_keys_are_named_to_the_last_digit(long first)
    {
        // Sixteen digits: two keys with one name would show the same persons twice.
        var rows = (await Ask($"select floor(age) + ({first}) as k, count(*) as n from persons where age is not null group by k")).Rows;
        Assert.Equal(Enumerable.Range(0, 91).Select(a => $"{first + a} {Persons.Count(p => p.Age is { } age && Math.Floor(age) == a)}"), rows.Select(r => $"{r.Keys[0]} {r.Values[0]!.Value.Value}"));
    }

    [Fact]
    public async Task The_unit_of_a_left_join_is_that_of_the_left()
    {
        var without = Persons.Count(p => Visits.All(v => v.Id != p.Id));
        Assert.True(without > 10);
        foreach (var sql in new[]
        {
            "select count(*) from persons p left join visits v using (id) where id not in (select id from visits)",
            "select count(*) from persons p left join (select id, count(*) as n from visits group by id) v on p.id = v.id where v.n is null",
            "select count(distinct p.id) from persons p left join (select id, count(*) as n from visits group by id) v on p.id = v.id and v.id is not null where n is null",
        })
        {
            Near(await Row(sql), without);
        }
    }

    [Fact]
    public async Task Rows_and_units_are_bought_once_where_each_unit_has_one_row()
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1);
        int Parts(string sql) => clinic.Data.Explain(sql, spend).Plan.Count(l => l.StartsWith("number of", StringComparison.Ordinal));
        Assert.Equal(1, Parts("select count(*), count(distinct id) from persons"));
        Assert.Equal(1, Parts("select count(distinct id), count(*) from (select id, count(*) as n from visits group by id) t"));
        Assert.Equal(2, Parts("select count(*), count(distinct id) from visits"));
    }

    [Fact]
    public async Task A_category_is_compared_with_itself() =>
        Near(await Row("select count(*) from persons where sex = sex"), Persons.Count(p => p.Sex is not null));

    [Fact]
    public async Task Groups_by_expressions()
    {
        var table = await Ask("select floor(age / 10) as decade, count(*) from persons group by decade having count(*) > 0 order by decade desc limit 3");
        Assert.Equal(Persons.Where(p => p.Age is not null).GroupBy(p => Math.Floor(p.Age!.Value / 10)).OrderByDescending(g => g.Key).Take(3).Select(g => (g.Key.ToString("0"), (double)g.Count())),
            table.Rows.Select(r => (r.Keys[0], r.Values[0]!.Value.Value)));
        var buckets = await Ask("select width_bucket(age, 0, 90, 3) as b, count(*) as n, age > 50 as old from persons group by 1, 3 having n > 0 order by b, old");
        Assert.Equal(Persons.Where(p => p.Age is not null).GroupBy(p => (p.Age >= 90 ? 4 : Math.Floor(p.Age!.Value / 30) + 1, p.Age > 50)).OrderBy(g => g.Key).Select(g => (g.Key.Item1.ToString(), g.Key.Item2 ? "true" : "false", (double)g.Count())),
            buckets.Rows.Select(r => (r.Keys[0], r.Keys[1], r.Values[0]!.Value.Value)));
        Assert.Equal(["b", "n", "old"], buckets.Columns);
        var cases = await Ask("select case when age < 18 then 'child' when age < 65 then 'adult' else 'old' end as stage, count(*) from persons where age is not null group by stage order by stage");
        Assert.Equal(["adult", "child", "old"], cases.Rows.Select(r => r.Keys[0]));
    }

    [Fact]
    public async Task Joins_on_the_unit()
    {
        var byId = Persons.ToDictionary(p => p.Id);
        var joined = Visits.Where(v => byId.ContainsKey(v.Id)).Select(v => (V: v, P: byId[v.Id])).ToArray();
        Near(await Row("select count(*), sum(v.days), avg(p.age), count(distinct v.id) from visits v join persons p on v.id = p.id where p.sex = 'f' and v.kind = 'lab'"),
            joined.Count(j => j.P.Sex == "f" && j.V.Kind == "lab"),
            joined.Where(j => j.P.Sex == "f" && j.V.Kind == "lab").Sum(j => j.V.Days ?? 0),
            joined.Where(j => j.P.Sex == "f" && j.V.Kind == "lab").Average(j => j.P.Age)!.Value,
            joined.Where(j => j.P.Sex == "f" && j.V.Kind == "lab").Select(j => j.V.Id).Distinct().Count());
        Near(await Row("select count(*), count(v.days), count(distinct persons.id) from persons left join visits v using (id)"),
            Persons.Sum(p => Math.Max(1, Visits.Count(v => v.Id == p.Id))), Visits.Count(v => v.Days is not null && byId.ContainsKey(v.Id)), Persons.Count);
    }

    [Fact]
    public async Task Two_levels()
    {
        var perPerson = Visits.GroupBy(v => v.Id).Select(g => (Max: g.Max(v => v.Days), Count: g.Count(), Sum: g.Sum(v => v.Days ?? 0))).ToArray();
        Within(1e-2, await Row("select avg(m), count(*), sum(n), avg(s) from (select id, max(days) as m, count(*) as n, sum(days) as s from visits group by id) x"),
            perPerson.Average(p => p.Max)!.Value, perPerson.Length, perPerson.Sum(p => p.Count), perPerson.Where(p => true).Average(p => p.Sum));
        Near(await Row("with m as (select id, max(days) as m from visits group by id having count(*) >= 2) select count(*), avg(clamp(m, 0, 10)) from m where m is not null"),
            Visits.GroupBy(v => v.Id).Count(g => g.Count() >= 2 && g.Any(v => v.Days is not null)),
            Visits.GroupBy(v => v.Id).Where(g => g.Count() >= 2 && g.Any(v => v.Days is not null)).Average(g => Math.Clamp(g.Max(v => v.Days)!.Value, 0, 10)));
        Near(await Row("select count(*) from persons where id in (select id from visits where kind = 'lab') and not exists (select 1 from visits v where v.id = persons.id and v.days > 900)"),
            Persons.Count(p => Visits.Any(v => v.Id == p.Id && v.Kind == "lab") && !Visits.Any(v => v.Id == p.Id && v.Days > 900)));
        Near(await Row("select count(*), avg(days) from (select id, days, row_number() over (partition by id order by days) as k from visits where days is not null) t where k = 1"),
            Visits.Where(v => v.Days is not null).Select(v => v.Id).Distinct().Count(), Visits.Where(v => v.Days is not null).GroupBy(v => v.Id).Average(g => g.Min(v => v.Days))!.Value);
    }

    [Fact]
    public async Task Nothing_raises_and_what_has_no_value_is_missing()
    {
        Near(await Row("select count(clamp(age / days, 0, 10)), count(sqrt(days - 5)), count(clamp(ln(days), -10, 10)), count(*) filter (where clamp(days, 0, 10) > 10), count(clamp(try_cast(case when sex = 'f' then 'inf' else '1' end as double), 0, 5)) from persons"),
            Persons.Count(p => p.Age is not null && p.Days != 0), Persons.Count(p => p.Days >= 5), Persons.Count(p => p.Days > 0), 0, Persons.Count(p => p.Sex != "f"));
        foreach (var order in new[] { "asc", "desc" })
        {
            Near(await Row($"select count(*) from (select id, days, row_number() over (partition by id order by days {order}) as k from visits) t where k = 1 and days is null"),
                Visits.GroupBy(v => v.Id).Count(g => g.All(v => v.Days is null)));
        }
    }

    [Fact]
    public async Task Rows_that_are_left_out_are_chosen_for_each_unit_by_its_own_lot()
    {
        // Everybody has the same rows. That fewer than 50 or more than 150 of 200 keep the same one of two groups happens once in 10^12 runs.
        using var scratch = new Scratch();
        await using var data = await scratch.OpenAsync(["id,k", .. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat($"{i},a", 3).Append($"{i},b"))], t => t.Category("k", "a", "b").AtMost(4));
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1000);
        var units = (await data.QueryAsync("select k, count(distinct id) from t group by k with privacy (max_groups = 1)", spend)).Value.Rows.Select(r => r.Values[0]!.Value.Value).ToArray();
        Assert.Equal(200, units.Sum());
        Assert.All(units, u => Assert.InRange(u, 50, 150));
        Assert.Equal([400.0, 200.0], (await data.QueryAsync("select k, count(*) from t group by k with privacy (max_rows_per_group = 2)", spend)).Value.Rows.Select(r => r.Values[0]!.Value.Value));
    }

    [Fact]
    public async Task Union_all()
    {
        Near(await Row("select count(*), sum(d) from (select days as d from visits union all select days from persons) x"),
            Visits.Count + Persons.Count, Visits.Sum(v => v.Days ?? 0) + Persons.Sum(p => p.Days));
    }

    [Fact]
    public async Task Moments()
    {
        var days = Visits.Where(v => v.Days is not null).Select(v => v.Days!.Value).ToArray();
        var mean = days.Average();
        var variance = days.Sum(d => (d - mean) * (d - mean)) / days.Length;
        Within(1e-3, await Row("select var_pop(days), stddev_pop(days), var_samp(days) from visits"), variance, Math.Sqrt(variance), variance * days.Length / (days.Length - 1));
        var pairs = Visits.Where(v => v is { Days: not null, Kind: "lab", Value: not null }).Select(v => (X: v.Days!.Value, Y: v.Value!.Value)).ToArray();
        var (mx, my) = (pairs.Average(p => p.X), pairs.Average(p => p.Y));
        var covariance = pairs.Average(p => (p.X - mx) * (p.Y - my));
        var slope = covariance / pairs.Average(p => (p.X - mx) * (p.X - mx));
        Within(1e-4, await Row("select covar_pop(value, days), corr(value, days), regr_slope(value, days), regr_intercept(value, days) from visits where kind = 'lab'"),
            covariance, covariance / Math.Sqrt(pairs.Average(p => (p.X - mx) * (p.X - mx)) * pairs.Average(p => (p.Y - my) * (p.Y - my))), slope, my - (slope * mx));
    }

    [Fact]
    public async Task Order_statistics()
    {
        var row = await Row("select min(age), max(age), median(age), percentile_cont(0.9) within group (order by age) from persons where age between 10 and 80");
        var ages = Persons.Where(p => p.Age is >= 10 and <= 80).Select(p => p.Age!.Value).Order().ToArray();
        Within(2.5, row, ages[0], ages[^1], ages[ages.Length / 2], ages[(int)(0.9 * ages.Length)]);
    }

    [Fact]
    public async Task Released_values_are_computed_with()
    {
        var table = await Ask("select sex, round(sum(age) / count(*), 1) as r, case when count(*) > 40 then 'many' else 'few' end as size, count(*) > 40 as many from persons where sex in ('f', 'm') and age is not null group by sex having count(*) > 0 order by sex");
        Assert.Equal(["sex", "r", "size", "many"], table.Columns);
        foreach (var row in table.Rows)
        {
            var group = Persons.Where(p => p.Sex == row.Keys[0] && p.Age is not null).ToArray();
            Assert.Equal(Math.Floor((group.Average(p => p.Age)!.Value * 10) + 0.5) / 10, row.Values[0]!.Value.Value, 1e-9);
            Assert.Equal(group.Length > 40 ? "many" : "few", row.Keys[1]);
            Assert.Equal(group.Length > 40 ? 1 : 0, row.Values[1]!.Value.Value);
        }
    }

    [Fact]
    public async Task Rollup_answers_every_level()
    {
        var table = await Ask("select kind, days > 0 as late, count(*) as n from visits group by rollup(kind, days > 0) having n > 0 order by n desc");
        Assert.Equal(Visits.Count, table.Rows[0].Values[0]!.Value.Value);
        Assert.Equal(["(all)", "(all)"], table.Rows[0].Keys);
        Assert.Equal(1 + 2 + 4, table.Rows.Count);
    }

    [Fact]
    public async Task Text_keys_are_selected_and_bounded()
    {
        var table = await Ask("select town, count(distinct id) from persons group by town order by town", delta: 1e-6);
        Assert.All(table.Rows, r => Assert.Equal(Persons.Count(p => p.Town == r.Keys[0]), r.Values[0]!.Value.Value));
        var bounded = await Ask("select kind, count(*) as n from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)");
        Assert.True(bounded.Rows.Sum(r => r.Values[0]!.Value.Value) <= 2 * Visits.Select(v => v.Id).Distinct().Count());
        Assert.Equal(
            Visits.Where(v => v.Kind is not null).GroupBy(v => v.Id).Count(),
            (await Ask("select kind, count(distinct id) as n from visits group by kind with privacy (max_groups = 1)")).Rows.Sum(r => r.Values[0]!.Value.Value));
    }

    private static void Near(IReadOnlyList<Estimate?> row, params double[] expected) => Within(2e-5, row, expected);

    private static void Within(double tolerance, IReadOnlyList<Estimate?> row, params double[] expected)
    {
        Assert.Equal(expected.Length, row.Count);
        Assert.All(expected.Zip(row), p => Assert.Equal(p.First, p.Second!.Value.Value, tolerance * Math.Max(1, Math.Abs(p.First))));
    }

    private async Task<IReadOnlyList<Estimate?>> Row(string sql) => (await Ask(sql)).Rows.Single().Values;

    private async Task<Table> Ask(string sql, double delta = 0)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var release = await clinic.Data.QueryAsync(sql, (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000, delta));
        Assert.Empty(DerivationCheck.Of(release.Receipt).Faults);
        return release.Value;
    }
}

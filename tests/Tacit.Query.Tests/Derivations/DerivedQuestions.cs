namespace Tacit.Query.Tests.Derivations;

/// <summary>Questions over the clinic whose derivations are checked: every node, operation, aggregate and way to name groups is in one of them.</summary>
internal static class DerivedQuestions
{
    public static IReadOnlyList<string> Sql { get; } =
    [
        "select count(*), count(age), count(distinct id), sum(age), avg(age), count(distinct town), count(*) filter (where age >= 40), sum(case when sex = 'f' then 1 else 0 end) from persons",
        "select sex, count(*) as n, avg(age) from persons where sex is not null group by sex order by n desc",
        "select floor(age / 10) as decade, count(*) from persons group by decade having count(*) > 0 order by decade desc limit 3",
        "select width_bucket(age, 0, 90, 3) as b, count(*) as n, age > 50 as old from persons group by 1, 3 having n > 0 order by b, old",
        "select case when age < 18 then 'child' when age < 65 then 'adult' else 'old' end as stage, count(*) from persons where age is not null group by stage order by stage",
        "select count(*), sum(v.days), avg(p.age), count(distinct v.id) from visits v join persons p on v.id = p.id where p.sex = 'f' and v.kind = 'lab'",
        "select count(*), count(v.days), count(distinct persons.id) from persons left join visits v using (id)",
        "select avg(m), count(*), sum(n), avg(s) from (select id, max(days) as m, count(*) as n, sum(days) as s from visits group by id) x",
        "with m as (select id, max(days) as m from visits group by id having count(*) >= 2) select count(*), avg(clamp(m, 0, 10)) from m where m is not null",
        "select count(*) from persons where id in (select id from visits where kind = 'lab') and not exists (select 1 from visits v where v.id = persons.id and v.days > 900)",
        "select count(*), avg(days) from (select id, days, row_number() over (partition by id order by days) as k from visits where days is not null) t where k = 1",
        "select count(*), sum(d) from (select days as d from visits union all select days from persons) x",
        "select var_pop(days), stddev_pop(days), var_samp(days) from visits",
        "select covar_pop(value, days), corr(value, days), regr_slope(value, days), regr_intercept(value, days) from visits where kind = 'lab'",
        "select min(age), max(age), median(age), percentile_cont(0.9) within group (order by age) from persons where age between 10 and 80",
        "select sex, round(sum(age) / count(*), 1) as r, case when count(*) > 40 then 'many' else 'few' end as size, count(*) > 40 as many from persons where sex in ('f', 'm') and age is not null group by sex having count(*) > 0 order by sex",
        "select kind, days > 0 as late, count(*) as n from visits group by rollup(kind, days > 0) having n > 0 order by n desc",
        "select town, count(distinct id) from persons group by town order by town",
        "select kind, count(*) as n from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)",
        "select kind, count(distinct id) as n from visits group by kind with privacy (max_groups = 1)",
        "select kind, sum(value), avg(value), var_samp(value), count(distinct note) from visits group by kind",
        "select kind, avg(value), median(value) from visits group by kind",
        "select kind, sum(value * 2 + 1), sum(days) from each group by kind",
        "select avg(value) from each where kind = 'lab'",
        "select sum(value) from visits",
        "select note, count(*), avg(days) from visits group by note",
        "select kind, histogram(days, [-500, 0, 500]) from visits group by kind",
        "select sum(sqrt(age)), sum(ln(age + 1)), sum(exp(age / 100)), sum(abs(days - 5)), sum(abs(days - 15)), sum(age % 7), sum(ceil(days)), sum(round(age, 1)), sum(power(days, 2)), sum(power(days, 3)) from persons",
        "select sum(greatest(age, days)), sum(least(age, days)), sum(greatest(age, 18)), sum(clamp(age / days, 0, 10)), sum(sign(days - 3)), sum(coalesce(age, 40)), sum(nullif(days, 0)), sum(exp(1)) from persons",
        "select count(distinct lower(town)), count(distinct substring(town, 1, 2)), count(*) filter (where town like '%o%'), sum(length(town)), sum(clamp(try_cast(town as double), 0, 1)) from persons",
        "select upper(sex) || '!' as s, count(*) from persons group by s",
        "select date_trunc('month', date '2026-01-31') as m, count(*) from persons group by m",
        "select avg(gap) from (select id, days - lag(days) over (partition by id, kind order by days desc) as gap, max(days) over (partition by id) as top from visits) x where top > 0 and gap is not null",
        "select kind, late, sum(n) from (select id, kind, case when days > 0 then 1 else 0 end as late, count(*) as n, sum(value) as s, min(value) as least, bool_or(days > 5) as hit from visits group by id, kind, case when days > 0 then 1 else 0 end) x where hit group by kind, late",
        "select count(*) from (select distinct id, kind, sex from visits join persons using (id)) x",
        "select p.sex, count(*), sum(v.value) from visits v join persons p using (id) where v.kind = 'call' group by p.sex",
        "select coalesce(p.sex, 'none') as s, count(distinct v.id), count(*) from visits v left join persons p on v.id = p.id and v.days > 0 group by s",
        "select avg(v) from same",
    ];

    /// <summary>The whole of a question's derivation that is worth changing bit by bit: small, and with every kind of node.</summary>
    public static IReadOnlyList<string> ToChange { get; } =
    [
        "select sex, count(*), avg(age) from persons group by sex",
        "select kind, count(*), sum(value), count(distinct id) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)",
        "select avg(value), sum(days * 2) from each where kind = 'lab'",
        "select note, count(*) from visits group by note",
        "select avg(clamp(m, 0, 10)), sum(n) from (select id, max(days) as m, count(*) as n from visits where days > 0 group by id) x",
        "select count(*), sum(v.days) from persons p left join visits v on p.id = v.id and v.days > 3 where p.id in (select id from same)",
        "select avg(d) from (select id, days - lag(days) over (partition by id, kind order by days desc) as d, row_number() over (partition by id order by days) as k from visits) x where k <= 3",
        "select sum(d) from (select days as d from visits union all select days from persons) x",
        "select kind, histogram(days, [-500, 0, 500]) from visits group by kind",
        "select median(days), corr(days, value) from visits where kind = 'lab'",
        "select kind, days > 0 as late, count(*) from visits group by rollup(kind, days > 0)",
    ];
}

namespace Tacit.PostgreSql.Tests;

/// <summary>Every operation means the same on both engines, at the ends of what numbers, texts and times can be, where the server raises if it is let.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private static readonly string[] Numbers =
    [
        "tiny * tiny", "tiny * tiny * big", "small * tiny", "x * tiny", "tiny / big", "small / x", "x / small", "tiny / tiny", "x / 0", "x % 7", "x % 0", "x % 2.5", "small % big", "big * big", "abs(x - 5) * tiny", "floor(tiny)", "ceil(small)", "round(x, 2)",
        "round(x, -1)", "round(tiny, -3)", "round(small, 15)", "sqrt(x)", "sqrt(x - 50)", "ln(x)", "ln(small)", "ln(tiny)", "exp(x)", "exp(-big)", "exp(x * -20)", "exp(0 - x * 7.0849)", "clamp(x, 1, 2)", "greatest(x, y)", "least(x, y, 3)", "coalesce(y, x)",
        "case when tiny * tiny > 0 then 1 else 0 end", "case when tiny * small > 0 then 1 else 0 end", "case when tiny / big > 0 then 1 else 0 end", "case when tiny / big = 0 then 1 else 0 end", "x between 2 and 9", "x in (1, 2, 3.5)", "not (x > y)",
        "nullif(x, 3)", "width_bucket(x, 0, 90, 7)", "width_bucket(tiny, 0, 1e140, 3)", "width_bucket(y, -1, 1, 2)", "length(t)", "cast(t as double)", "try_cast(t as double)", "cast(substr(t, 2, 3) as double)", "x + y - 0.1", "(x - y) / 3", "y * y * y", "-x", "case when x is null then 1 when y is null then 2 else x / 7 end",
        "extract(year from w)", "extract(month from w)", "extract(week from w)", "extract(dow from w)", "extract(isodow from w)", "extract(doy from w)", "extract(hour from w)", "extract(quarter from w)", "extract(minute from w)", "extract(day from w)", "extract(hour from w - interval '5 hours')", "date_diff('second', timestamp '2026-01-01 00:00:00', w)", "date_diff('minute', timestamp '2026-01-01 00:00:00', w)",
    ];

    private static readonly string[] Questions =
    [
        "select date_trunc('month', w) as m, count(*) from odd group by m", "select date_trunc('week', w) as m, count(*) from odd group by m", "select date_trunc('quarter', w) as m, count(*) from odd group by m", "select date_trunc('year', w) as m, count(*) from odd group by m",
        "select date_trunc('day', w) as m, count(distinct id) from odd group by m", "select date_trunc('hour', w + interval '90 minutes') as m, count(distinct id) from odd group by m", "select date_trunc('day', w - interval '40 days') as m, count(distinct id) from odd group by m",
        "select count(*) from odd where w >= date '2026-03-01' and w < timestamp '2026-03-05 12:00:00.5'", "select count(*) from odd where w in (timestamp '2026-01-01 00:00:00')", "select max(s), avg(s) from (select id, clamp(extract(hour from max(w)), 0, 23) as s from odd group by id) t",
        "select floor(x / 20) as k, avg(y), stddev(x), corr(x, y), median(x) from odd group by k", "select histogram(x, [0, 20, 40, 90]) from odd", "select percentile_cont(0.3) within group (order by y) from odd",
        "select b, count(*), sum(x), avg(case when b then y end) from (select id, x, y, x > 10 as b from odd) t group by b", "select k, count(*) from (select id, bool_or(x > 3) as k, bool_and(y > 0) as l from odd group by id) t group by k",
        "select c, count(*), avg(v) from odd group by c", "select sum(v) from odd where c = 'a'", "select count(*), sum(v * 2) from odd where c = 'b' or v > 3", "select c, x > 5 as late, sum(x), count(distinct id) from odd group by rollup(c, x > 5)",
        "select count(*), sum(n) from (select id, count(*) over (partition by id) as n, sum(x) over (partition by id, c) as s, lag(y) over (partition by id order by x) as p from odd) t where s is not null or p is null",
        "select count(*), sum(clamp(m, 0, 9)) from (select id, sum(x) as m, avg(y) as a, count(distinct t) as d from odd group by id having count(*) > 1) t where a is not null",
        "select count(*) from odd where id in (select id from odd where c = 'a') and not exists (select 1 from odd o where o.id = odd.id and o.x > 80)", "select count(*), sum(p.x) from odd o left join (select id, max(x) as x from odd group by id) p on o.id = p.id and o.y > 0",
        "select count(*), sum(z) from (select id, x as z from odd union all select id, y from odd) t", "select c, count(*) from odd group by c with privacy (max_groups = 30, max_rows_per_group = 29)", "select count(*) from odd where t is null or t like '%1_' or lower(t) = 'nan'",
    ];

    private Both _both = null!;

    public async ValueTask InitializeAsync()
    {
        _both = await Both.NewAsync();
        string[] texts = ["12", " 1.5", "1e400", "nan", "x", "1_0", "", "-7", "a\tb", "inf", "0x1", "1e-400", "é1é"];
        var rows = Enumerable.Range(0, 60).Select(i => string.Join(",",
            i / 3, i % 11 == 0 ? string.Empty : (i * 1.618 % 97) - 3, i % 5 == 0 ? "" : (Math.Sin(i) * 3).ToString("R"), i % 4 == 0 ? "0" : $"{i}e-286", i % 6 == 0 ? "5e-9" : $"{i}e-10", $"{i}e139", $"\"{texts[i % texts.Length]}\"",
            i % 9 == 0 ? string.Empty : new DateTime(2026, 1, 1).AddMinutes(i * 4321.25).AddMilliseconds(i * 137).ToString("yyyy-MM-dd HH:mm:ss.fff"), "abx"[i % 3], i % 8));
        await _both.TableAsync("odd", "id integer, x double precision, y double precision, tiny double precision, small double precision, big double precision, t text, w timestamp, c text, v integer", [.. rows.Prepend("id,x,y,tiny,small,big,t,w,c,v")], t => t
            .Number("x", -3, 90).Number("y", -2.5, 3).Number("tiny", 0, 1e-284).Number("small", 0, 1e-8).Number("big", 0, 1e140).Text("t").Time("w", new(2026, 1, 1), new(2027, 1, 1)).Category("c", "a", "b").Number("v", per: "c", ("a", 0, 5), ("b", -1, 100)).AtMost(20));
        await _both.OpenAsync();
    }

    public async ValueTask DisposeAsync() => await _both.DisposeAsync();

    [Fact]
    public async Task Numbers_mean_the_same()
    {
        foreach (var number in Numbers)
        {
            await _both.AlikeAsync($"select count({number}), sum(clamp({number}, -1e6, 1e6)), count(distinct {number}), sum(clamp({number}, -1, 2)) from odd");
            await _both.AlikeAsync($"select count(*), sum(clamp(a, -1000, 1000)) from (select id, max(clamp({number}, -1e6, 1e6)) as m, min(clamp({number}, -1e6, 1e6)) as a, avg(clamp({number}, -5, 5)) as g from odd group by id) t where m > a or g is null");
        }
    }

    [Fact]
    public async Task Questions_mean_the_same()
    {
        foreach (var question in Questions)
        {
            await _both.AlikeAsync(question);
        }
    }
}

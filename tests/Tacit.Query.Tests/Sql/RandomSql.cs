using Tacit.Randomness;

namespace Tacit.Query.Tests.Sql;

/// <summary>Random questions over persons, visits, labs and few, whose names end in a suffix that says who is left out.</summary>
internal sealed class RandomSql(RandomSource random)
{
    private static readonly string[] PersonNumbers = ["age", "age * 2 - 3", "floor(age / 7)", "clamp(age, 0, 30)", "abs(age)", "case when sex = 'f' then age end", "coalesce(age, 5)", "age / 3", "age * age", "greatest(age, 4)", "age % 9"];

    private static readonly string[] VisitNumbers = ["days", "days + 1", "value", "value * 2", "case when kind = 'a' then value end", "clamp(days, -50, 50)", "days * days", "coalesce(days, 0)", "case when days > 0 then value else days end", "round(days, -1)", "least(days, value)", "length(note)", "greatest(days, 0.07, -3)", "least(value, 0.07, 400)"];

    private static readonly string[] PersonConditions = ["sex = 'f'", "age > 12", "age is not null", "kind in ('a', 'b')", "age between -5 and 40 or sex = 'm'", "not (sex = 'm')", "sex = sex", "id in (select id from visits{s} where kind = 'a')", "not exists (select 1 from labs{s} l where l.id = persons{s}.id and l.days > 0)"];

    private static readonly string[] VisitConditions = ["kind = 'a'", "kind = 'b' and days < 50", "days > 0", "note like 'n%'", "note in ('n1', 'n2')", "days is null or value > 3", "value < 200", "id not in (select id from persons{s} where sex = 'f')", "kind in ('a')", "days >= 0.07", "days = 0.07 or value <= 0.07"];

    private static readonly string[] PersonKeys = ["sex", "kind", "floor(age / 20)", "age > 10", "case when age < 20 then 'young' when age >= 20 then 'old' end", "width_bucket(age, 0, 60, 3)"];

    private static readonly string[] VisitKeys = ["kind", "days > 0", "floor(days / 60)", "note", "substr(note, 1, 2)", "upper(kind)", "case kind when 'a' then 1 else 0 end", "floor(least(greatest(days, 0.07, -3), 0.09) * 100)"];

    public string Next()
    {
        var (from, numbers, conditions, keys, single) = Source();
        var grouped = random.NextBelow(3) > 0 ? Some(keys, 1 + (int)random.NextBelow(2)) : [];
        var aggregates = Enumerable.Range(0, 1 + (int)random.NextBelow(3)).Select(_ => Aggregate(numbers, conditions, single)).Distinct().ToArray();
        var where = random.NextBelow(2) == 0 ? $" where {Pick(conditions)}{(random.NextBelow(3) == 0 ? " and " + Pick(conditions) : string.Empty)}" : string.Empty;
        var group = grouped.Length == 0 ? string.Empty : random.NextBelow(8) == 0 ? $" group by rollup({string.Join(", ", grouped)})" : $" group by {string.Join(", ", grouped)}";
        var bounds = random.NextBelow(4) == 0 ? $" with privacy (max_groups = {1 + random.NextBelow(2)}, max_rows_per_group = {1 + random.NextBelow(3)})" : string.Empty;
        return $"select {string.Join(", ", aggregates.Select((a, i) => $"{a} as v{i}"))} from {from}{where}{group}{bounds}";
    }

    private (string From, string[] Numbers, string[] Conditions, string[] Keys, bool Single) Source()
    {
        var visits = Pick(["visits{s}", "labs{s}", "few{s}"]);
        switch (random.NextBelow(11))
        {
            case 0:
                return ("persons{s}", PersonNumbers, PersonConditions, PersonKeys, true);
            case 1:
            case 2:
                return (visits, VisitNumbers, VisitConditions, VisitKeys, false);
            case 3:
                return ($"{visits} v {(random.NextBelow(2) == 0 ? "join" : "left join")} (select id, sex, age, kind as letter from persons{{s}}) p on v.id = p.id{(random.NextBelow(2) == 0 ? " and v.days > 0" : string.Empty)}", [.. VisitNumbers, "age", "age + days"], VisitConditions, [.. VisitKeys, "sex", "letter", "age > 10", "sex is null", "coalesce(letter, 'none')"], false);
            case 4:
                return ($"(select id, sex, age from persons{{s}}) p left join {visits} v using (id)", [.. VisitNumbers, "age"], VisitConditions, [.. VisitKeys, "sex"], false);
            case 5:
                var inner = $"select id, count(*) as n, max(days) as days, sum(days) as total, min(value) as value, avg(days) as mean, count(distinct note) as notes, bool_or(kind = 'a') as ever from {visits}{(random.NextBelow(2) == 0 ? " where days is not null" : string.Empty)} group by id{(random.NextBelow(3) == 0 ? " having count(*) > 1" : string.Empty)}";
                return ($"({inner}) t", ["n", "days", "clamp(total, -100, 100)", "value", "mean", "notes", "total"], ["n >= 2", "days > 0", "ever", "mean is not null"], ["n", "ever", "notes", "days > 0"], true);
            case 6:
                return ($"(select id, kind, count(*) as n, max(value) as value, sum(days) as days, kind as note from {visits} group by id, kind) t", ["n", "value", "days", "clamp(value, 0, 10)"], ["n > 1", "kind = 'a'", "value > 3"], ["kind", "n"], false);
            case 7:
                return ($"(select id, kind, days, value, note, row_number() over (partition by id{(random.NextBelow(2) == 0 ? ", kind" : string.Empty)} order by days desc) as k, lag(days) over (partition by id order by value) as before from {visits}) t", [.. VisitNumbers, "k", "before", "days - before"], [.. VisitConditions, "k = 1", "k <= 2"], [.. VisitKeys, "k"], false);
            case 8:
                // Grouped twice, by what the inner rows add up to: ends of ranges decide how many groups there are.
                var bound = Pick(["0.9999999999", "0.0999999999", "1", "40"]);
                return ($"(select id, floor(m) * floor(v) as value, floor(m * 3) as days, count(*) as n from (select id, days, {Pick(["avg", "sum"])}(clamp(days, 0, {bound})) as m, max(value) as v from {visits} group by id, days) a group by id, floor(m) * floor(v), floor(m * 3)) t", ["n", "days", "clamp(value, 0, 10)"], ["n > 1", "days > 0", "value < 5"], ["n", "days > 0", "value > 3"], false);
            case 9:
                // More combinations of keys than 64 bits count.
                return ($"(select id, floor(days * 500) as days, days > 0 as late, count(*) as n from {visits} group by id, floor(days * 500), floor(days * 500) + 1, floor(days * 500) + 2, floor(days * 500) + 3, days > 0, days > 1) t", ["n", "days"], ["n > 1", "days > 0", "late"], ["n", "late"], false);
            default:
                return ($"(select id, kind, days, value, note from visits{{s}} union all select id, kind, days, value, note from labs{{s}} where kind = 'b') t", VisitNumbers, VisitConditions, VisitKeys, false);
        }
    }

    private string Aggregate(string[] numbers, string[] conditions, bool single)
    {
        var x = Pick(numbers);
        var filter = random.NextBelow(4) == 0 ? $" filter (where {Pick(conditions)})" : string.Empty;
        return random.NextBelow(single ? 11UL : 12UL) switch
        {
            0 => $"count(*){filter}",
            1 => $"count({x}){filter}",
            2 => $"count(distinct id){filter}",
            3 => $"count(distinct {x}){filter}",
            4 or 5 => $"sum({x}){filter}",
            6 or 7 => $"avg({x}){filter}",
            8 => $"var_pop({x})",
            9 => $"corr({x}, {Pick(numbers)})",
            10 => $"median({x}){filter}",
            _ => $"sum({x})",
        };
    }

    private string[] Some(string[] from, int count) => [.. Enumerable.Range(0, count).Select(_ => Pick(from)).Distinct()];

    private string Pick(string[] from) => from[random.NextBelow((ulong)from.Length)];
}

using Tacit.Randomness;

namespace Tacit.Query.Tests.Sql;

/// <summary>Random questions over joins of persons, orders, lines and remarks, by the unit, by keys and with public tables; names of private tables end in a suffix that says who is left out.</summary>
internal sealed class RandomJoins(RandomSource random)
{
    private int _aliases;

    /// <summary>Rows: what stands behind FROM, the alias that has the unit in every row, and what may be named.</summary>
    private sealed record Rows(string From, string Unit, string[] OrderKeys, string[] LineKeys, string[] Numbers, string[] Categories, string[] Conditions);

    public string Next()
    {
        _aliases = 0;
        var rows = Joined(1 + (int)random.NextBelow(3));
        var numbers = rows.Numbers.DefaultIfEmpty("1").ToArray();
        var keys = random.NextBelow(3) == 0 ? [] : Enumerable.Range(0, 1 + (int)random.NextBelow(2)).Select(_ => Pick([.. rows.Categories, $"{Pick(numbers)} > 3"])).Distinct().ToArray();
        var values = Enumerable.Range(0, 1 + (int)random.NextBelow(3)).Select(_ => Aggregate(rows, numbers)).Distinct().ToArray();
        var where = random.NextBelow(3) == 0 ? $" where {Pick(rows.Conditions)}" : string.Empty;
        var bounds = random.NextBelow(3) == 0 ? $" with privacy (max_groups = {1 + random.NextBelow(3)}, max_rows_per_group = {1 + random.NextBelow(4)})" : string.Empty;
        return $"select {string.Join(", ", values.Select((v, i) => $"{v} as v{i}"))} from {rows.From}{where}{(keys.Length == 0 ? string.Empty : " group by " + string.Join(", ", keys))}{bounds}";
    }

    private string Aggregate(Rows rows, string[] numbers) => random.NextBelow(9) switch
    {
        0 => "count(*)",
        1 => $"count({Pick(numbers)})",
        2 => $"count(distinct {rows.Unit}.id)",
        3 => $"count(distinct {Pick(numbers)})",
        4 or 5 => $"sum({Pick(numbers)})",
        6 => $"avg({Pick(numbers)})",
        7 when rows.OrderKeys.Length > 0 => $"count({Pick(rows.OrderKeys)})",
        _ => $"sum({Pick(numbers)}) filter (where {Pick(rows.Conditions)})",
    };

    private Rows Joined(int joins)
    {
        var left = random.NextBelow(4) == 0 && joins > 1 ? Below(Joined(joins - 1)) : One();
        for (var i = 0; i < joins; i++)
        {
            left = random.NextBelow(4) == 0 ? WithPublic(left) : With(left, random.NextBelow(6) == 0 ? Below(Joined(1)) : One());
        }

        return left;
    }

    private Rows With(Rows left, Rows right)
    {
        var isLeft = random.NextBelow(3) == 0;
        var on = (random.NextBelow(4), left.OrderKeys.Length > 0 && right.OrderKeys.Length > 0, left.LineKeys.Length > 0 && right.LineKeys.Length > 0) switch
        {
            ( > 0, _, true) => $"{Pick(left.LineKeys)} = {Pick(right.LineKeys)}",
            ( > 0, true, _) => $"{Pick(left.OrderKeys)} = {Pick(right.OrderKeys)}",
            _ => $"{left.Unit}.id = {right.Unit}.id",
        };
        on += random.NextBelow(4) switch { 0 => $" and {Pick([.. left.Conditions, .. right.Conditions])}", 1 when left.OrderKeys.Length > 0 && right.OrderKeys.Length > 0 => $" and {Pick(left.OrderKeys)} = {Pick(right.OrderKeys)}", _ => string.Empty };
        return new(
            $"{left.From} {(isLeft ? "left join" : "join")} {right.From} on {on}", left.Unit, [.. left.OrderKeys, .. right.OrderKeys], [.. left.LineKeys, .. right.LineKeys], [.. left.Numbers, .. right.Numbers], [.. left.Categories, .. right.Categories],
            [.. left.Conditions, .. right.Conditions, .. right.OrderKeys.Take(1).Select(k => k + " is null")]);
    }

    private Rows WithPublic(Rows left)
    {
        var a = $"t{_aliases++}";
        var join = random.NextBelow(2) == 0 ? "left join" : "join";
        return random.NextBelow(2) == 0 && left.Categories.FirstOrDefault(c => c.EndsWith("kind", StringComparison.Ordinal)) is { } kind
            ? left with { From = $"{left.From} {join} codes {a} on {kind} = {a}.kind{(random.NextBelow(3) == 0 ? $" and {a}.code > 1" : string.Empty)}", Numbers = [.. left.Numbers, a + ".code"] }
            : left.Numbers.Length > 0 ? left with { From = $"{left.From} {join} steps {a} on {Pick(left.Numbers)} = {a}.{(random.NextBelow(2) == 0 ? "v" : "w")}{(random.NextBelow(4) == 0 ? $" and {a}.cat = 'b'" : string.Empty)}", Numbers = [.. left.Numbers, a + ".v"], Categories = [.. left.Categories, a + ".cat"] } : left;
    }

    // A table, or what a sub-query makes of one.
    private Rows One()
    {
        var a = $"t{_aliases++}";
        switch (random.NextBelow(12))
        {
            case 0:
                return new($"persons{{s}} {a}", a, [], [], [$"{a}.age"], [$"{a}.sex"], [$"{a}.sex = 'f'", $"{a}.age > 20"]);
            case 1:
                return new($"remarks{{s}} {a}", a, [], [$"{a}.line_id"], [$"{a}.weight"], [], [$"{a}.weight > 1"]);
            case 2:
            case 3:
                return Lines($"lines{{s}} {a}", a);
            case 4:
                return Orders($"bills{{s}} {a}", a, false);
            case 5:
                return new($"(select id, order_id, sum(qty) as n, count(*) as m from lines{{s}}{(random.NextBelow(2) == 0 ? " where flag = 'a'" : string.Empty)} group by id, order_id) {a}", a, [$"{a}.order_id"], [], [$"{a}.n", $"{a}.m"], [$"{a}.m"], [$"{a}.m > 1", $"{a}.n > 4"]);
            case 6:
                return Lines($"(select * from (select *, row_number() over (partition by id{(random.NextBelow(2) == 0 ? ", order_id" : string.Empty)} order by qty) as k from lines{{s}}) q where k = 1) {a}", a);
            case 7:
                return random.NextBelow(2) == 0
                    ? Orders($"(select id, kind, total from orders{{s}} union all select id, kind, total from bills{{s}} where kind = 'x') {a}", a, false)
                    : Orders($"(select id, order_id, kind, total from orders{{s}} union all select id, order_id, kind, total from orders{{s}} where total > 5) {a}", a);
            case 8:
                // Rows that are numbered behind a join by a key, and then joined by it again.
                return Lines($"(select * from (select l.id, l.order_id, l.line_id, l.qty, l.flag, row_number() over (partition by l.id order by l.qty, o.total) as k from lines{{s}} l {(random.NextBelow(2) == 0 ? "left join" : "join")} orders{{s}} o on o.order_id = l.order_id) q where k <= 2) {a}", a);
            case 9:
                // Chains to the key of the first table, of which the middle one may be missing.
                return Orders($"(select o.id, {(random.NextBelow(2) == 0 ? "l" : "o")}.order_id, o.kind, o.total from orders{{s}} o left join lines{{s}} l on l.order_id = o.order_id and l.flag = 'a' left join remarks{{s}} r on r.line_id = l.line_id) {a}", a);
            case 10:
                return Lines($"(select l.id, l.order_id, l.line_id, l.qty, l.flag from lines{{s}} l join orders{{s}} o using (order_id) where l.id {(random.NextBelow(2) == 0 ? "in" : "not in")} (select b.id from orders{{s}} b join lines{{s}} m on m.order_id = b.order_id where b.total > 5 and m.flag = 'b') union all select l.id, l.order_id, l.line_id, l.qty, l.flag from remarks{{s}} r join lines{{s}} l on l.line_id = r.line_id) {a}", a);
            default:
                return Orders($"orders{{s}} {a}", a);
        }
    }

    // The rows of joins again, as those of a sub-query, perhaps with equal ones once.
    private Rows Below(Rows rows)
    {
        var a = $"t{_aliases++}";
        var (order, line, number, category) = (rows.OrderKeys.Take(1).ToArray(), rows.LineKeys.Take(1).ToArray(), rows.Numbers.TakeLast(2).ToArray(), rows.Categories.TakeLast(1).ToArray());
        string[] columns = [.. order.Select(k => k + " as order_id"), .. line.Select(k => k + " as line_id"), .. number.Select((n, i) => $"{n} as n{i}"), .. category.Select(c => c + " as kind")];
        return new(
            $"(select {(random.NextBelow(4) == 0 ? "distinct " : string.Empty)}{string.Join(", ", columns.Prepend($"{rows.Unit}.id"))} from {rows.From}{(random.NextBelow(3) == 0 ? " where " + Pick(rows.Conditions) : string.Empty)}) {a}",
            a, [.. order.Select(_ => a + ".order_id")], [.. line.Select(_ => a + ".line_id")], [.. number.Select((_, i) => $"{a}.n{i}")], [.. category.Select(_ => a + ".kind")],
            [.. number.Select((_, i) => $"{a}.n{i} > 2").DefaultIfEmpty($"{a}.id in (select id from persons{{s}} where sex = 'f')")]);
    }

    private static Rows Orders(string from, string a, bool hasKey = true) => new(from, a, hasKey ? [a + ".order_id"] : [], [], [a + ".total"], [a + ".kind"], [a + ".kind = 'x'", a + ".total > 5"]);

    private static Rows Lines(string from, string a) => new(from, a, [a + ".order_id"], [a + ".line_id"], [a + ".qty"], [a + ".flag"], [a + ".flag = 'a'", a + ".qty > 4", a + ".qty is not null"]);

    private string Pick(string[] from) => from[random.NextBelow((ulong)from.Length)];
}

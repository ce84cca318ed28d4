using DuckDB.NET.Data;

namespace Tacit.PostgreSql.Tests.Support;

/// <summary>The NAFLD cohort of the catalogue, declared with limits that nobody exceeds.</summary>
internal static class Cohort
{
    public static string[] Views { get; } =
    [
        "CREATE VIEW persons AS SELECT id, sex, least(100, greatest(18, age))::DOUBLE PRECISION AS age, least(7500, greatest(0, futime))::DOUBLE PRECISION AS futime, status::DOUBLE PRECISION AS status FROM public.persons",
        "CREATE VIEW labs AS SELECT id, case when test in ('hdl', 'sbp', 'fib4') then test end AS test, (case test when 'hdl' then least(120, greatest(0, value)) when 'sbp' then least(260, greatest(60, value)) when 'fib4' then least(20, greatest(0, value)) end)::DOUBLE PRECISION AS value, least(7000, greatest(-7000, days))::DOUBLE PRECISION AS days FROM public.labs",
        "CREATE VIEW events AS SELECT id, event, least(7500, greatest(-20000, days))::DOUBLE PRECISION AS days FROM public.events",
    ];

    public static PlainSource[] Sources { get; } =
    [
        new("persons", "id", ["age", "futime", "age * 2", "futime / 365.25", "status", "case when sex = 'female' then age end", "abs(age - 50)"], ["sex = 'male'", "age > 60", "status = 1", "futime between 365 and 3652", "id in (select id from labs where test = 'hdl')"], ["sex", "floor(age / 10)", "case when futime > 1826 then 'long' else 'short' end"]),
        new("labs", "id", ["days", "abs(days)", "days + 10", "case when test = 'sbp' then 1 else 0 end"], ["test = 'hdl'", "test in ('sbp', 'fib4')", "days > 0", "value > 40", "days is null or days < -100"], ["test", "case when days < 0 then 'before' else 'after' end", "floor(days / 2000)"]),
        new("(select id, value, days from labs where test = 'sbp') t", "id", ["value", "value - 120", "days"], ["value >= 140", "days > 0", "value between 100 and 130.5"], ["floor(value / 40)", "case when value > 140 then 'high' else 'normal' end"]),
        new("events", "id", ["days"], ["event = 'diabetes'", "event like 'a%'", "days > 0"], ["case when days <= 0 then 'before' else 'after' end"]),
        new("labs l join (select id, sex, age, status from persons) p on l.id = p.id", "l.id", ["age", "days", "status"], ["sex = 'female'", "test = 'fib4'", "age < 50 and days > 0"], ["sex", "test", "floor(age / 20)"]),
        new("(select id, count(*) as n, max(days) as late, min(days) as early from labs group by id) t", "id", ["n", "late", "late - early"], ["n >= 3", "late > 1000"], ["case when n > 10 then 'often' else 'seldom' end", "floor(late / 1000)"]),
    ];

    public static async Task<Both> OpenAsync()
    {
        var folder = Path.Combine(Root(), "data", "nafld");
        var both = await Both.NewAsync();
        await both.TableAsync("persons", "id integer, sex text, age double precision, futime integer, status integer", Lines(folder, "persons", "id, sex, age, futime, status"), t => t.Category("sex", "female", "male").Number("age", 18, 100).Number("futime", 0, 7500).Flag("status").OnePerUnit());
        await both.TableAsync("labs", "id integer, test text, value double precision, days integer", Lines(folder, "labs", "id, test, value, days"), t => t.Category("test", "hdl", "sbp", "fib4").Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260), ("fib4", 0, 20)).Number("days", -7000, 7000).AtMost(1000));
        await both.TableAsync("events", "id integer, event text, days integer", Lines(folder, "events", "id, event, days"), t => t.Text("event").Number("days", -20_000, 7500).AtMost(100));
        await both.OpenAsync();
        return both;
    }

    private static List<string> Lines(string folder, string table, string columns)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var texts = columns.Split(", ").Select(c => $"coalesce({c}::VARCHAR, '')");
        command.CommandText = $"SELECT {string.Join(" || ',' || ", texts)} FROM read_parquet('{Path.Combine(folder, $"nafld-{table}.parquet")}')";
        using var reader = command.ExecuteReader();
        var lines = new List<string> { columns.Replace(" ", string.Empty, StringComparison.Ordinal) };
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Tacit.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}

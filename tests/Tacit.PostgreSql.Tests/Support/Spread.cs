namespace Tacit.PostgreSql.Tests.Support;

/// <summary>A population in one database, and the same one spread over three.</summary>
public sealed class Spread : IAsyncLifetime
{
    public const int Shards = 3;
    private const string PersonColumns = "id integer, sex text, age double precision, code text";
    private const string VisitColumns = "visit integer, id integer, kind text, days double precision";
    private const string LabColumns = "visit integer, value double precision, day date";
    private static readonly string[] Codes = ["code,price,name", "a,2.5,one", "b,4,two", "c,,three"];
    internal Both Whole { get; private set; } = null!;

    public string[] Parts { get; private set; } = [];

    public Dataset Data { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string[] persons = [.. Enumerable.Range(0, 120).Select(i => $"{i},{"fmx"[i % 3]},{i * 7 % 95 / 1.25},{"abcd"[i % 4]}")];
        string[] visits = [.. Enumerable.Range(0, 300).Select(i => $"{i},{i * 11 % 130},{"ab"[i % 2]},{i * 13 % 200 - 50}")];
        string[] labs = [.. Enumerable.Range(0, 700).Select(i => $"{i * 3 % 310},{i % 50 / 3.0},2026-{(i % 12) + 1:00}-{(i % 28) + 1:00}")];
        Whole = await Both.NewAsync();
        await Whole.TableAsync("persons", PersonColumns, [.. persons.Prepend("id,sex,age,code")], t => t.Category("sex", "f", "m").Number("age", 0, 70).Category("code", "a", "b", "c", "d").OnePerUnit());
        await Whole.TableAsync("visits", VisitColumns, [.. visits.Prepend("visit,id,kind,days")], t => t.Category("kind", "a", "b").Number("days", -40, 100).AtMost(20));
        await Whole.TableAsync("labs", LabColumns, [.. labs.Prepend("visit,value,day")], t => t.Number("value", 0, 15).Time("day", new(2026, 1, 1), new(2027, 1, 1)).Through("visit", "visits", "visit").AtMost(60));
        await Whole.PublicTableAsync("codes", "code text, price double precision, name text", Codes, t => t.Category("code", "a", "b", "c", "d").Number("price", 0, 10).Text("name"));
        await Whole.OpenAsync();
        Parts = await Task.WhenAll(Enumerable.Range(0, Shards).Select(async shard =>
        {
            var connection = await PostgreSqlServer.DatabaseAsync();
            bool IsHere(string id) => int.Parse(id) % Shards == shard;
            await PostgreSqlServer.TableAsync(connection, "persons", PersonColumns, persons.Where(l => IsHere(l.Split(',')[0])).Prepend("id"));
            await PostgreSqlServer.TableAsync(connection, "visits", VisitColumns, visits.Where(l => IsHere(l.Split(',')[1])).Prepend("id"));
            // A visit that is nowhere belongs to nobody, wherever its laboratory values are.
            await PostgreSqlServer.TableAsync(connection, "labs", LabColumns, labs.Where(l => int.Parse(l.Split(',')[0]) is var v && (v < 300 ? IsHere(visits[v].Split(',')[1]) : shard == 1)).Prepend("visit"));
            await PostgreSqlServer.TableAsync(connection, "codes", "code text, price double precision, name text", Codes);
            return connection;
        }));
        Data = await Whole.OpenAsync(Parts);
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        await Whole.DisposeAsync();
    }
}

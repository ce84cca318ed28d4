using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Query.Linq;
using Tacit.Reporting;

namespace Tacit.Query.Tests;

/// <summary>Typed joins are those of SQL: the same pairs, sensitivities and price.</summary>
public sealed class LinqJoinTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private Dataset _data = null!;

    private PrivateRows<Customer> Clients => _data.Table<Customer>("clients");

    private PrivateRows<Bill> Bills => _data.Table<Bill>("bills");

    private PrivateRows<Item> Items => _data.Table<Item>("items");

    private PrivateRows<Stay> Stays => _data.Table<Stay>("stays");

    private PublicRows<Region> Regions => _data.PublicTable<Region>("regions");

    public async ValueTask InitializeAsync()
    {
        _scratch.Write("clients.csv", "client,sex,age", "1,f,40", "2,m,50", "3,f,60");
        _scratch.Write("bills.csv", "bill,payer,total,town", "1,1,5,Ulm", "2,2,7,Bonn", "3,1,9,Ulm");
        _scratch.Write("items.csv", "bill,price", "1,2", "3,4", "2,8");
        _scratch.Write("stays.csv", "client,nights,town", "1,3,Ulm", "2,1,Ulm", "2,4,Bonn");
        _scratch.Write("regions.csv", "town,region,size", "Ulm,south,1", "Bonn,west,3", "Bonn,rhine,3");
        _data = await _scratch.OpenAsync(
            d => d.Table("clients", "clients.csv", t => t.Category("sex", "f", "m").Number("age", 0, 90).OnePerUnit())
                .Table("bills", "bills.csv", t => t.Number("total", 0, 10).Category("town", "Ulm", "Bonn").Through("payer", "clients", "client").AtMost(3))
                .Table("items", "items.csv", t => t.Number("price", 0, 10).Through("bill", "bills", "bill").AtMost(3))
                .Table("stays", "stays.csv", t => t.Number("nights", 0, 9).Category("town", "Ulm", "Bonn").AtMost(2))
                .PublicTable("regions", "regions.csv", t => t.Text("town").Text("region").Number("size", 0, 9)),
            PrivacyUnit.Person("client"));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Pairs_of_a_unit_are_those_of_sql()
    {
        await SameAsync(
            from s in Stays join c in Clients on s.Client equals c.Client where c.Age > 45 group s by c.Sex into g select new { g.Key, Nights = g.Sum(s => s.Nights) },
            "select c.sex, sum(s.nights) from stays s join clients c on s.client = c.client where c.age > 45 group by c.sex");
        await SameAsync(
            Stays.LeftJoin(Clients, s => s.Client, c => c.Client, (s, c) => new { s.Nights, c.Age, s.Client }).Summarize(g => new { N = g.CountUnits(r => r.Age != null), M = g.Average(r => r.Nights), U = g.CountDistinct(r => r.Client) }),
            "select count(distinct s.client) filter (where c.age is not null), avg(s.nights), count(distinct s.client) from stays s left join clients c on s.client = c.client");
        await SameAsync(
            Stays.Join(Bills, s => new { Who = s.Client, s.Town }, b => new { Who = b.Payer, b.Town }, (s, b) => new { s, b }).Summarize(g => new { N = g.Count(), S = g.Sum(r => r.b.Total * r.s.Nights) }),
            "select count(*), sum(b.total * s.nights) from stays s join bills b on s.client = b.payer and s.town = b.town");
    }

    [Fact]
    public async Task Rows_are_left_out_before_they_meet()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(_data.Population)).Spend(1000);
        var pairs = Stays.Where(s => s.Nights > 1).LeftJoin(Clients.Where(c => c.Sex == "m"), s => s.Client, c => c.Client, (s, c) => new { s, c });
        var found = (await pairs.Summarize(g => new { N = g.Count(), Men = g.Count(r => r.c.Age.HasValue), M = g.Sum(r => r.s.Nights) }).ReleaseAsync(spend)).Value[0];
        Assert.Equal((2, 1, 7), (found.N!.Value.Value, found.Men!.Value.Value, found.M!.Value.Value));
    }

    [Fact]
    public async Task A_table_meets_itself()
    {
        await SameAsync(Stays.Join(Stays, a => a.Client, b => b.Client, (a, b) => new { a, b }).Summarize(g => g.Count(r => r.a.Nights < r.b.Nights)), "select count(case when a.nights < b.nights then 1 end) from stays a join stays b on a.client = b.client");
        var pairs = Stays.Join(Clients, s => s.Client, c => c.Client, (s, c) => new { c.Client, s.Nights });
        await SameAsync(
            pairs.Join(pairs, a => a.Client, b => b.Client, (a, b) => new { One = a.Nights, Other = b.Nights }).Summarize(g => g.Sum(r => r.One - r.Other)),
            "select sum(a.nights - b.nights) from (stays a join clients c on a.client = c.client) join (stays b join clients d on b.client = d.client) on c.client = d.client");
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(_data.Population)).Spend(1000);
        Assert.Equal(1, (await Stays.Join(Stays, a => a.Client, b => b.Client, (a, b) => new { a, b }).Summarize(g => g.Count(r => r.a.Nights < r.b.Nights)).ReleaseAsync(spend)).Value[0]!.Value.Value);
    }

    // One expression that is written once and used twice names each table apart.
    [Fact]
    public async Task An_expression_is_used_in_two_joins()
    {
        System.Linq.Expressions.Expression<Func<Stay, Stay, Stay>> second = (a, b) => b;
        var lengthy = Stays.Where(s => s.Nights > 2);
        var twice = Stays.Join(lengthy, a => a.Client, b => b.Client, second).Join(Stays, a => a.Client, b => b.Client, (a, b) => a);
        var thrice = twice.Join(Stays.Join(lengthy, a => a.Client, b => b.Client, second).Join(Stays, a => a.Client, b => b.Client, second), a => a.Client, b => b.Client, second);
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(_data.Population)).Spend(1000);
        Assert.Equal(0, (await twice.Summarize(g => g.Count(s => s.Nights <= 2)).ReleaseAsync(spend)).Value[0]!.Value.Value);
        Assert.Equal(17, (await thrice.Summarize(g => g.Count()).ReleaseAsync(spend)).Value[0]!.Value.Value);
    }

    [Fact]
    public async Task Paths_to_the_unit_are_followed()
    {
        await SameAsync(
            from i in Items join b in Bills on i.Bill equals b.Id join c in Clients on b.Payer equals c.Client let share = i.Price / 10 group new { share, b.Total } by c.Sex into g select new { g.Key, S = g.Sum(r => r.share), T = g.Max(r => r.Total) },
            "select c.sex, sum(i.price / 10), max(b.total) from items i join bills b on i.bill = b.bill join clients c on b.payer = c.client group by c.sex");
    }

    [Fact]
    public async Task Public_tables_bring_columns_and_keys()
    {
        await SameAsync(
            from b in Bills join r in Regions on b.Town equals r.Town group b by r.Name into g select new { g.Key, S = g.Sum(b => b.Total) },
            "select r.region, sum(b.total) from bills b join regions r on b.town = r.town group by r.region");
        await SameAsync(
            Bills.LeftJoin(Regions, b => b.Town, r => r.Town, (b, r) => new Flat { Size = r.Size, Total = b.Total }).Where(f => f.Size < 2).Summarize(g => g.Average(f => f.Total)),
            "select avg(b.total) from bills b left join regions r on b.town = r.town where r.size < 2");
    }

    [Fact]
    public async Task Names_follow_what_they_name()
    {
        await SameAsync(Stays.Select(s => new { Twice = s.Nights * 2, s.Town }).Where(r => r.Twice > 3).GroupBy(r => r.Town).Select(g => new { g.Key, S = g.Sum(r => r.Twice) }), "select town, sum(nights * 2) from stays where nights * 2 > 3 group by town");
        await SameAsync(Stays.Select(s => new { s.Town, Long = s.Nights > 2 }).GroupBy(r => r).Select(g => new { g.Key.Long, N = g.Count() }), "select town, nights > 2, count(*) from stays group by town, nights > 2");
        await SameAsync(Stays.Select(s => s.Nights).Where(n => n > 1).Summarize(g => g.Sum(n => n)), "select sum(nights) from stays where nights > 1");
    }

    [Fact]
    public async Task What_would_mix_units_is_refused()
    {
        Refused("rows of several units", () => Stays.Join(Bills, s => s.Town, b => b.Town, (s, b) => s));
        Refused("key of the unit", () => Stays.Join(Bills, s => s.Client, b => b.Town, (s, b) => s));
        Refused("'c.Client'", () => Stays.LeftJoin(Clients, s => s.Client, c => c.Client, (s, c) => new { s, c }).Summarize(g => g.CountDistinct(r => r.c.Client)));
        Refused("no declared column 'Height'", () => Stays.Join(Clients, s => s.Client, c => c.Client, (s, c) => c).Where(c => c.Height > 1));
        Refused("what 'Total' is was not said", () => Stays.Select(s => new Flat { Size = s.Nights }).Where(f => f.Total > 1));
        Refused("not answered", () => Stays.Where(s => new List<double?> { s.Nights }.Count > 1));
        Refused("count them where the key is its own", () => Bills.Summarize(g => g.CountDistinct(b => b.Id)));
        Refused("no public table 'stays'", () => _data.PublicTable<Region>("stays"));
        Refused("what 'Age' is was not said", () => Stays.Select(s => new Customer(s.Client, s.Town, s.Nights, 1)).Where(c => c.Age > 1));
        await using var other = await _scratch.OpenAsync(d => d.Table("clients", "clients.csv", t => t.Category("sex", "f", "m").OnePerUnit()).PublicTable("regions", "regions.csv", t => t.Text("town")), PrivacyUnit.Person("client"));
        Refused("two data sets", () => Stays.Join(other.Table<Customer>("clients"), s => s.Client, c => c.Client, (s, c) => s));
        Refused("another data set", () => Stays.Join(other.PublicTable<Region>("regions"), s => s.Town, r => r.Town, (s, r) => s));
        await using var rows = await _scratch.OpenAsync(d => d.Table("stays", "stays.csv", t => t.Number("nights", 0, 9).Category("town", "Ulm", "Bonn")).PublicTable("regions", "regions.csv", t => t.Text("town").Text("region")), PrivacyUnit.Row());
        Refused("unit of its own", () => rows.Table<Stay>("stays").Join(rows.Table<Stay>("stays"), a => a.Town, b => b.Town, (a, b) => a));
        Refused("several partners", () => rows.Table<Stay>("stays").Join(rows.PublicTable<Region>("regions"), a => a.Town, b => b.Town, (a, b) => a));

        static void Refused(string what, Func<object> ask, string? more = null) =>
            Assert.Contains(more ?? what, Assert.Throws<BadInputException>(ask).Message, StringComparison.Ordinal);
    }

    private async Task SameAsync<T>(PrivateAnswer<T> typed, string sql)
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(_data.Population)).Spend(1, 1e-6);
        var (expected, actual) = (_data.Explain(sql, spend).Derivation!, typed.Explain(spend).Derivation!);
        Assert.Equal(Unnamed(expected), Unnamed(actual));
        Assert.True(DerivationCheck.Of(actual).Holds);
        _ = await typed.ReleaseAsync(spend);

        // How columns are called says nothing of what is done.
        static string Unnamed(string text)
        {
            var derivation = JsonNode.Parse(text)!.AsObject();
            derivation.Remove("question");
            return derivation.ToJsonString();
        }
    }

    private sealed record Customer(string Client, string? Sex, double? Age, double Height);

    private sealed record Bill([property: Column("bill")] int Id, string Payer, double? Total, string? Town);

    private sealed record Item(int Bill, double? Price);

    private sealed record Stay(string Client, double? Nights, string? Town);

    private sealed record Region(string Town, [property: Column("region")] string Name, double? Size);

    private sealed class Flat
    {
        public double? Size { get; init; }

        public double? Total { get; init; }
    }
}

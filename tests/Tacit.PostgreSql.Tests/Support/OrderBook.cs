using System.Globalization;
using Tacit.Randomness;

namespace Tacit.PostgreSql.Tests.Support;

/// <summary>Customers, orders and lines of orders, with nations that are nobody's: generated and small; prices and discounts are hundredths, which no grid holds.</summary>
internal static class OrderBook
{
    private const int Customers = 150;
    private static readonly string[] Segments = ["AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD"];
    private static readonly string[] Modes = ["AIR", "MAIL", "RAIL", "SHIP"];

    public static string[] Views { get; } =
    [
        "CREATE VIEW customer AS SELECT custkey, case when segment in ('AUTOMOBILE', 'BUILDING', 'FURNITURE') then segment end AS segment, nation, least(9000, greatest(-500, balance))::DOUBLE PRECISION AS balance FROM public.customer",
        "CREATE VIEW orders AS SELECT custkey, orderkey, status, total::DOUBLE PRECISION AS total, cast(ordered AS timestamp) AS ordered FROM public.orders",
        "CREATE VIEW lineitem AS SELECT custkey, orderkey, quantity::DOUBLE PRECISION AS quantity, price::DOUBLE PRECISION AS price, discount::DOUBLE PRECISION AS discount, tax::DOUBLE PRECISION AS tax, mode, flag, cast(shipped AS timestamp) AS shipped FROM public.lineitem JOIN public.orders USING (orderkey)",
        "CREATE VIEW nation AS SELECT nation, name, population::DOUBLE PRECISION AS population FROM public.nation",
    ];

    public static PlainSource[] Sources { get; } =
    [
        new("customer", "custkey", ["balance", "balance * 2 - 1", "abs(balance)", "case when segment = 'BUILDING' then balance end", "floor(balance / 100)"], ["balance > 0", "segment = 'BUILDING'", "segment in ('AUTOMOBILE', 'FURNITURE')", "nation like 'n%'", "balance between -100 and 4000.25", "balance >= 1234.56", "custkey in (select custkey from orders where status = 'F')"], ["segment", "case when balance < 0 then 'debt' when balance < 5000 then 'some' else 'much' end", "floor(balance / 2000)"]),
        new("orders", "custkey", ["total", "total / 4", "round(total)", "case when status = 'O' then total else 0 end"], ["status = 'F'", "total >= 20000", "total < 41234.56", "ordered >= timestamp '1994-06-01 00:00:00'", "extract(month from ordered) <= 6", "status <> 'P' and total < 50000"], ["status", "extract(year from ordered)", "extract(quarter from ordered)", "case when total > 30000 then 'big' else 'small' end"]),
        new("lineitem", "custkey", ["quantity", "price", "price * (1 - discount)", "price * (1 - discount) * (1 + tax)", "quantity * quantity", "coalesce(discount, 0)", "sqrt(quantity)"], ["quantity < 24", "discount >= 0.0625", "discount = 0.05", "discount in (0.02, 0.07)", "discount between 0.03 and 0.07", "discount <= 0.1 and price > 4321.09", "mode in ('AIR', 'RAIL')", "flag = 'R' or quantity > 40", "shipped < timestamp '1995-03-15 12:00:00'", "tax is not null"], ["flag", "mode", "extract(year from shipped)", "floor(quantity / 10)"]),
        new("lineitem l join (select custkey, segment, balance from customer) c on l.custkey = c.custkey", "l.custkey", ["quantity", "price", "price * discount", "balance", "balance + quantity"], ["segment = 'BUILDING'", "quantity > 10", "balance > 1000 and flag = 'A'"], ["segment", "flag", "case when balance > 2000 then 'rich' else 'poor' end"]),
        new("lineitem l join orders o on l.orderkey = o.orderkey", "l.custkey", ["quantity", "total", "price * (1 - discount)", "total - price"], ["status = 'F'", "flag = 'R' and total > 20000", "shipped > ordered", "quantity < 24"], ["status", "flag", "extract(year from ordered)"]),
        new("orders o left join lineitem l on o.orderkey = l.orderkey and l.quantity > 40", "o.custkey", ["quantity", "total", "coalesce(price, 0)"], ["status = 'F'", "l.orderkey is null", "flag = 'N'"], ["status", "case when l.orderkey is null then 'none' else 'some' end"]),
        new("(select custkey, orderkey, sum(quantity) as q, count(*) as n from lineitem group by custkey, orderkey) t join orders o using (orderkey) join (select custkey, segment from customer) c on o.custkey = c.custkey", "o.custkey", ["q", "n", "total", "total * q"], ["q > 100", "n >= 3", "segment = 'BUILDING'"], ["n", "status", "segment"]),
        new("customer join nation using (nation)", "custkey", ["balance", "population", "balance + population"], ["population > 40", "balance > 0", "segment = 'FURNITURE'"], ["name", "segment"]),
        new("(select custkey, count(*) as n, max(total) as most, sum(total) as spent, avg(total) as mean from orders group by custkey having count(*) > 1) t", "custkey", ["n", "most", "spent", "mean", "most - mean"], ["n > 3", "most > 60000", "spent < 200000"], ["n", "case when mean > 30000 then 'high' else 'low' end"]),
        new("(select custkey, flag, count(*) as n, min(price) as least from lineitem where quantity > 5 group by custkey, flag) t", "custkey", ["n", "least"], ["n > 2", "flag = 'N'"], ["flag", "case when n > 4 then 'many' else 'few' end"]),
    ];

    public static async Task<Both> OpenAsync()
    {
        var random = RandomSource.Seeded(1992);
        string Pick(string[] from) => from[random.NextBelow((ulong)from.Length)];
        string Number(ulong below, double parts, double from = 0) => ((random.NextBelow(below) / parts) + from).ToString(CultureInfo.InvariantCulture);
        string Day() => new DateTime(1992, 1, 1).AddDays(random.NextBelow(2500)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var both = await Both.NewAsync("custkey");
        await both.TableAsync("customer", "custkey integer, segment text, nation varchar(20), balance numeric", [.. Enumerable.Range(1, Customers).Select(c => $"{c},{Pick(Segments)},n{random.NextBelow(9)},{Number(1_100_000, 100, -1000)}").Prepend("custkey,segment,nation,balance")],
            t => t.Category("segment", "AUTOMOBILE", "BUILDING", "FURNITURE").Text("nation").Number("balance", -500, 9000).OnePerUnit());
        string[] orders = [.. Enumerable.Range(1, 700).Select(o => $"{o},{1 + random.NextBelow(Customers)},{"FOP"[(int)random.NextBelow(3)]},{Number(7_500_000, 100)},{Day()}")];
        await both.TableAsync("orders", "orderkey integer, custkey integer, status char(1), total double precision, ordered date", [.. orders.Prepend("orderkey,custkey,status,total,ordered")],
            t => t.Category("status", "F", "O", "P").Number("total", 0, 100_000).Time("ordered", new(1992, 1, 1), new(1999, 1, 1)).AtMost(40));
        await both.TableAsync("lineitem", "orderkey integer, quantity integer, price numeric(12, 2), discount double precision, tax real, mode text, flag text, shipped timestamp",
            [.. Enumerable.Range(0, 2500).Select(_ => $"{1 + random.NextBelow(700)},{1 + random.NextBelow(50)},{Number(1_000_000, 100)},{Number(13, 100)},{(random.NextBelow(9) == 0 ? string.Empty : Number(9, 64))},{Pick(Modes)},{"ANR"[(int)random.NextBelow(3)]},{Day()} 0{random.NextBelow(10)}:30:00").Prepend("orderkey,quantity,price,discount,tax,mode,flag,shipped")],
            t => t.Number("quantity", 0, 50).Number("price", 0, 10_000).Number("discount", 0, 0.125).Number("tax", 0, 0.25).Category("mode", Modes).Category("flag", "A", "N", "R").Time("shipped", new(1992, 1, 1), new(1999, 1, 1)).Through("orderkey", "orders", "orderkey").AtMost(120));
        await both.PublicTableAsync("nation", "nation text, name text, population integer", [.. Enumerable.Range(0, 8).Select(n => $"n{n},{"abcdefgh"[n]}land,{n * 12}").Prepend("nation,name,population")], t => t.Text("nation").Text("name").Number("population", 0, 100));
        await both.OpenAsync();
        return both;
    }
}

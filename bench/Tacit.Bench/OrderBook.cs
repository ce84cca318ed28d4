using System.Globalization;
using DuckDB.NET.Data;
using Tacit.Data;

namespace Tacit.Bench;

/// <summary>Tables of the shape of TPC-H: 150,000 customers, 1,500,000 orders and about 6,000,000 lines at scale 1, with its columns and spreads as far as the queries see them.</summary>
internal sealed class OrderBook : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tacit-bench-").FullName;

    private OrderBook(double scale)
    {
        Scale = scale;
        Plain = new DuckDBConnection($"DataSource={Path.Combine(_folder, "plain.duckdb")}");

        // Benchmarks that share a book leave it to the end of the process; its files are large.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    public double Scale { get; }

    /// <summary>The raw tables.</summary>
    public DuckDBConnection Plain { get; }

    /// <summary>The same, opened with the customer as the unit.</summary>
    public Dataset Data { get; private set; } = null!;

    public static async Task<OrderBook> CreateAsync(double scale)
    {
        var book = new OrderBook(scale);
        await book.Plain.OpenAsync();
        book.Run("SET memory_limit='8GiB'"); // Beside the limit of what is opened, so that both fit.
        book.Generate();
        var started = TimeProvider.System.GetTimestamp();
        book.Data = await Dataset.OpenAsync("orders", PrivacyUnit.Person("custkey"), data => data
            .Memory(10L << 30)
            .Table("orders", book.File("orders"), orders => orders.Time("o_orderdate", new(1992, 1, 1), new(1999, 1, 1)).AtMost(rowsPerUnit: 60))
            .Table("customer", book.File("customer"), customer => customer.Number("c_nationkey", 0, 25).OnePerUnit())
            .Table("lineitem", book.File("lineitem"), lines => lines
                .Through("l_orderkey", "orders", "o_orderkey")
                .Category("l_returnflag", "A", "N", "R").Category("l_linestatus", "F", "O")
                .Category("l_shipmode", "AIR", "REG AIR", "FOB", "MAIL", "RAIL", "SHIP", "TRUCK")
                .Category("l_shipinstruct", "COLLECT COD", "DELIVER IN PERSON", "NONE", "TAKE BACK RETURN")
                .Number("l_quantity", 0, 50).Number("l_extendedprice", 0, 110_000).Number("l_discount", 0, 0.1).Number("l_tax", 0, 0.08)
                .Number("l_partkey", 0, 200_000 * scale).Number("l_suppkey", 0, 10_000 * scale)
                .Time("l_shipdate", new(1992, 1, 1), new(1999, 1, 1))
                .AtMost(rowsPerUnit: 420))
            .PublicTable("part", book.File("part"), part => part.Number("p_partkey", 0, 200_000 * scale).Text("p_type").Text("p_brand").Text("p_container").Number("p_size", 0, 50))
            .PublicTable("supplier", book.File("supplier"), supplier => supplier.Number("s_suppkey", 0, 10_000 * scale).Number("s_nationkey", 0, 25))
            .PublicTable("nation", book.File("nation"), nation => nation.Number("n_nationkey", 0, 25).Text("n_name").Number("n_regionkey", 0, 5))
            .PublicTable("region", book.File("region"), region => region.Number("r_regionkey", 0, 5).Text("r_name")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"// opening scale {scale} took {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"));
        return book;
    }

    /// <summary>The number of rows that a statement gives over the raw tables.</summary>
    public int Read(string sql)
    {
        using var command = Plain.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        await Plain.DisposeAsync();
        Remove();
    }

    private void Remove()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string File(string table) => Path.Combine(_folder, table + ".parquet");

    // Two thirds of the customers have orders, as there.
    private void Generate()
    {
        var (orders, customers, parts, suppliers) = ((long)(1_500_000 * Scale), (long)(150_000 * Scale), (long)(200_000 * Scale), (long)(10_000 * Scale));
        Run(string.Create(CultureInfo.InvariantCulture, $"""
            CREATE MACRO h(i, k) AS (hash(i, k) >> 1)::BIGINT;
            CREATE TABLE orders AS SELECT
              i AS o_orderkey, 1 + (h(i, 1) % {customers * 2 / 3} * 3 // 2)::INTEGER AS custkey, DATE '1992-01-01' + (h(i, 2) % 2406)::INTEGER AS o_orderdate
              FROM range(1, {orders + 1}) t(i);
            CREATE TABLE part AS SELECT
              i AS p_partkey,
              ['STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO'][1 + h(i, 1) % 6] || ' ' || ['ANODIZED', 'BURNISHED', 'PLATED', 'POLISHED', 'BRUSHED'][1 + h(i, 2) % 5] AS p_type,
              'Brand#' || (1 + h(i, 3) % 5) || (1 + h(i, 4) % 5) AS p_brand,
              ['SM', 'MED', 'LG', 'JUMBO', 'WRAP'][1 + h(i, 5) % 5] || ' ' || ['CASE', 'BOX', 'BAG', 'JAR', 'PKG', 'PACK', 'CAN', 'DRUM'][1 + h(i, 6) % 8] AS p_container,
              (1 + h(i, 7) % 50)::INTEGER AS p_size
              FROM range(1, {parts + 1}) t(i);
            CREATE TABLE customer AS SELECT i::INTEGER AS custkey, (h(i, 11) % 25)::INTEGER AS c_nationkey FROM range(1, {customers + 1}) t(i);
            CREATE TABLE supplier AS SELECT i::INTEGER AS s_suppkey, (h(i, 12) % 25)::INTEGER AS s_nationkey FROM range(1, {suppliers + 1}) t(i);
            CREATE TABLE nation AS SELECT i::INTEGER AS n_nationkey, 'NATION ' || i AS n_name, (i % 5)::INTEGER AS n_regionkey FROM range(25) t(i);
            CREATE TABLE region AS SELECT i::INTEGER AS r_regionkey, ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'][i + 1] AS r_name FROM range(5) t(i);
            CREATE TABLE lineitem AS SELECT
              o_orderkey AS l_orderkey, (1 + h(8 * o_orderkey + k, 1) % {parts})::INTEGER AS l_partkey, (1 + h(8 * o_orderkey + k, 13) % {suppliers})::INTEGER AS l_suppkey,
              (1 + h(8 * o_orderkey + k, 2) % 50)::DECIMAL(15, 2) AS l_quantity,
              ((1 + h(8 * o_orderkey + k, 2) % 50) * (90000 + h(8 * o_orderkey + k, 3) % 110000) / 100)::DECIMAL(15, 2) AS l_extendedprice,
              ((h(8 * o_orderkey + k, 4) % 11) / 100)::DECIMAL(15, 2) AS l_discount, ((h(8 * o_orderkey + k, 5) % 9) / 100)::DECIMAL(15, 2) AS l_tax,
              o_orderdate + (1 + h(8 * o_orderkey + k, 6) % 121)::INTEGER AS l_shipdate,
              CASE WHEN o_orderdate + (1 + h(8 * o_orderkey + k, 6) % 121)::INTEGER > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus,
              CASE WHEN o_orderdate > DATE '1995-04-01' THEN 'N' WHEN h(8 * o_orderkey + k, 7) % 2 = 0 THEN 'R' ELSE 'A' END AS l_returnflag,
              ['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'][1 + h(8 * o_orderkey + k, 8) % 7] AS l_shipmode,
              ['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'][1 + h(8 * o_orderkey + k, 9) % 4] AS l_shipinstruct
              FROM orders, range(1, 8) n(k) WHERE k <= 1 + h(o_orderkey, 10) % 7;
            COPY orders TO '{File("orders")}'; COPY customer TO '{File("customer")}'; COPY supplier TO '{File("supplier")}'; COPY nation TO '{File("nation")}'; COPY region TO '{File("region")}'; COPY part TO '{File("part")}'; COPY lineitem TO '{File("lineitem")}';
            """));
    }

    private void Run(string sql)
    {
        using var command = Plain.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

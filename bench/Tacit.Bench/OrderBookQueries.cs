namespace Tacit.Bench;

/// <summary>The queries of TPC-H over the tables of <see cref="OrderBook"/>, which ask the same of raw and of protected tables.</summary>
internal static class OrderBookQueries
{
    private static readonly Dictionary<string, string> Queries = new()
    {
        ["Q1"] = """
            select l_returnflag, l_linestatus, sum(l_quantity) as sum_qty, sum(l_extendedprice) as sum_base_price, sum(l_extendedprice * (1 - l_discount)) as sum_disc_price,
              sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as sum_charge, avg(l_quantity) as avg_qty, avg(l_extendedprice) as avg_price, avg(l_discount) as avg_disc, count(*) as count_order
            from lineitem where l_shipdate <= date '1998-09-02' group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus
            """,
        ["Q5"] = """
            select n_name, sum(l_extendedprice * (1 - l_discount)) as revenue
            from lineitem join orders on l_orderkey = o_orderkey join customer on orders.custkey = customer.custkey
              join supplier on l_suppkey = s_suppkey and c_nationkey = s_nationkey join nation on s_nationkey = n_nationkey join region on n_regionkey = r_regionkey
            where r_name = 'ASIA' and o_orderdate >= date '1994-01-01' and o_orderdate < date '1995-01-01' group by n_name order by revenue desc
            """,
        ["Q6"] = """
            select sum(l_extendedprice * l_discount) as revenue from lineitem
            where l_shipdate >= date '1994-01-01' and l_shipdate < date '1995-01-01' and l_discount between 0.05 and 0.07 and l_quantity < 24
            """,
        ["Q14"] = """
            select 100.00 * sum(case when p_type like 'PROMO%' then l_extendedprice * (1 - l_discount) else 0 end) / sum(l_extendedprice * (1 - l_discount)) as promo_revenue
            from lineitem join part on l_partkey = p_partkey where l_shipdate >= date '1995-09-01' and l_shipdate < date '1995-10-01'
            """,
        ["Q19"] = """
            select sum(l_extendedprice * (1 - l_discount)) as revenue from lineitem join part on p_partkey = l_partkey
            where l_shipmode in ('AIR', 'REG AIR') and l_shipinstruct = 'DELIVER IN PERSON' and (
              (p_brand = 'Brand#12' and p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG') and l_quantity >= 1 and l_quantity <= 11 and p_size between 1 and 5) or
              (p_brand = 'Brand#23' and p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK') and l_quantity >= 10 and l_quantity <= 20 and p_size between 1 and 10) or
              (p_brand = 'Brand#34' and p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG') and l_quantity >= 20 and l_quantity <= 30 and p_size between 1 and 15))
            """,
    };

    public static string Of(string name) => Queries[name];
}

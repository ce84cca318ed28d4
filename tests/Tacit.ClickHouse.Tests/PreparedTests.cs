namespace Tacit.ClickHouse.Tests;

/// <summary>What stands in prepared tables is the same on both engines, whatever the cells hold.</summary>
public sealed class PreparedTests
{
    private static readonly string[] Numbers =
    [
        "1", " 1.5 ", "+5", "-7.25", "1.", ".5", "1e5", "1E05", "1e+2", "1e-400", "-1e-400", "1e400", "-1e400", "0e999", "1_0e0_400", "0.0000000001e-399", "inf", "+inf", "-INF", "Infinity", "-infinity", "nan", "-nan", "1_000", "1_0.2_5", "1e0_1", "00012", "-0",
        "4.9e-324", "1e-320", "2.2250738585072011e-308", "0.1", "33.3333333333333357", "89.99999999999999999", "90", "90.00000000000001", "-20", "123456789012345678901234567890", "\t7", "7\v",
    ];

    private static readonly string[] NoNumbers = ["secret-1", "1e", "0x10", "1d", ".", "1__0", "1_", "--5", "1 2", "1,5", "٣", "1e5 x", "e5", "infin", "nanx"];

    [Fact]
    public async Task Numbers_are_clipped_to_the_same_integers()
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, a text, b Float64, c LowCardinality(Nullable(String)), d real, e bigint, f text, g boolean",
            [.. Numbers.Select((n, i) => $"{i},\"{n}\",{(i % 4) switch { 0 => string.Empty, 1 => "1e-285", 2 => "nan", _ => $"{i}e-282" }},{(i % 3 == 0 ? string.Empty : $"{i}.25")},{(i % 2 == 0 ? "0.2" : "0.15625")},{(i % 5 == 0 ? "1000000000001" : $"{i}")},{(i % 3 == 0 ? "TRUE" : i % 3 == 1 ? " false " : "0.5")},{(i % 4 == 0 ? string.Empty : i % 2 == 0 ? "true" : "false")}").Prepend("id,a,b,c,d,e,f,g")],
            t => t.Number("a", -20, 90).Bands("band", "a", -5, 0, 4.9e-324, 50, double.PositiveInfinity).Number("b", 0, 1e-280).Number("c", -1e140, 1e140).Number("d", 0.1, 0.3).Number("e", 0, 1e12).Flag("f").Flag("g").OnePerUnit());
        await both.OpenAsync();
        const string columns = "c0, c1, c2, c3, c4, c5, c6, c7";
        var expected = await both.Embedded.RowsAsync($"SELECT {columns}, (c0 IS NULL)::INTEGER + 2 * (c1 IS NULL)::INTEGER + 4 * (c2 IS NULL)::INTEGER + 8 * (c7 IS NULL)::INTEGER FROM t0", 9);
        Assert.Equal(Numbers.Length, expected.Length);
        Assert.Equal(expected, await both.Server.RowsAsync($"SELECT {columns}, (c0 IS NULL) + 2 * (c1 IS NULL) + 4 * (c2 IS NULL) + 8 * (c7 IS NULL) FROM t0", 9));
        Assert.Equal(await both.Embedded.RowsAsync("SELECT clipped::INTEGER, bounded::INTEGER FROM e0", 2), await both.Server.RowsAsync("SELECT clipped, bounded FROM e0", 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_of_as_many_values_are_kept(bool isNullable)
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, c text, x integer", ["id,c,x", "1,a,1", "1,a,2", "1,a,3", "1,b,1", "1,c,3", "1,,3", "1,,4", "2,a,6", "3,,7", "4,b,1", "4,,2"],
            t => (isNullable ? t.Category("c", "a", "b", "c").Nullable("c") : t.Category("c", "a", "b", "c")).Number("x", 0, 10).AtMost(2, per: "c", valuesPerUnit: 2));
        await both.OpenAsync();
        foreach (var data in new[] { both.Embedded, both.Server })
        {
            Assert.Equal(isNullable ? ["1", "1", "2", "2"] : ["1", "1", "2"], (await data.RowsAsync("SELECT count(DISTINCT coalesce(c0, 9)) FROM t0 GROUP BY u", 1)).Order(StringComparer.Ordinal));
        }

        Assert.Equal((await both.Embedded.RowsAsync("SELECT bounded::INTEGER, clipped::INTEGER FROM e0", 2)).Order(StringComparer.Ordinal), (await both.Server.RowsAsync("SELECT bounded, clipped FROM e0", 2)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_no_number_is_told_without_the_cell()
    {
        foreach (var cell in NoNumbers)
        {
            await using var both = await Both.NewAsync();
            await both.TableAsync("cells", "id integer, a text", ["id,a", "1,2", $"2,\"{cell}\"", "3,"], t => t.Number("a", 0, 1).OnePerUnit());
            var error = await Assert.ThrowsAsync<BadInputException>(both.OpenServerAsync);
            Assert.Contains("cells, column 'a': in 1 rows the cell is not a number", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.Everything(), StringComparison.Ordinal);
            await Assert.ThrowsAsync<BadInputException>(both.OpenEmbeddedAsync);
        }
    }

    [Fact]
    public async Task Numbers_of_every_type_are_read()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        var table = $"{ClickHouseServer.DatabaseOf(connection)}.wide";
        (string Type, string Cell)[] cells =
        [
            ("UInt8", "7"), ("Int64", "-7"), ("UInt64", "7"), ("Int128", "7"), ("UInt256", "7"), ("Float32", "7.5"), ("Decimal(10, 3)", "7.125"), ("Nullable(Decimal(38, 10))", "7.25"), ("LowCardinality(String)", "'7'"), ("FixedString(5)", "'7'"), ("LowCardinality(Nullable(String))", "' 7 '"), ("Enum8('7' = 1)", "'7'"),
        ];
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {table} (id UInt32, {string.Join(", ", cells.Select((c, i) => $"n{i} {c.Type}"))}) ENGINE = MergeTree ORDER BY id");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {table} VALUES (1, {string.Join(", ", cells.Select(c => c.Cell))})");
        await using var data = await Dataset.OpenAsync("wide", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("wide", "wide", t =>
        {
            for (var i = 0; i < cells.Length; i++)
            {
                t.Number($"n{i}", -8, 8);
            }

            t.OnePerUnit();
        }));
        var step = FixedPoint.Between(-8, 8, "n").Step;
        Assert.Equal([7, -7, 7, 7, 7, 7.5, 7.125, 7.25, 7, 7, 7, 7], (await data.PushAsync($"SELECT {string.Join(", ", cells.Select((_, i) => $"c{i}"))} FROM t0", 0, cells.Length))[0].Integers.Select(n => (double)n * step));
    }

    private static readonly string[] Moments =
    [
        "2026-02-28", "2024-02-29", "0001-01-01", "9999-12-30", "2026-11-29 14:05", "2026-11-29T14:05:00.1234567", "2026-11-29 14:05:00.5", "2026-11-29 24:00:00", "2026-11-29 14:05:00Z", "1582-10-10 03:04:05", "3000-02-28 23:59:59.999999",
        "2026-11-29 14:05:00 UTC", "2026-11-29T14:05:00+01:00", "2026-11-29T14:05:00-1530", "2026-11-29T14:05:00+05", "2026-03-29 02:30:00", "2026-10-25 02:30:00", "1950-01-01 00:30:00", "2026-01-01 00:00:00+15:59", " 2026-05-05 ", "",
    ];

    [Fact]
    public async Task Moments_are_the_same_microseconds()
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, a text, b date", [.. Moments.Select((m, i) => $"{i},{m},{(m.Length == 10 && m[..2] is "20" ? m : string.Empty)}").Prepend("id,a,b")],
            t => t.Time("a", new(1, 1, 1), new(9999, 12, 31)).Time("b", new(1950, 1, 1), new(2100, 1, 1), "Europe/Berlin").OnePerUnit());
        await both.OpenAsync();
        var expected = await both.Embedded.RowsAsync("SELECT epoch_us(c0), epoch_us(c1) FROM t0", 2);
        Assert.Equal(expected, await both.Server.RowsAsync("SELECT c0, c1 FROM t0", 2));
        Assert.True(expected.Distinct().Count() > 12);
        foreach (var part in new[] { "year", "quarter", "month", "week", "day", "dow", "isodow", "doy", "hour", "minute" })
        {
            await both.AlikeAsync($"select sum(extract({part} from a)), count(distinct extract({part} from a)), max(extract({part} from a)) from cells");
        }

        foreach (var grain in new[] { "second", "minute", "hour", "day", "week", "month", "quarter", "year" })
        {
            await both.AlikeAsync($"select date_trunc('{grain}', a) as g, count(*) from cells group by g");
        }
    }

    [Theory]
    [InlineData("Europe/Berlin", 2026)]
    [InlineData("America/New_York", 1987)]
    [InlineData("Australia/Lord_Howe", 2025)]
    public async Task Clocks_are_put_forward_and_back_alike(string zone, int year)
    {
        await using var both = await Both.NewAsync();
        var start = new DateTime(year, 1, 1, 0, 10, 0);
        await both.TableAsync("cells", "id integer, a text", [.. Enumerable.Range(0, 366 * 24 * 2).Select(i => start.AddMinutes(30 * i)).Where(t => t.Month is 3 or 4 or 10 or 11).Select((t, i) => $"{i},{t:yyyy-MM-dd HH:mm:ss}").Prepend("id,a")], t => t.Time("a", new(year - 1, 1, 1), new(year + 2, 1, 1), zone).OnePerUnit());
        await both.OpenAsync();
        Assert.Equal(await both.Embedded.RowsAsync("SELECT epoch_us(c0) FROM t0", 1), await both.Server.RowsAsync("SELECT c0 FROM t0", 1));
    }

    [Fact]
    public async Task What_is_no_moment_is_told_without_the_cell()
    {
        foreach (var cell in new[] { "secret-1", "2026-13-01", "2025-02-29", "2026-04-31", "2026-01-00", "2026-01-01 24:00:01", "2026-01-01 12:60", "2026-01-01Z", "2026-1-1", "epoch", "infinity", "2026-01-01 00:00:00+16" })
        {
            await using var both = await Both.NewAsync();
            await both.TableAsync("cells", "id integer, a text", ["id,a", "1,2026-01-01", $"2,{cell}", "3,"], t => t.Time("a", new(2000, 1, 1), new(2100, 1, 1)).OnePerUnit());
            var error = await Assert.ThrowsAsync<BadInputException>(both.OpenServerAsync);
            Assert.Contains("cells, column 'a': in 1 rows the cell is not a date or time", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.Everything(), StringComparison.Ordinal);
            await Assert.ThrowsAsync<BadInputException>(both.OpenEmbeddedAsync);
        }
    }

    [Fact]
    public async Task Texts_and_categories_are_compared_byte_by_byte()
    {
        await using var both = await Both.NewAsync();
        string[] texts = ["a", "A", "ä", "a ", " a", "\u00a0a", "\u2003", "", "  ", "Z", "z", "it's", "😀", "a\tb", "b\\n", "\\"];
        await both.TableAsync("words", "id text, c text, t text", [.. texts.Select((w, i) => $"{(i % 2 == 0 ? $" {i} " : i)},\"{w}\",\"{w}\"").Prepend("id,c,t")], t => t.Category("c", "a", "A", "a ", "ä", "it's", "b\\n").Text("t").Nullable("t").OnePerUnit());
        await both.OpenAsync();
        foreach (var sql in new[]
        {
            "select c, count(*) as n from words group by c",
            "select t, count(*) as n from words group by t",
            "select count(*) from words where t < 'a'", "select count(*) from words where t >= 'Z' and t <= 'a'", "select count(*) from words where c < 'a'", "select count(*) from words where t = 'b\\n'", "select count(*) from words where t in ('\\', 'it''s')",
            "select count(*) from words where t like 'a%'", "select count(*) from words where t like '_'", "select sum(length(t)) from (select id, clamp(length(t), 0, 9) as x, t from words) w where length(t) < 3",
            "select upper(t) as u, count(*) from words group by u", "select substr(t, 2, 1) as u, count(*) from words group by u", "select t || 'ß' as u, count(distinct id) from words group by u", "select trim(t || ' ') as u, count(*) from words group by u",
            "select count(distinct t) from words", "select count(distinct c) from words", "select count(*) from (select id, t, row_number() over (partition by id order by t desc) as k from words) w where k = 1 and t > 'Z'",
            "select count(*) from words where not (t in ('a', 'b'))", "select count(*) from words where t is null or not (c in ('a', 'A'))",
        })
        {
            await both.AlikeAsync(sql);
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_one_sign_and_one_person()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        var table = $"{ClickHouseServer.DatabaseOf(connection)}.bytes";
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {table} (id String, t String) ENGINE = MergeTree ORDER BY id");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {table} VALUES ('1', 'a\\xFF'), ('2', 'a\\xC0'), ('\\xFE', 'b'), ('\\xFF', 'b')");
        await using var data = await Dataset.OpenAsync("bytes", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("bytes", "bytes", t => t.Text("t").AtMost(5)));
        Assert.Equal("a\uFFFD : 2 [2, 2]\nb : 2 [2, 2]", Both.Bits(await data.ExactAsync("select t, count(*) from bytes group by t")).Split('\n', 2)[1]);
        Assert.Equal(3, (await data.ExactAsync("select count(distinct id) from bytes")).Rows[0].Values[0]!.Value.Value);
    }
}

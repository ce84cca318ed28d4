namespace Tacit.PostgreSql.Tests;

/// <summary>What stands in prepared tables is the same on both engines, whatever the cells hold.</summary>
public sealed class PreparedTests
{
    private static readonly string[] Numbers =
    [
        "1", " 1.5 ", "+5", "-7.25", "1.", ".5", "1e5", "1E05", "1e+2", "1e-400", "-1e-400", "1e400", "-1e400", "inf", "+inf", "-INF", "Infinity", "nan", "-nan", "1_000", "1_0.2_5", "1e0_1", "00012", "-0",
        "4.9e-324", "1e-320", "2.2250738585072011e-308", "0.1", "33.3333333333333357", "89.99999999999999999", "90", "90.00000000000001", "-20", "123456789012345678901234567890", "\t7", "7\v",
    ];

    private static readonly string[] NoNumbers = ["secret-1", "1e", "0x10", "1d", ".", "1__0", "1_", "--5", "1 2", "1,5", "٣", "1e5 x", "e5"];

    [Fact]
    public async Task Numbers_are_clipped_to_the_same_integers()
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, a text, b numeric, c double precision, d real, e bigint, f text, g numeric",
            [.. Numbers.Select((n, i) => $"{i},\"{n}\",{Typed(i, 0)},{Typed(i, 1)},{Typed(i, 2)},{Typed(i, 3)},{(i % 3 == 0 ? "TRUE" : i % 3 == 1 ? " false " : "0.5")},{(i % 4 == 0 ? "NaN" : "1e300")}").Prepend("id,a,b,c,d,e,f,g")],
            t => t.Number("a", -20, 90).Bands("band", "a", -5, 0, 4.9e-324, 50, double.PositiveInfinity).Number("b", 0, 1e-280).Number("c", -1e140, 1e140).Number("d", 0.1, 0.3).Number("e", 0, 1e12).Flag("f").Number("g", -1, 1e9).OnePerUnit());
        await both.OpenAsync();
        var sql = "SELECT c0, c1, c2, c3, c4, c5, c6, c7, (c0 IS NULL)::INTEGER + 2 * (c1 IS NULL)::INTEGER + 4 * (c3 IS NULL)::INTEGER FROM t0";
        var expected = await both.Embedded.RowsAsync(sql, 9);
        Assert.Equal(Numbers.Length, expected.Length);
        Assert.Equal(expected, await both.Server.RowsAsync(sql, 9));
        const string effect = "SELECT clipped::INTEGER, bounded::INTEGER FROM e0";
        Assert.Equal(await both.Embedded.RowsAsync(effect, 2), await both.Server.RowsAsync(effect, 2));

        static string Typed(int row, int column) => (column, row % 7) switch
        {
            (_, 0) => string.Empty,
            (0, 1) => "1e-285",
            (0, 2) => "0.0000000000000000000000000000000000000001",
            (1, 1) => "Infinity",
            (1, 2) => "NaN",
            (1, 3) => "1e-310",
            (1, 4) => "1.7976931348623157e308",
            (1, 5) => "-4.9e-324",
            (2, 1) => "0.2",
            (2, 2) => "0.15625",
            (3, 1) => "999999999999",
            (3, 2) => "1000000000001",
            _ => row.ToString(),
        };
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

    private static readonly string[] Moments =
    [
        "2026-02-28", "2024-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2026-11-29 14:05", "2026-11-29T14:05:00.1234567", "2026-11-29 14:05:00.5", "2026-11-29 24:00:00", "2026-11-29 14:05:00Z",
        "2026-11-29 14:05:00 UTC", "2026-11-29T14:05:00+01:00", "2026-11-29T14:05:00-1530", "2026-11-29T14:05:00+05", "2026-03-29 02:30:00", "2026-10-25 02:30:00", "1900-01-01 00:30:00", "2026-01-01 00:00:00+15:59", " 2026-05-05 ", "",
    ];

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    public async Task Moments_are_the_same_microseconds(string zone)
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("cells", "id integer, a text, b timestamptz, c timestamp, d date",
            [.. Moments.Select((m, i) => $"{i},{m},{(i % 3 == 0 ? string.Empty : $"2026-0{(i % 9) + 1}-11 23:30:00.25+0{i % 9}:00")},{(m.Length == 19 && !m.Contains("24:", StringComparison.Ordinal) ? m : string.Empty)},{(m.Length == 10 && m[0] != '0' ? m : string.Empty)}").Prepend("id,a,b,c,d")],
            t => t.Time("a", new(1, 1, 1), new(9999, 12, 31), zone).Time("b", new(2000, 1, 1), new(2026, 6, 1), zone).Time("c", new(2000, 1, 1), new(2030, 1, 1), zone).Time("d", new(1900, 1, 1), new(2100, 1, 1), zone).OnePerUnit());
        await both.OpenAsync();
        var expected = await both.Embedded.RowsAsync("SELECT epoch_us(c0), epoch_us(c1), epoch_us(c2), epoch_us(c3) FROM t0", 4);
        Assert.Equal(expected, await both.Server.RowsAsync($"SELECT {string.Join(", ", Enumerable.Range(0, 4).Select(i => $"(extract(epoch FROM c{i}) * 1000000)::bigint"))} FROM t0", 4));
        Assert.True(expected.Distinct().Count() > 12);
    }

    [Fact]
    public async Task Moments_without_end_or_beyond_reach_are_missing()
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE TABLE far (id integer, a timestamp, b timestamptz, c date); INSERT INTO far VALUES (1, 'infinity', 'infinity', 'infinity'), (2, '-infinity', '-infinity', '-infinity'), (3, '294276-12-31', '294276-12-31', '5874897-12-31'), (4, '4713-01-01 BC', '4713-01-01 BC', '4713-01-01 BC'), (5, '2026-01-01', '2026-01-01', '2026-01-01')");
        foreach (var zone in new[] { "UTC", "Asia/Tokyo" })
        {
            await using var data = await Dataset.OpenAsync("far", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection))
                .Table("far", "far", t => t.Time("a", new(1, 1, 1), new(9999, 12, 31), zone).Time("b", new(1, 1, 1), new(9999, 12, 31), zone).Time("c", new(1, 1, 1), new(9999, 12, 31), zone).OnePerUnit()));
            Assert.Equal(["1 1 1 5"], await data.RowsAsync("SELECT count(c0), count(c1), count(c2), count(*) FROM t0", 4));
        }
    }

    // A key that leads nowhere, or is missing, owns nothing: nobody's rows are kept, and what bounding did to them is told of nobody.
    [Fact]
    public async Task Rows_whose_key_leads_nowhere_are_nobodys()
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("visits", "visit text, id integer", ["visit,id", "a,1", "b,2"], t => t.Text("visit").AtMost(2));
        await both.TableAsync("labs", "visit text, x integer", ["visit,x", "a,1", "a,2", "z,3", "z,30", ",4"], t => t.Number("x", 0, 10).Through("visit", "visits", "visit").AtMost(1));
        await both.OpenAsync();
        foreach (var data in new[] { both.Embedded, both.Server })
        {
            Assert.Equal(["1"], await data.RowsAsync("SELECT count(*) FROM t1", 1));
            Assert.Equal(["1 1 0"], await data.RowsAsync("SELECT count(*), sum(bounded::INTEGER), sum(clipped::INTEGER) FROM e1", 3));
        }
    }

    [Fact]
    public async Task Texts_and_categories_are_compared_byte_by_byte()
    {
        await using var both = await Both.NewAsync();
        string[] texts = ["a", "A", "ä", "a ", " a", "\u00a0a", "\u2003", "", "  ", "Z", "z", "it's", "😀", "a\tb"];
        await both.TableAsync("words", "id text, c text, t text", [.. texts.Select((w, i) => $"{(i % 2 == 0 ? $" {i} " : i)},\"{w}\",\"{w}\"").Prepend("id,c,t")], t => t.Category("c", "a", "A", "a ", "ä", "it's").Text("t").Nullable("t").OnePerUnit());
        await both.OpenAsync();
        foreach (var sql in new[]
        {
            "select c, count(*) as n from words group by c",
            "select t, count(*) as n from words group by t",
            "select count(*) from words where t < 'a'", "select count(*) from words where t >= 'Z' and t <= 'a'", "select count(*) from words where c < 'a'",
            "select count(*) from words where t like 'a%'", "select count(*) from words where t like '_'", "select sum(length(t)) from (select id, clamp(length(t), 0, 9) as x, t from words) w where length(t) < 3",
            "select upper(t) as u, count(*) from words group by u", "select substr(t, 2, 1) as u, count(*) from words group by u", "select t || 'ß' as u, count(distinct id) from words group by u", "select trim(t || ' ') as u, count(*) from words group by u",
            "select count(distinct t) from words", "select count(distinct c) from words", "select count(*) from (select id, t, row_number() over (partition by id order by t desc) as k from words) w where k = 1 and t > 'Z'",
        })
        {
            await both.AlikeAsync(sql);
        }
    }
}

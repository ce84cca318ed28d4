using System.Globalization;

namespace Tacit.Data.Tests;

/// <summary>Times: which cells are moments, which moments are kept, and that no cell makes an opening fail that the grammar does not name.</summary>
public sealed class TimeTests : IDisposable
{
    private static readonly DateTime From = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime To = new(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string, string?> Cells => new()
    {
        { "UTC", "2020-03-29", "2020-03-29 00:00:00" },
        { "UTC", "  2020-03-29  ", "2020-03-29 00:00:00" },
        { "UTC", "2020-03-29 03:04", "2020-03-29 03:04:00" },
        { "UTC", "2020-03-29T03:04:05", "2020-03-29 03:04:05" },
        { "UTC", "2020-03-29T03:04:05Z", "2020-03-29 03:04:05" },
        { "UTC", "2020-03-29 03:04:05 UTC", "2020-03-29 03:04:05" },
        { "UTC", "2020-03-29 03:04:05+02", "2020-03-29 01:04:05" },
        { "UTC", "2020-03-29 03:04:05+0230", "2020-03-29 00:34:05" },
        { "UTC", "2020-03-29 03:04:05 -02:30", "2020-03-29 05:34:05" },
        { "UTC", "2020-03-29 24:00:00", "2020-03-30 00:00:00" },
        { "UTC", "2020-03-29 03:04:05.5", "2020-03-29 03:04:05.5" },
        { "UTC", "2020-03-29 03:04:05.123456789+00", "2020-03-29 03:04:05.123456" },
        { "UTC", "2020-01-01", "2020-01-01 00:00:00" },
        { "UTC", "2020-12-31 23:59:59.999999", "2020-12-31 23:59:59.999999" },
        { "UTC", "2019-12-31 23:59:59.999999", null },
        { "UTC", "2021-01-01", null },
        { "UTC", "2020-12-31 23:59:59-01", null },
        { "UTC", "2021-01-01 00:30:00+01:00", "2020-12-31 23:30:00" },
        { "UTC", "0001-01-01 00:00:00+15:59", null },
        { "UTC", "9999-12-31 23:59:59.999999-15:59", null },
        { "UTC", "0000-01-01", null },
        { "UTC", "", null },
        { "UTC", "   ", null },
        { "Europe/Berlin", "2020-03-29 01:30:00", "2020-03-29 00:30:00" },
        { "Europe/Berlin", "2020-03-29 02:30:00", "2020-03-29 01:30:00" },
        { "Europe/Berlin", "2020-06-01", "2020-06-01 00:00:00" },
        { "Europe/Berlin", " 2020-06-01 ", "2020-06-01 00:00:00" },
        { "Europe/Berlin", "2020-06-01 00:00", "2020-05-31 22:00:00" },
        { "Europe/Berlin", "2020-10-25 02:30:00", "2020-10-25 01:30:00" },
        { "Europe/Berlin", "2020-06-01 00:00:00+00:00", "2020-06-01 00:00:00" },
        { "Europe/Berlin", "2020-01-01", "2020-01-01 00:00:00" },
        { "Europe/Berlin", "2020-01-01 00:00", null },
        { "Europe/Berlin", "2021-01-01", null },
        { "Europe/Berlin", "2021-01-01 00:00", "2020-12-31 23:00:00" },
        { "Europe/Berlin", "0001-01-01", null },
        { "Europe/Berlin", "9999-12-31 23:59:59.999999", null },
        { "America/New_York", "9999-12-31 23:59:59.999999", null },
    };

    [Fact]
    public async Task Cells_of_a_text_file()
    {
        foreach (var zone in Cells.GroupBy(c => c.Data.Item1))
        {
            var cells = zone.Select(c => c.Data).ToArray();
            await using var data = await _scratch.OpenAsync(
                cells.Select((c, i) => $"{i},{c.Item2}").Prepend("id,at"),
                t => t.Category("id", [.. cells.Select((_, i) => $"{i}")]).Time("at", From, To, zone.Key).OnePerUnit());
            var got = await MomentsAsync(data);
            Assert.All(cells.Select((c, i) => (c, i)), x => Assert.True(got[x.i] == x.c.Item3, $"{x.c.Item1} '{x.c.Item2}' became {got[x.i] ?? "nothing"}, not {x.c.Item3 ?? "nothing"}."));
        }
    }

    // What the engine itself would read, or read otherwise, is among them.
    [Theory]
    [InlineData("now")]
    [InlineData("today")]
    [InlineData("epoch")]
    [InlineData("infinity")]
    [InlineData("-infinity")]
    [InlineData("1/2/2020")]
    [InlineData("20200102")]
    [InlineData("2020-1-2")]
    [InlineData("2020-02-30")]
    [InlineData("2020-13-01")]
    [InlineData("2020-01-02 25:00")]
    [InlineData("2020-01-02 23:59:60")]
    [InlineData("2020-01-02 03:04:05 Europe/Berlin")]
    [InlineData("2020-01-02 03:04:05 EST")]
    [InlineData("2020-01-02 03:04:05+16:00")]
    [InlineData("2020-01-02+02:00")]
    [InlineData("1577934245")]
    [InlineData("99999-01-01")]
    [InlineData("290309-12-22 (BC) 00:00:00")]
    [InlineData("12:30")]
    [InlineData("\u00a02020-01-02")]
    [InlineData("SECRET")]
    public async Task Text_that_is_no_moment_is_named_by_file_row_and_column(string cell)
    {
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(["id,at", "1,2020-01-02", $"2,{cell}"], t => t.Time("at", From, To).OnePerUnit()));
        Assert.Contains("t.csv, row 2 ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'at'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(cell, error.Everything(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATE '2020-06-01'", "UTC", "2020-06-01 00:00:00")]
    [InlineData("DATE '2020-06-01'", "Europe/Berlin", "2020-06-01 00:00:00")]
    [InlineData("DATE '2020-01-01'", "Asia/Tokyo", "2020-01-01 00:00:00")]
    [InlineData("TIMESTAMP '2020-06-01 12:00:00'", "UTC", "2020-06-01 12:00:00")]
    [InlineData("TIMESTAMP '2020-06-01 12:00:00'", "Europe/Berlin", "2020-06-01 10:00:00")]
    [InlineData("TIMESTAMP_NS '2020-06-01 12:00:00.123456789'", "UTC", "2020-06-01 12:00:00.123456")]
    [InlineData("TIMESTAMP_MS '2020-06-01 12:00:00.123'", "UTC", "2020-06-01 12:00:00.123")]
    [InlineData("TIMESTAMP_S '2020-06-01 12:00:00'", "UTC", "2020-06-01 12:00:00")]
    [InlineData("TIMESTAMPTZ '2020-06-01 12:00:00+02'", "UTC", "2020-06-01 10:00:00")]
    [InlineData("TIMESTAMPTZ '2020-06-01 12:00:00+02'", "Europe/Berlin", "2020-06-01 10:00:00")]
    [InlineData("'2020-06-01T12:00:00+02:00'", "Europe/Berlin", "2020-06-01 10:00:00")]
    [InlineData("DATE '5881580-07-10'", "Europe/Berlin", null)]
    [InlineData("'infinity'::DATE", "Europe/Berlin", null)]
    [InlineData("make_timestamp(9223372036854775806)", "America/New_York", null)]
    [InlineData("make_timestamp(-9223372022400000000)", "Europe/Berlin", null)]
    [InlineData("make_timestamptz(9223372036854775806)", "UTC", null)]
    [InlineData("'-infinity'::TIMESTAMPTZ", "UTC", null)]
    [InlineData("make_timestamp(9223372036854775806)::TIMESTAMP_S", "UTC", null)]
    public async Task Typed_columns(string value, string zone, string? expected)
    {
        // A DuckDB file keeps every type as it is; the odd value shares a vector with a good one.
        Scratch.Run($"CREATE TABLE t AS SELECT 0 AS id, {value} AS at UNION ALL SELECT 1, NULL", _scratch.PathOf("t.duckdb"));
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.duckdb#t", t => t.Category("id", "0", "1").Time("at", From, To, zone).OnePerUnit()));
        var got = await MomentsAsync(data);
        Assert.Equal([expected, null], got);
        Assert.Equal(1, await data.IntegerAsync("SELECT count(*) FROM information_schema.columns WHERE table_name = 't0' AND column_name = 'c1' AND data_type = 'TIMESTAMP'"));
    }

    [Fact]
    public async Task Parquet_keeps_moments_whatever_the_zone_of_the_machine()
    {
        _scratch.Parquet("t.parquet", "SELECT 0 AS id, TIMESTAMPTZ '2020-06-01 00:00:00+02' AS at UNION ALL SELECT 1, TIMESTAMPTZ '2020-06-01 00:00:00-05'");
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.parquet", t => t.Category("id", "0", "1").Time("at", From, To).OnePerUnit()));
        Assert.Equal(["2020-05-31 22:00:00", "2020-06-01 05:00:00"], await MomentsAsync(data));
        Assert.Equal(1, await data.IntegerAsync("SELECT count(*) FROM (SELECT current_setting('TimeZone') AS z) WHERE z = 'UTC'"));
    }

    [Fact]
    public async Task A_number_is_no_moment()
    {
        _scratch.Parquet("t.parquet", "SELECT 1 AS id, 1577934245 AS at");
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d.Table("t", "t.parquet", t => t.Time("at", From, To).OnePerUnit())));
        Assert.Contains("row 1 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_zone_is_refused()
    {
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(["id,at"], t => t.Time("at", From, To, "Europe/Atlantis'").OnePerUnit()));
        Assert.Contains("no time zone 'Europe/Atlantis''", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bounds_are_moments_in_UTC()
    {
        foreach (var (from, to) in new[] { (To, From), (From, From), (DateTime.SpecifyKind(From, DateTimeKind.Local), To), (From, To.AddTicks(1)) })
        {
            await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(["id,at"], t => t.Time("at", from, to).OnePerUnit()));
        }

        await using var data = await _scratch.OpenAsync(["id,at"], t => t.Time("at", DateTime.SpecifyKind(From, DateTimeKind.Unspecified), To).OnePerUnit());
        var facts = data.Table("t").Column("at");
        Assert.Equal((ColumnKind.Time, From, DateTimeKind.Utc, To), (facts.Kind, facts.From, facts.From!.Value.Kind, facts.To));
        Assert.Equal("at: a time from 2020-01-01 to before 2021-01-01, UTC", facts.ToString());
    }

    [Fact]
    public async Task Bounds_and_zone_are_part_of_what_was_declared()
    {
        async Task<string> DeclaredAsync(DateTime from, DateTime to, string zone = "UTC")
        {
            await using var data = await _scratch.OpenAsync(["id,at"], t => t.Time("at", from, to, zone).OnePerUnit());
            return data.Declared;
        }

        string[] texts = [await DeclaredAsync(From, To), await DeclaredAsync(From.AddMicroseconds(1), To), await DeclaredAsync(From, To.AddDays(1)), await DeclaredAsync(From, To, "Europe/Berlin")];
        Assert.Equal(4, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(texts[0], await DeclaredAsync(From, To));
    }

    // Microseconds since the first bound, by category, so that moments travel as integers.
    private static async Task<string?[]> MomentsAsync(Dataset data)
    {
        var rows = await data.PushAsync($"SELECT c0, c1 IS NULL, coalesce(epoch_us(c1), 0) FROM t0 ORDER BY c0", 0, 3);
        Assert.Equal(rows.Count, rows.Select(r => r.Integers[0]).Distinct().Count());
        return [.. rows.Select(r => r.Integers[1] == 1 ? null : DateTime.UnixEpoch.AddMicroseconds((long)r.Integers[2]).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture))];
    }
}

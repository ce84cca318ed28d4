namespace Tacit.Data.Tests;

/// <summary>No cell can make an opening fail that has the declared kind, and every odd cell has a defined meaning.</summary>
public sealed class TotalityTests : IDisposable
{
    private const long One = 1 << 20;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, long?> Cells => new()
    {
        { "", null }, { "\"\"", null }, { "   ", null }, { "NaN", null }, { "nan", null }, { "-nan", null },
        { "inf", 10 * One }, { "Infinity", 10 * One }, { "-inf", -10 * One }, { "1e308", 10 * One }, { "-1e308", -10 * One }, { "1e999", 10 * One },
        { "-0", 0 }, { "0", 0 }, { "-0.0", 0 }, { "10", 10 * One }, { "-10", -10 * One }, { "10.0000000001", 10 * One }, { "9.9999999999", 10 * One },
        { " 3 ", 3 * One }, { "3e0", 3 * One }, { "+3", 3 * One }, { "4.9e-324", 0 }, { "0.0000004", 0 }, { "0.0000005", 1 },
    };

    [Fact]
    public async Task Cells_of_a_text_file()
    {
        var cells = Cells.Select(c => c.Data).ToArray();
        await using var data = await _scratch.OpenAsync(
            cells.Select((c, i) => $"{i},{c.Item1}").Prepend("id,v"), t => t.Category("id", [.. cells.Select((_, i) => $"{i}")]).Number("v", -10, 10).OnePerUnit());
        var rows = (await data.PushAsync("SELECT c0, c1, c1 IS NULL FROM t0", 0, 3)).ToDictionary(r => (int)r.Integers[0]);
        Assert.Equal(cells.Length, rows.Count);
        foreach (var (cell, i) in cells.Select((c, i) => (c, i)))
        {
            var got = rows[i].Integers[2] == 1 ? (long?)null : (long)rows[i].Integers[1];
            Assert.True(got == cell.Item2, $"'{cell.Item1}' became {got}, not {cell.Item2}.");
        }
    }

    [Theory]
    [InlineData("DOUBLE")]
    [InlineData("FLOAT")]
    public async Task Cells_of_a_Parquet_file(string type)
    {
        _scratch.Parquet("t.parquet", $"SELECT range AS id, v::{type} AS v FROM range(9) JOIN (VALUES (0, NULL), (1, 'NaN'::DOUBLE), (2, 'inf'::DOUBLE), (3, '-inf'::DOUBLE), (4, -0.0), (5, 1e30), (6, 10), (7, -10), (8, 2.5)) x(i, v) ON i = range");
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.parquet", t => t.Category("id", [.. Enumerable.Range(0, 9).Select(i => $"{i}")]).Number("v", -10, 10).OnePerUnit()));
        Assert.Equal(
            ["0 0 1", "1 0 1", $"2 {10 * One} 0", $"3 {-10 * One} 0", "4 0 0", $"5 {10 * One} 0", $"6 {10 * One} 0", $"7 {-10 * One} 0", $"8 {5 * One / 2} 0"],
            await data.RowsAsync("SELECT c0, c1, c1 IS NULL FROM t0", 3));
    }

    [Theory]
    [InlineData("TINYINT", "3")]
    [InlineData("UBIGINT", "18446744073709551615")]
    [InlineData("HUGEINT", "-170141183460469231731687303715884105727")]
    [InlineData("DECIMAL(38,10)", "1234567890123456789012345678.0123456789")]
    public async Task Numbers_of_every_width(string type, string value)
    {
        _scratch.Parquet("t.parquet", $"SELECT 1 AS id, {value}::{type} AS v");
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.parquet", t => t.Number("v", -10, 10).OnePerUnit()));
        Assert.Equal((long)Math.Clamp(double.Parse(value), -10, 10) * One, await data.IntegerAsync("SELECT c0 FROM t0"));
    }

    [Theory]
    [InlineData("true,True,FALSE,1,0,", "1 1 0 1 0")]
    public async Task A_flag_is_0_and_1_or_false_and_true(string cells, string expected)
    {
        await using var data = await _scratch.OpenAsync(
            cells.Split(',').Select((c, i) => $"{i},{c}").Prepend("id,f"), t => t.Category("id", [.. Enumerable.Range(0, 6).Select(i => $"{i}")]).Flag("f").OnePerUnit());
        var rows = await data.PushAsync("SELECT c1 // 1048576 FROM t0 WHERE c1 IS NOT NULL ORDER BY c0", 0, 1);
        Assert.Equal(expected, string.Join(" ", rows.Select(r => r.Integers[0])));
    }

    [Fact]
    public async Task A_boolean_column_is_a_flag()
    {
        _scratch.Parquet("t.parquet", "SELECT 1 AS id, true AS f UNION ALL SELECT 2, false UNION ALL SELECT 3, NULL");
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.parquet", t => t.Flag("f").OnePerUnit()));
        Assert.Equal(One, await data.IntegerAsync("SELECT sum(c0) FROM t0"));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(c0) FROM t0"));
    }

    public static TheoryData<string> Strings =>
    [
        "plain", "it's", "\"quoted\"", "a;b", "a,b", "x'); DROP TABLE t0; --", "' OR '1'='1", "naïve", "数据", "🩺", "e\u0301", "$1", "$name", "?", "%", "{}", "\\", "\\n", "--", "/*",
        "a\tb", "NULL", "nan", "#comment", "line\nbreak", "SELECT * FROM read_csv('/etc/passwd')", "\u202Eevil", "CASE", "a.b",
    ];

    [Fact]
    public async Task Category_values_are_compared_as_they_are()
    {
        var values = Strings.Select(s => s.Data).ToArray();
        await using var data = await _scratch.OpenAsync(values.Select((v, i) => $"{i},{Csv(v)}").Prepend("id,c"), t => t.Category("c", values).Category("id", [.. values.Select((_, i) => $"{i}")]).OnePerUnit());
        var rows = await data.PushAsync("SELECT c0, c1 FROM t0 WHERE c0 IS NOT NULL", 0, 2);
        Assert.Equal(values.Length, rows.Count);
        Assert.All(rows, r => Assert.Equal(r.Integers[1], r.Integers[0]));
    }

    [Fact]
    public async Task Text_comes_back_as_it_is()
    {
        var values = Strings.Select(s => s.Data).ToArray();
        await using var data = await _scratch.OpenAsync(values.Select((v, i) => $"{i},{Csv(v)}").Prepend("id,x"), t => t.Text("x").OnePerUnit());
        var rows = await data.PushAsync("SELECT c0, 1 FROM t0", 1, 1);
        Assert.Equal(values.Order(StringComparer.Ordinal), rows.Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Columns_may_have_any_name()
    {
        var names = Strings.Select(s => s.Data).Where(s => !s.Contains('\n', StringComparison.Ordinal)).ToArray();
        await using var data = await _scratch.OpenAsync(
            [string.Join(",", names.Select(Csv).Prepend("id")), string.Join(",", names.Select((_, i) => $"{i}").Prepend("1"))],
            t =>
            {
                foreach (var name in names)
                {
                    t.Number(name, 0, 64);
                }

                t.OnePerUnit();
            });
        var row = (await data.PushAsync($"SELECT {string.Join(", ", names.Select(n => data.Table("t").Column(n).Prepared))} FROM t0", 0, names.Length))[0];
        Assert.Equal(names.Select((_, i) => i * (Int128)One), row.Integers);
    }

    [Fact]
    public async Task Columns_may_be_called_like_those_that_Tacit_makes()
    {
        string[] names = ["c1", "c0", "k", "u", "r", "x", "n", "bad", "unit", "s0", "t0"];
        await using var data = await _scratch.OpenAsync(
            [string.Join(",", names.Prepend("id")), string.Join(",", names.Select((_, i) => $"{i}").Prepend("1"))],
            t =>
            {
                foreach (var name in names)
                {
                    t.Number(name, 0, 64);
                }

                t.AtMost(2);
            });
        var row = (await data.PushAsync($"SELECT {string.Join(", ", names.Select(n => data.Table("t").Column(n).Prepared))} FROM t0", 0, names.Length))[0];
        Assert.Equal(names.Select((_, i) => i * (Int128)One), row.Integers);
    }

    [Theory]
    [InlineData("a[b]")]
    [InlineData("it's")]
    [InlineData("with space")]
    [InlineData("id=5")]
    [InlineData("数据")]
    public async Task Folders_may_have_any_name(string folder)
    {
        Directory.CreateDirectory(_scratch.PathOf(folder));
        _scratch.Write($"{folder}/t.csv", "id,v", "1,2", "2,3");
        _scratch.Parquet("t.parquet", "SELECT 1 AS id, 2 AS v UNION ALL SELECT 2, 3");
        File.Copy(_scratch.PathOf("t.parquet"), _scratch.PathOf($"{folder}/t.parquet"));
        await using var data = await _scratch.OpenAsync(d => d.Table("a", $"{folder}/t.csv", t => t.Number("v", 0, 9).OnePerUnit()).Table("b", $"{folder}/t.parquet", t => t.Number("v", 0, 9).OnePerUnit()));
        Assert.Equal(5 * One, await data.IntegerAsync("SELECT sum(c0) FROM t0"));
        Assert.Equal(5 * One, await data.IntegerAsync("SELECT sum(c0) FROM t1"));
    }

    [Theory]
    [InlineData("x*.csv")]
    [InlineData("x?.csv")]
    [InlineData("x[1].csv")]
    public async Task A_path_is_no_pattern(string name)
    {
        _scratch.Write(name, "id,v", "1,2");
        await using (var data = await _scratch.OpenAsync(d => d.Table("t", name, t => t.Number("v", 0, 9).AtMost(1))))
        {
            Assert.Equal(1, await data.IntegerAsync("SELECT count(*) FROM t0"));
        }

        _scratch.Write("x1.csv", "id,v", "7,8");
        await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d.Table("t", name, t => t.Number("v", 0, 9).AtMost(1))));
    }

    [Theory]
    [InlineData("#5,2", "6,3")]
    [InlineData("6,3", "7,4#", "8,5")]
    public async Task No_row_is_a_comment(params string[] rows)
    {
        // An engine that looks for comments would drop or cut rows of all because of the rows of one.
        await using var data = await _scratch.OpenAsync(rows.Select(r => r.Replace("4#", "4,x#y", StringComparison.Ordinal)).Select(r => r.Count(c => c == ',') == 1 ? r + ",z" : r).Prepend("id,v,x"), t => t.Number("v", 0, 9).Text("x").OnePerUnit());
        Assert.Equal(rows.Length, await data.IntegerAsync("SELECT count(c0) FROM t0"));
    }

    [Fact]
    public async Task No_line_is_skipped_in_search_of_a_header()
    {
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(["a note", "id,v", "1,2", "2,3"], t => t.Number("v", 0, 9).OnePerUnit()));
        Assert.DoesNotContain("a note", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bounds_may_depend_on_bands()
    {
        await using var data = await _scratch.OpenAsync(
            ["id,age,v", "1,3,50", "2,7,50", "3,99,50"],
            t => t.Bands("band", "age", 0, 5, 10).Number("v", per: "band", ("0 to 4", 0, 10), ("5 to 9", 0, 20)).OnePerUnit());
        Assert.Equal(["0 10", "1 20"], await data.RowsAsync("SELECT c0, c1 // 1048576 FROM t0 WHERE c0 IS NOT NULL", 2));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(c1) FROM t0"));
    }

    [Fact]
    public async Task Bands_take_their_lower_edge_in()
    {
        await using var data = await _scratch.OpenAsync(
            ["id,age", "1,18", "2,29.999", "3,30", "4,17.9", "5,inf", "6,nan", "7,", "8,-inf"], t => t.Bands("band", "age", 18, 30, double.PositiveInfinity).OnePerUnit());
        Assert.Equal(["0 2", "1 2"], await data.RowsAsync("SELECT c0, count(*) FROM t0 WHERE c0 IS NOT NULL GROUP BY c0", 2));
        Assert.Equal(["18 to 29", "30 and over"], data.Table("t").Column("band").Values);
    }

    private static string Csv(string value) => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}

namespace Tacit.Data.Tests;

/// <summary>What cannot be used is refused in words that say what to do, without quoting a cell.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("absent.csv", "absent.csv", "does not exist")]
    [InlineData("folder.csv", "folder.csv", "does not exist")]
    [InlineData("notes.txt", "notes.txt", "kind")]
    [InlineData("noextension", "noextension", "kind")]
    [InlineData("text.parquet", "text.parquet", "damaged")]
    [InlineData("cut.parquet", "cut.parquet", "damaged")]
    [InlineData("empty.parquet", "empty.parquet", "damaged")]
    [InlineData("text.duckdb#labs", "text.duckdb", "DuckDB")]
    [InlineData("good.duckdb#absent", "good.duckdb", "table")]
    [InlineData("good.duckdb", "good.duckdb", "#")]
    [InlineData("zero.csv", "zero.csv", "header")]
    [InlineData("bytes.csv.gz", "bytes.csv.gz", "")]
    public async Task Files_that_are_not_data(string file, string name, string why)
    {
        Directory.CreateDirectory(_scratch.PathOf("folder.csv"));
        _scratch.Write("notes.txt", "id,v", "1,2");
        _scratch.Write("noextension", "id,v", "1,2");
        _scratch.Write("text.parquet", "id,v", "1,2");
        _scratch.Write("text.duckdb", "id,v", "1,2");
        _scratch.Write("bytes.csv.gz", "id,v", "1,2");
        File.WriteAllBytes(_scratch.PathOf("empty.parquet"), []);
        File.WriteAllBytes(_scratch.PathOf("zero.csv"), []);
        if (file == "cut.parquet")
        {
            var whole = File.ReadAllBytes(_scratch.Parquet("whole.parquet", "SELECT range AS id, range AS v FROM range(1000)"));
            File.WriteAllBytes(_scratch.PathOf("cut.parquet"), whole[..(whole.Length / 2)]);
        }

        if (file.StartsWith("good.duckdb", StringComparison.Ordinal))
        {
            Scratch.Run("CREATE TABLE labs AS SELECT 1 AS id, 2 AS v", _scratch.PathOf("good.duckdb"));
        }

        var error = await RefusedAsync(_scratch.OpenAsync(d => d.Table("t", file, t => t.Number("v", 0, 10).OnePerUnit())));
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_a_DuckDB_file_opens()
    {
        Scratch.Run("CREATE TABLE \"odd \"\"name\" AS SELECT range AS id, range AS v FROM range(5)", _scratch.PathOf("good.duckdb"));
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "good.duckdb#odd \"name", t => t.Number("v", 0, 10).OnePerUnit()));
        Assert.Equal(5, await data.IntegerAsync("SELECT count(*) FROM t0"));
    }

    [Fact]
    public async Task A_compressed_text_file_opens()
    {
        await using (var file = File.Create(_scratch.PathOf("t.csv.gz")))
        await using (var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest))
        {
            await gzip.WriteAsync("id,v\n1,2\n2,3\n"u8.ToArray());
        }

        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.csv.gz", t => t.Number("v", 0, 10).OnePerUnit()));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM t0"));
    }

    [Theory]
    [InlineData("Weight", "letter by letter")]
    [InlineData("weights", "'weights'")]
    public async Task Columns_that_are_not_there(string column, string why)
    {
        var error = await RefusedAsync(_scratch.OpenAsync(["id,weight", "1,70"], t => t.Number(column, 0, 100).OnePerUnit()));
        Assert.Contains("t.csv", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_column_that_is_not_there()
    {
        var error = await RefusedAsync(_scratch.OpenAsync(["patient,v", "1,70"], t => t.Number("v", 0, 100).OnePerUnit()));
        Assert.Contains("'id'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", 3, "1,70", "2,80", "3,secret")]
    [InlineData("2", 1, "1,secret", "2,80")]
    [InlineData("7", 4, "1,70", "2,NaN", "3,", "4,1O", "5,-inf", "6,x")]
    public async Task A_cell_that_is_no_number_is_named_by_file_row_and_column(string _, int row, params string[] rows)
    {
        var error = await RefusedAsync(_scratch.OpenAsync(rows.Prepend("id,weight"), t => t.Number("weight", 0, 100).OnePerUnit()));
        Assert.Contains($"t.csv, row {row} ", error, StringComparison.Ordinal);
        Assert.Contains("'weight'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain("1O", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_row_is_right_in_a_file_that_is_read_in_pieces()
    {
        var error = await RefusedAsync(_scratch.OpenAsync(
            Enumerable.Range(1, 300_000).Select(i => i is 234_567 or 280_000 ? $"{i},bad,{i}" : $"{i},{i % 90},{i}").Prepend("id,weight,x"), t => t.Number("weight", 0, 100).OnePerUnit()));
        Assert.Contains("row 234567 ", error, StringComparison.Ordinal);
        Assert.Contains("2 such rows", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\"\"")]
    public async Task A_row_without_a_person_has_nobody_to_protect(string id)
    {
        var error = await RefusedAsync(_scratch.OpenAsync(["id,v", "1,70", $"{id},80"], t => t.Number("v", 0, 100).OnePerUnit()));
        Assert.Contains("row 2 ", error, StringComparison.Ordinal);
        Assert.Contains("'id'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_person_in_Parquet_has_nobody_to_protect()
    {
        _scratch.Parquet("t.parquet", "SELECT 1 AS id, 2 AS v UNION ALL SELECT NULL, 3");
        var error = await RefusedAsync(_scratch.OpenAsync(d => d.Table("t", "t.parquet", t => t.Number("v", 0, 100).OnePerUnit())));
        Assert.Contains("t.parquet", error, StringComparison.Ordinal);
        Assert.Contains("'id'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "1,2", "2,3,4", "3,4")]
    [InlineData(4, "1,2", "2,3", "3")]
    [InlineData(2, "1,\"2", "2,3")]
    public async Task A_ragged_row_is_named_by_its_line(int line, params string[] rows)
    {
        var error = await RefusedAsync(_scratch.OpenAsync(rows.Prepend("id,v"), t => t.Number("v", 0, 100).OnePerUnit()));
        Assert.Contains($"t.csv, line {line}", error, StringComparison.Ordinal);
        Assert.Contains("as many cells as the header", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_of_a_cell_are_no_line_number()
    {
        var error = await RefusedAsync(_scratch.OpenAsync(["id,v", "1,2", "2,Line: 411111,CSV Error on Line: 422222"], t => t.Number("v", 0, 100).OnePerUnit()));
        Assert.Contains("t.csv, line 3:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("11111", error, StringComparison.Ordinal);
        Assert.DoesNotContain("22222", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ragged_row_far_down_is_named_by_its_line()
    {
        var error = await RefusedAsync(_scratch.OpenAsync(Enumerable.Range(1, 60_000).Select(i => i == 50_000 ? "7,8,9" : $"{i},2").Prepend("id,v"), t => t.Number("v", 0, 100).OnePerUnit()));
        Assert.Contains("t.csv, line 50001", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_row_each_is_checked()
    {
        var error = await RefusedAsync(_scratch.OpenAsync(["id,v", "1,2", "2,3", "1,4"], t => t.Number("v", 0, 100).OnePerUnit()));
        Assert.Contains("OnePerUnit", error, StringComparison.Ordinal);
        Assert.Contains("AtMost", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_alone_and_one_person_open()
    {
        await using (var none = await _scratch.OpenAsync(["id,v"], t => t.Number("v", 0, 100).AtMost(3)))
        {
            Assert.Equal(0, await none.IntegerAsync("SELECT count(*) FROM t0"));
        }

        await using var one = await _scratch.OpenAsync(["id,v", "anna,70"], t => t.Number("v", 0, 100).AtMost(3));
        Assert.Equal(1, await one.IntegerAsync("SELECT count(*) FROM t0"));
    }

    public static TheoryData<string, Action<DatasetBuilder>> Declarations => new()
    {
        { "limit", d => d.Table("t", "t.csv", t => t.Number("v", 0, 1)) },
        { "declares no column", d => d.Table("t", "t.csv", t => t.OnePerUnit()) },
        { "declares no table", d => { } },
        { "twice", d => d.Table("t", "t.csv", t => t.Flag("v").OnePerUnit()).Table("t", "t.csv", t => t.Flag("v").OnePerUnit()) },
        { "twice", d => d.Table("t", "t.csv", t => t.Flag("v").Number("v", 0, 5).OnePerUnit()) },
        { "name", d => d.Table(" ", "t.csv", t => t.Flag("v").OnePerUnit()) },
        { "reversed", d => d.Table("t", "t.csv", t => t.Number("v", 5, 1).OnePerUnit()) },
        { "finite", d => d.Table("t", "t.csv", t => t.Number("v", double.NaN, 1).OnePerUnit()) },
        { "finite", d => d.Table("t", "t.csv", t => t.Number("v", 0, double.PositiveInfinity).OnePerUnit()) },
        { "needs its possible values", d => d.Table("t", "t.csv", t => t.Category("v").OnePerUnit()) },
        { "needs its possible values", d => d.Table("t", "t.csv", t => t.Category("v", "a", "a").OnePerUnit()) },
        { "edges", d => d.Table("t", "t.csv", t => t.Bands("b", "v", 1).OnePerUnit()) },
        { "edges", d => d.Table("t", "t.csv", t => t.Bands("b", "v", 2, 1).OnePerUnit()) },
        { "edges", d => d.Table("t", "t.csv", t => t.Bands("b", "v", double.NegativeInfinity, 1).OnePerUnit()) },
        { "before it", d => d.Table("t", "t.csv", t => t.Number("v", per: "c", ("a", 0, 1)).Category("c", "a").OnePerUnit()) },
        { "once. Without bounds: b.", d => d.Table("t", "t.csv", t => t.Category("c", "a", "b").Number("v", per: "c", ("a", 0, 1)).OnePerUnit()) },
        { "once. Not a value of the category: x.", d => d.Table("t", "t.csv", t => t.Category("c", "a").Number("v", per: "c", ("a", 0, 1), ("x", 0, 1)).OnePerUnit()) },
        { "1,000,000", d => d.Table("t", "t.csv", t => t.Flag("v").AtMost(0)) },
        { "1,000,000", d => d.Table("t", "t.csv", t => t.Flag("v").AtMost(2_000_000)) },
        { "1,000,000,000", d => d.Table("t", "t.csv", t => t.Category("c", Many(1001)).AtMost(1_000_000, per: "c")) },
        { "1,000,000,000", d => d.Table("t", "t.csv", t => t.Category("c", Many(3000)).AtMost(1_000_000, per: "c")) },
        { "per 'c'", d => d.Table("t", "t.csv", t => t.Flag("v").AtMost(2, per: "c")) },
        { "MiB", d => d.Memory(1000).Table("t", "t.csv", t => t.Flag("v").OnePerUnit()) },
        { "no text does", d => d.Version("a\0").Table("t", "t.csv", t => t.Flag("v").OnePerUnit()) },
        { "no text does", d => d.Table("t\ud800", "t.csv", t => t.Flag("v").OnePerUnit()) },
        { "no text does", d => d.Table("t", "t.csv", t => t.Flag("v\udc00").OnePerUnit()) },
        { "no text does", d => d.Table("t", "t.csv", t => t.Category("c", "a", "\ud800").OnePerUnit()) },
        { "no text does", d => d.Table("t", "t.csv", t => t.Bands("b", "v\0", 0, 1).OnePerUnit()) },
        { "version", d => d.Version(" ").Table("t", "t.csv", t => t.Flag("v").OnePerUnit()) },
    };

    private static string[] Many(int values) => [.. Enumerable.Range(0, values).Select(i => $"c{i}")];

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task Declarations_that_contradict_themselves(string why, Action<DatasetBuilder> declare)
    {
        _scratch.Write("t.csv", "id,v,c", "1,1,a");
        Assert.Contains(why, await RefusedAsync(_scratch.OpenAsync(declare)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a/b")]
    public async Task A_population_needs_a_plain_name(string name) =>
        await Assert.ThrowsAsync<BadInputException>(() => Dataset.OpenAsync(name, PrivacyUnit.Row(), d => { }));

    [Fact]
    public async Task A_spill_folder_that_cannot_be_made_is_refused()
    {
        _scratch.Write("t.csv", "id,v", "1,1");
        var error = await RefusedAsync(_scratch.OpenAsync(d => d.SpillTo(_scratch.PathOf("t.csv")).Table("t", "t.csv", t => t.Flag("v").OnePerUnit())));
        Assert.Contains("SpillTo", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_opening_ends_and_leaves_no_spill()
    {
        _scratch.Write("t.csv", Enumerable.Range(0, 50_000).Select(i => $"{i},1").Prepend("id,v"));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Dataset.OpenAsync(
            "clinic", PrivacyUnit.Person("id"), d => d.In(_scratch.Folder).SpillTo(_scratch.Spill).Table("t", "t.csv", t => t.Flag("v").OnePerUnit()), token: cancelled.Token));
        Assert.Empty(Entries(_scratch.Spill));
    }

    [Fact]
    public async Task Spill_goes_when_opening_fails_and_when_the_data_set_is_disposed()
    {
        _scratch.Write("t.csv", "id,v", "1,x");
        await RefusedAsync(_scratch.OpenAsync(d => d.SpillTo(_scratch.Spill).Table("t", "t.csv", t => t.Flag("v").OnePerUnit())));
        Assert.Empty(Entries(_scratch.Spill));
        _scratch.Write("t.csv", "id,v", "1,1");
        var data = await _scratch.OpenAsync(d => d.SpillTo(_scratch.Spill).Table("t", "t.csv", t => t.Flag("v").OnePerUnit()));
        Assert.Single(Entries(_scratch.Spill));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Entries(_scratch.Spill)[0]) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        }

        await data.DisposeAsync();
        await data.DisposeAsync();
        Assert.Empty(Entries(_scratch.Spill));
    }

    private static string[] Entries(string folder) => Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];

    private static async Task<string> RefusedAsync(Task<Dataset> opening) => (await Assert.ThrowsAsync<BadInputException>(async () => await (await opening).DisposeAsync())).Message;
}

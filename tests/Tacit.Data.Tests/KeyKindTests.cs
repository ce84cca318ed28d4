namespace Tacit.Data.Tests;

/// <summary>One person is one unit whatever the types of key columns are: keys of several spellings are refused, keys of text files are read as those of the tables beside them.</summary>
public sealed class KeyKindTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // Ten and fifteen are two persons, in both tables.
    [Theory]
    [InlineData("BIGINT")]
    [InlineData("UTINYINT")]
    [InlineData("UBIGINT")]
    [InlineData("DECIMAL(10,0)")]
    public async Task Whole_numbers_of_any_width_and_of_text_files_are_the_same_persons(string type)
    {
        _scratch.Write("persons.csv", "id,n", "10,30", " 15 ,40");
        _scratch.Parquet("visits.parquet", $"SELECT unnest([10, 15])::{type} AS id, 1 AS n");
        _scratch.Parquet("labs.parquet", "SELECT unnest([10, 15])::SMALLINT AS id, 1 AS n");
        await using var data = await OpenAsync("persons.csv", "visits.parquet", "labs.parquet");
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM units"));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM t0 JOIN t1 USING (u) JOIN t2 USING (u)"));
    }

    [Theory]
    [InlineData("DOUBLE")]
    [InlineData("FLOAT")]
    [InlineData("DECIMAL(10,2)")]
    [InlineData("TIMESTAMP")]
    [InlineData("BOOLEAN")]
    [InlineData("INTEGER[]")]
    public async Task A_type_whose_values_have_no_one_spelling_is_no_key(string type)
    {
        var value = type switch { "TIMESTAMP" => "TIMESTAMP '2026-01-01'", "BOOLEAN" => "true", "INTEGER[]" => "[10]", _ => $"10::{type}" };
        _scratch.Write("persons.csv", "id,n", "10,30");
        _scratch.Parquet("visits.parquet", $"SELECT {value} AS id, 1 AS n");
        await RefusedAsync(["visits.parquet, column 'id'", type, "no one spelling", "Cast"], "persons.csv", "visits.parquet");
        await RefusedAsync(["visits.parquet, column 'id'"], "visits.parquet");
    }

    [Theory]
    [InlineData("'10'", "10::BIGINT", "text (VARCHAR)", "whole numbers (BIGINT)")]
    [InlineData("10::INTEGER", "uuid()", "whole numbers (INTEGER)", "UUIDs (UUID)")]
    [InlineData("DATE '2026-01-01'", "'2026-01-01'", "dates (DATE)", "text (VARCHAR)")]
    public async Task Typed_keys_of_two_kinds_are_refused(string first, string second, string one, string other)
    {
        _scratch.Parquet("persons.parquet", $"SELECT {first} AS id, 1 AS n");
        _scratch.Parquet("visits.parquet", $"SELECT {second} AS id, 1 AS n");
        await RefusedAsync(["persons.parquet, column 'id', holds " + one, "visits.parquet, column 'id', holds " + other, "person could count as two"], "persons.parquet", "visits.parquet");
    }

    [Theory]
    [InlineData("10::BIGINT", "010")]
    [InlineData("10::BIGINT", "10.0")]
    [InlineData("10::BIGINT", "+10")]
    [InlineData("10::BIGINT", "1e1")]
    [InlineData("10::BIGINT", "-0")]
    [InlineData("10::BIGINT", "k10")]
    [InlineData("10::BIGINT", "\u00a010")]
    [InlineData("DATE '2026-01-02'", "2026-1-2")]
    [InlineData("DATE '2026-01-02'", "2026-02-30")]
    [InlineData("DATE '2026-01-02'", "02.01.2026")]
    [InlineData("uuid()", "c56a4180-65aa-42ec-a945-5fd21dec053")]
    public async Task Other_spellings_in_a_text_file_are_named_by_row_and_never_told(string typed, string cell)
    {
        _scratch.Parquet("visits.parquet", $"SELECT {typed} AS id, 1 AS n");
        _scratch.Write("persons.csv", "id,n", $"{(typed[0] == 'D' ? "2026-01-01" : typed[0] == 'u' ? "c56a4180-65aa-42ec-a945-5fd21dec0538" : "-7")},1", $"{cell},2");
        var error = await RefusedAsync(["persons.csv, row 2 ", "column 'id'", "which the keys of the other tables are"], "persons.csv", "visits.parquet");
        Assert.DoesNotContain(cell, error.Everything().Replace("-12", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UUIDs_and_dates_of_text_files_are_those_of_typed_tables()
    {
        _scratch.Parquet("visits.parquet", "SELECT 'c56a4180-65aa-42ec-a945-5fd21dec0538'::UUID AS id, 1 AS n");
        _scratch.Write("persons.csv", "id,n", "{C56A4180-65AA-42EC-A945-5FD21DEC0538},1");
        await using var uuids = await OpenAsync("persons.csv", "visits.parquet");
        Assert.Equal(1, await uuids.IntegerAsync("SELECT count(*) FROM units"));

        _scratch.Parquet("visits.parquet", "SELECT DATE '2026-01-02' AS id, 1 AS n");
        _scratch.Write("persons.csv", "id,n", "2026-01-02,1");
        await using var dates = await OpenAsync("persons.csv", "visits.parquet");
        Assert.Equal(1, await dates.IntegerAsync("SELECT count(*) FROM units"));
    }

    // Text has as many spellings as it has, and a code book of text files has always been compared so.
    [Fact]
    public async Task Keys_of_text_files_alone_and_beside_text_stay_text()
    {
        _scratch.Write("persons.csv", "id,n", "007,1", "7,1", "k12,1", "7.0,1");
        _scratch.Write("visits.csv", "id,n", " 007 ,1");
        await using var files = await OpenAsync("persons.csv", "visits.csv");
        Assert.Equal(4, await files.IntegerAsync("SELECT count(*) FROM units"));

        _scratch.Parquet("visits.parquet", "SELECT unnest(['007', ' k12']) AS id, 1 AS n");
        await using var typed = await OpenAsync("persons.csv", "visits.parquet");
        Assert.Equal(4, await typed.IntegerAsync("SELECT count(*) FROM units"));
    }

    [Fact]
    public async Task One_name_in_two_forms_of_Unicode_is_one_person_and_no_other_blank_is_cut()
    {
        _scratch.Write("persons.csv", "id,n", "Zo\u00eb,1", "\u00a0Max,1");
        _scratch.Parquet("visits.parquet", "SELECT unnest(['Zoe\u0308', 'Max', 'Max' || chr(0) || 'a', 'Max' || chr(0) || 'b']) AS id, 1 AS n");
        await using var data = await OpenAsync("persons.csv", "visits.parquet");
        Assert.Equal(5, await data.IntegerAsync("SELECT count(*) FROM units"));
    }

    [Fact]
    public async Task A_collation_of_a_table_makes_no_two_persons_one()
    {
        Scratch.Run("CREATE TABLE t (id VARCHAR COLLATE NOCASE, n INTEGER); INSERT INTO t VALUES ('Max', 1), ('max', 1)", _scratch.PathOf("t.duckdb"));
        await using var data = await OpenAsync("t.duckdb#t");
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM units"));
    }

    [Fact]
    public async Task Both_ends_of_a_path_are_of_one_kind()
    {
        _scratch.Write("visits.csv", "id,visit", "k1,10", "k2,15");
        _scratch.Parquet("labs.parquet", "SELECT unnest([10, 15, 16]) AS visit, 1 AS n");
        Task<Dataset> OpenPathAsync(string labs) => _scratch.OpenAsync(d => d
            .Table("labs", labs, t => t.Number("n", 0, 5).Through("visit", "visits", "visit").AtMost(3))
            .Table("visits", "visits.csv", t => t.AtMost(3)));
        await using var data = await OpenPathAsync("labs.parquet");
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM t0"));

        _scratch.Parquet("wrong.parquet", "SELECT unnest([10.0::DOUBLE, 15]) AS visit, 1 AS n");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenPathAsync("wrong.parquet"));
        Assert.Contains("wrong.parquet, column 'visit'", error.Message, StringComparison.Ordinal);

        _scratch.Write("visits.csv", "id,visit", "k1,10", "k2,015");
        error = await Assert.ThrowsAsync<BadInputException>(() => OpenPathAsync("labs.parquet"));
        Assert.Contains("visits.csv, row 2 ", error.Message, StringComparison.Ordinal);
    }

    private Task<Dataset> OpenAsync(params string[] files) => _scratch.OpenAsync(d =>
    {
        for (var i = 0; i < files.Length; i++)
        {
            d.Table($"t{i}", files[i], t => t.Number("n", 0, 100).AtMost(5));
        }
    });

    private async Task<BadInputException> RefusedAsync(string[] parts, params string[] files)
    {
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(files));
        Assert.All(parts, p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
        return error;
    }
}

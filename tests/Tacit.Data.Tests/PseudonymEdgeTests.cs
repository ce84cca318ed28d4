using System.Text;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using Tacit.Data;
using Tacit.Identity;
using Tacit.Randomness;
using Tacit.Tests.Support;

namespace Tacit.Data.Tests;

/// <summary>Odd keys, odd files and odd neighbours of pseudonyms.</summary>
public sealed class PseudonymEdgeTests : IDisposable
{
    private readonly PseudonymHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("concat('secret', chr(0), 'a')")]
    [InlineData("concat('é', chr(0), 'secret')")]
    [InlineData("chr(0)")]
    public async Task A_zero_character_makes_no_two_persons_one(string key)
    {
        _home.Scratch.Parquet("t.parquet", $"SELECT k FROM (VALUES ('7'), ({key}), (NULL)) t(k)");
        foreach (var kind in new[] { PseudonymKeyKind.Text, PseudonymKeyKind.Integer })
        {
            var failure = await Assert.ThrowsAsync<BadInputException>(() => Maker(kind).ReplaceAsync(new(File("t.parquet"), "k", File("o.parquet"))));
            Assert.Contains($"t.parquet, row 2 (not counting the header), column 'k': the key is not {(kind == PseudonymKeyKind.Text ? "text without the character 0" : "a whole number of 64 bits")}. 1 such rows", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", failure.Everything(), StringComparison.Ordinal);
            Assert.False(System.IO.File.Exists(File("o.parquet")));
        }
    }

    [Fact]
    public async Task A_collation_of_a_column_makes_no_two_persons_one()
    {
        Scratch.Run("CREATE TABLE t (id VARCHAR COLLATE NOCASE, n INTEGER); INSERT INTO t VALUES ('Anna', 1), ('ANNA', 2), ('anna', 3), ('ANNA', 4)", File("in.duckdb"));
        Assert.Equal(3, (await Maker().ReplaceAsync(new(File("in.duckdb#t"), "id", File("o.csv")))).Subjects);
        await Maker().RevealAsync(new(File("o.csv"), "id", File("r.csv")));
        Assert.Equal(["id,n", "Anna,1", "ANNA,2", "anna,3", "ANNA,4"], System.IO.File.ReadAllLines(File("r.csv")));
    }

    [Fact]
    public async Task Whom_a_wrong_clock_named_is_revealed_once_it_is_right_again()
    {
        _home.Scratch.Write("t.csv", "id", "a", "b");
        using var instance = new FixedInstance(127, 1);
        var ahead = new Pseudonymiser(_home.Ring, "registry", File("crosswalk.db")) { Generator = new SkidGenerator(instance, time: new DayAhead()), MemoryBytes = 128 << 20 };
        await ahead.ReplaceAsync(new(File("t.csv"), "id", File("o.csv")));
        await Maker().RevealAsync(new(File("o.csv"), "id", File("r.csv")));
        Assert.Equal(["id", "a", "b"], System.IO.File.ReadAllLines(File("r.csv")));
    }

    [Fact]
    public async Task A_folder_by_another_name_is_the_same_folder()
    {
        _home.Scratch.Write("t.csv", "id", "secret-1");
        Directory.CreateSymbolicLink(File("link"), _home.Scratch.Folder);
        var failure = await Assert.ThrowsAsync<BadInputException>(() => Maker().ReplaceAsync(new(File("t.csv"), "id", Path.Combine(File("link"), "t.csv"))));
        Assert.Contains("Name another file for the output", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["id", "secret-1"], System.IO.File.ReadAllLines(File("t.csv")));
    }

    [Theory]
    [InlineData("170141183460469231731687303715884105727::HUGEINT", true)]
    [InlineData("340282366920938463463374607431768211455::UHUGEINT", true)]
    [InlineData("[1234567890123456789012345::HUGEINT]", true)]
    [InlineData("{'a': 1234567890123456789012345::HUGEINT}", true)]
    [InlineData("INTERVAL '1 month 3 days 123456 microseconds'", true)]
    [InlineData("TIMETZ '12:00:00.123456+05'", true)]
    [InlineData("union_value(a := 5)", true)]
    [InlineData("{'HUGEINT 1': 1}", false)]
    [InlineData("'INTERVAL'::ENUM('INTERVAL', 'it''s')", false)]
    [InlineData("'10101'::BIT", false)]
    [InlineData("TIMESTAMP_NS '2020-01-01 00:00:00.123456789'", false)]
    [InlineData("TIMESTAMP_S '2020-01-01 00:00:01'", false)]
    [InlineData("TIMESTAMPTZ '2020-01-01 00:00:01+03'", false)]
    [InlineData("TIMESTAMP 'infinity'", false)]
    [InlineData("TIME '12:00:00.123456'", false)]
    [InlineData("MAP {'a': 1.5::DECIMAL(38,10)}", false)]
    [InlineData("'\\x00\\xFF'::BLOB", false)]
    [InlineData("'NaN'::DOUBLE", false)]
    [InlineData("18446744073709551615::UBIGINT", false)]
    [InlineData("'652068a4-3612-cc4b-8abb-83b853dc6786'::UUID", false)]
    [InlineData("'{\"a\": 1}'::JSON", false)]
    [InlineData("[1,2,3]::INTEGER[3]", false)]
    [InlineData("[[NULL, 1],[]]", false)]
    public async Task Values_of_every_type_stay_as_they_are_or_are_refused(string value, bool isRefused)
    {
        Scratch.Run($"CREATE TABLE t AS SELECT 'a' AS id, {value} AS v UNION ALL SELECT 'b', NULL", File("in.duckdb"));
        if (isRefused)
        {
            Assert.Contains("column 'v': Parquet files cannot hold", (await Assert.ThrowsAsync<BadInputException>(() => Maker().ReplaceAsync(new(File("in.duckdb#t"), "id", File("o.parquet"))))).Message, StringComparison.Ordinal);
            await Maker().ReplaceAsync(new(File("in.duckdb#t"), "id", File("o.csv")));
            return;
        }

        await Maker().ReplaceAsync(new(File("in.duckdb#t"), "id", File("o.parquet")));
        Assert.Equal([0L], Numbers($"ATTACH '{File("in.duckdb")}' AS f (READ_ONLY); SELECT count(*) FROM (SELECT id, v FROM f.t) t POSITIONAL JOIN '{File("o.parquet")}' o WHERE o.v::VARCHAR IS DISTINCT FROM t.v::VARCHAR"));
    }

    [Fact]
    public async Task Columns_that_differ_in_letter_case_alone_are_refused_and_not_renamed()
    {
        // Other programs write such files; the engine itself does not.
        var bytes = System.IO.File.ReadAllBytes(_home.Scratch.Parquet("t.parquet", "SELECT 'a' AS id, 'x' AS iq"));
        for (var at = 0; bytes.AsSpan(at).IndexOf("iq"u8) is >= 0 and var next; at += next + 2)
        {
            "ID"u8.CopyTo(bytes.AsSpan(at + next));
        }

        System.IO.File.WriteAllBytes(File("t.parquet"), bytes);
        var failure = await Assert.ThrowsAsync<BadInputException>(() => Maker().ReplaceAsync(new(File("t.parquet"), "id", File("o.csv"))));
        Assert.Contains("differ in letter case alone", failure.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File("o.csv")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Text_comes_through_letter_by_letter(int seed)
    {
        var random = RandomSource.Seeded((ulong)seed);
        string[] parts = ["a", " ", "\"", ",", "\n", "é", "NULL", "\\N", "'", "#", "\t", ";", "0", "\u2028", "😀", "nan", "-", "=1", "\\"];
        var columns = 1 + (int)random.NextBelow(3);
        var names = new[] { "id", "a\"b", " c,d", "ro\tw" }.Take(columns).ToArray();
        var rows = Enumerable.Range(0, 3000).Select(_ => Enumerable.Range(0, columns).Select(_ => random.NextBelow(5) == 0 ? null : string.Concat(Enumerable.Range(0, (int)random.NextBelow(4)).Select(_ => parts[random.NextBelow((ulong)parts.Length)]))).ToArray()).ToArray();
        static string Cell(string? cell) => cell is null ? string.Empty : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        System.IO.File.WriteAllText(File("t.csv"), string.Concat(rows.Prepend(names).Select(r => string.Join(",", r.Select(Cell)) + (seed == 2 ? "\r\n" : "\n"))));
        var done = await Maker().ReplaceAsync(new(File("t.csv"), "id", File("o.csv")));
        Assert.Equal(rows.Length, done.Rows);
        await Maker().RevealAsync(new(File("o.csv"), "id", File("r.csv")));
        var back = Parse(System.IO.File.ReadAllText(File("r.csv")));
        Assert.Equal(names, back[0]);
        Assert.Equal(rows.Length + 1, back.Count);
        char[] blanks = [.. " \t\n\r\u2028"];
        for (var i = 0; i < rows.Length; i++)
        {
            var key = rows[i][0]?.Trim(blanks);
            Assert.Equal(string.IsNullOrEmpty(key) ? null : key, back[i + 1][0]);
            Assert.Equal(rows[i][1..], back[i + 1][1..]);
        }
    }

    [Fact]
    public async Task A_file_of_keys_alone_keeps_rows_without_one()
    {
        _home.Scratch.Write("t.csv", "id", "a", "", "b", "\"\"", "", "c");
        Assert.Equal((6, 3), await Counts("t.csv"));

        async Task<(long, long)> Counts(string file)
        {
            var done = await Maker().ReplaceAsync(new(File(file), "id", File("o.csv")));
            Assert.Equal(7, System.IO.File.ReadAllLines(File("o.csv")).Length);
            return (done.Rows, done.Missing);
        }
    }

    [Fact]
    public async Task Who_waits_for_a_crosswalk_says_so_and_can_be_stopped()
    {
        _home.Scratch.Write("t.csv", "id", "a");
        await Maker().ReplaceAsync(new(File("t.csv"), "id", File("o.csv")));

        // As a process that writes more subjects than it holds in memory.
        using var other = new SqliteConnection($"DataSource={File("crosswalk.db")};Pooling=false");
        other.Open();
        Run(other, "BEGIN EXCLUSIVE");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Maker().ReplaceAsync(new(File("t.csv"), "id", File("o.csv")), new AtStep("waiting for another process that writes the crosswalk", stop.Cancel), stop.Token));
        using var later = new CancellationTokenSource();
        var reading = Maker().RevealAsync(new(File("o.csv"), "id", File("r.csv")), new AtStep("waiting for another process that writes the crosswalk", () => Run(other, "ROLLBACK")), later.Token);
        await reading;
        Assert.Equal(["id", "a"], System.IO.File.ReadAllLines(File("r.csv")));
    }

    [Fact]
    public async Task A_crosswalk_that_was_never_written_or_is_damaged_is_said_to_be_that()
    {
        _home.Scratch.Parquet("t.parquet", "SELECT 'key-' || i AS id FROM range(5000) r(i)");
        await Maker().ReplaceAsync(new(File("t.parquet"), "id", File("o.csv")));
        using (System.IO.File.Create(File("empty.db")))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File("empty.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var maker = new Pseudonymiser(_home.Ring, "registry", File("empty.db")) { Generator = _home.Generator };
        Assert.Contains("no subject", (await Assert.ThrowsAsync<BadInputException>(() => maker.RevealAsync(new(File("o.csv"), "id", File("r.csv"))))).Message, StringComparison.Ordinal);
        var bytes = System.IO.File.ReadAllBytes(File("crosswalk.db"));
        bytes.AsSpan(8 * 4096).Fill(0x5A);
        System.IO.File.WriteAllBytes(File("crosswalk.db"), bytes);
        Assert.Contains("crosswalk.db", (await Assert.ThrowsAsync<BadInputException>(() => Maker().RevealAsync(new(File("o.csv"), "id", File("r.csv"))))).Message, StringComparison.Ordinal);
        Assert.Contains("crosswalk.db", (await Assert.ThrowsAsync<BadInputException>(() => Maker().ReplaceAsync(new(File("t.parquet"), "id", File("p.csv"))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_no_numbers_are_not_revealed_as_numbers()
    {
        _home.Scratch.Write("t.csv", "id", "secret", "12");
        await Maker().ReplaceAsync(new(File("t.csv"), "id", File("o.csv")));
        var failure = await Assert.ThrowsAsync<BadInputException>(() => Maker(PseudonymKeyKind.Integer).RevealAsync(new(File("o.csv"), "id", File("r.csv"))));
        Assert.Contains("whole number", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Everything(), StringComparison.Ordinal);
    }

    private string File(string name) => _home.Scratch.PathOf(name);

    private Pseudonymiser Maker(PseudonymKeyKind kind = PseudonymKeyKind.Text) => new(_home.Ring, "registry", File("crosswalk.db")) { Generator = _home.Generator, MemoryBytes = 128 << 20, KeyKind = kind };

    private static List<string?[]> Parse(string text)
    {
        var (rows, row, i) = (new List<string?[]>(), new List<string?>(), 0);
        while (i < text.Length)
        {
            if (text[i] == '"')
            {
                var cell = new StringBuilder();
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    cell.Append(text[i]);
                    i += text[i] == '"' ? 1 : 0;
                }

                i++;
                row.Add(cell.ToString());
            }
            else
            {
                var end = text.AsSpan(i).IndexOfAny(',', '\n') is var at && at < 0 ? text.Length : i + at;
                row.Add(end == i ? null : text[i..end]);
                i = end;
            }

            if (i >= text.Length || text[i++] == '\n')
            {
                rows.Add([.. row]);
                row.Clear();
            }
            else if (i == text.Length || text[i] == '\n')
            {
                row.Add(null);
                rows.Add([.. row]);
                row.Clear();
                i++;
            }
        }

        return rows;
    }

    private static List<long> Numbers(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var numbers = new List<long>();
        while (reader.Read())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class DayAhead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(1);
    }
}

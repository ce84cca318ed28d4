using System.Globalization;
using DuckDB.NET.Data;
using Tacit.Data;
using Tacit.Identity;
using Tacit.Tests.Support;

namespace Tacit.Data.Tests;

/// <summary>Keys of persons are replaced by identifiers of an audience, and only ring and crosswalk turn them back.</summary>
public sealed class PseudonymTests : IDisposable
{
    private readonly PseudonymHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("in.csv", "out.csv")]
    [InlineData("in.csv", "out.parquet")]
    [InlineData("in.parquet", "out.csv.gz")]
    [InlineData("in.parquet", "out.parquet")]
    [InlineData("in.duckdb#t", "out.csv")]
    public async Task Keys_are_replaced_in_place_and_revealed_and_all_else_is_as_it_was(string input, string output)
    {
        // Names that the engine's own relations have, or could be taken for.
        const string Rows = "SELECT * FROM (VALUES ('x-1', 1, NULL, 'x'), (NULL, 2, 'two', ''), ('b', 3, 'it''s', 'y,\"z\"'), ('x-1', 4, NULL, 'x'), ('c', 5, 'ü', 'q')) t(id, row, c, \"tacit map\")";
        var copy = $"COPY ({Rows} ORDER BY row) TO '{_home.Scratch.PathOf(input)}'";
        if (input.Contains('#', StringComparison.Ordinal))
        {
            Scratch.Run($"CREATE TABLE t AS {Rows} ORDER BY row", _home.Scratch.PathOf("in.duckdb"));
        }
        else
        {
            Scratch.Run(copy + (input.EndsWith("parquet", StringComparison.Ordinal) ? " (FORMAT parquet)" : " (HEADER)"));
        }

        var done = await Maker().ReplaceAsync(new(_home.Scratch.PathOf(input), "id", _home.Scratch.PathOf(output)));
        Assert.Equal((5, 1, 3, 3), (done.Rows, done.Missing, done.Subjects, done.NewSubjects));
        var (before, after) = (Table(_home.Scratch.PathOf(input.Replace("in.duckdb#t", "in.duckdb", StringComparison.Ordinal))), Table(_home.Scratch.PathOf(output)));
        Assert.Equal(before.Select(r => string.Join('|', r[1..])), after.Select(r => string.Join('|', r[1..])));
        Assert.Equal("NULL", after[1][0]);
        Assert.Equal(after[0][0], after[3][0]);
        Assert.Equal(3, after.Select(r => r[0]).Where(r => r != "NULL").Distinct().Count());
        Assert.All(after.Where(r => r[0] != "NULL"), r => Assert.True(PublicId.TryParse(r[0], null, out _) && !r[0].Any(char.IsAsciiLetterUpper)));
        Assert.DoesNotContain("x-1", string.Join('|', after.Select(r => r[0])), StringComparison.Ordinal);
        var back = await Maker().RevealAsync(new(_home.Scratch.PathOf(output), "id", _home.Scratch.PathOf("back.parquet")));
        Assert.Equal((5, 1, 3, 0), (back.Rows, back.Missing, back.Subjects, back.NewSubjects));
        Assert.Equal(before.Select(r => string.Join('|', r)), Table(_home.Scratch.PathOf("back.parquet")).Select(r => string.Join('|', r)));
        Assert.Empty(Directory.EnumerateDirectories(_home.Scratch.Folder, ".tacit-*"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home.Scratch.PathOf("back.parquet")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home.Scratch.PathOf("crosswalk.db")));
        }
    }

    [Fact]
    public async Task A_person_is_the_same_in_all_tables_of_an_audience_and_another_one_for_another()
    {
        _home.Scratch.Write("persons.csv", "id,age", "7,30", "8,40");
        _home.Scratch.Write("labs.csv", "value,person", "1.5,8", "2.5,7", "3.5,9");
        await Maker().ReplaceAsync(new(_home.Scratch.PathOf("persons.csv"), "id", _home.Scratch.PathOf("p.csv")));
        var labs = await Maker().ReplaceAsync(new(_home.Scratch.PathOf("labs.csv"), "person", _home.Scratch.PathOf("l.csv")));
        Assert.Equal((3, 1), (labs.Subjects, labs.NewSubjects));
        var (persons, values) = (Table(_home.Scratch.PathOf("p.csv")), Table(_home.Scratch.PathOf("l.csv")));
        Assert.Equal([persons[1][0], persons[0][0]], values.Take(2).Select(r => r[1]));

        // Again the same, byte by byte; and nobody new.
        var again = await Maker().ReplaceAsync(new(_home.Scratch.PathOf("labs.csv"), "person", _home.Scratch.PathOf("again.csv")));
        Assert.Equal(0, again.NewSubjects);
        Assert.Equal(File.ReadAllBytes(_home.Scratch.PathOf("l.csv")), File.ReadAllBytes(_home.Scratch.PathOf("again.csv")));

        var other = await Maker("university").ReplaceAsync(new(_home.Scratch.PathOf("labs.csv"), "person", _home.Scratch.PathOf("u.csv")));
        Assert.Equal(0, other.NewSubjects);
        Assert.Empty(Table(_home.Scratch.PathOf("u.csv")).Select(r => r[1]).Intersect(values.Select(r => r[1])));

        // A key of another kind is another subject.
        var kind = await Maker(kind: 9).ReplaceAsync(new(_home.Scratch.PathOf("labs.csv"), "person", _home.Scratch.PathOf("k.csv")));
        Assert.Equal(3, kind.NewSubjects);
    }

    [Fact]
    public async Task Spellings_of_one_key_are_one_person()
    {
        // é in one letter and in two; blanks of several sorts; what is text only.
        _home.Scratch.Write("t.csv", "k,n", "Ren\u00e9,1", "Rene\u0301,2", "\u00a0Ren\u00e9\t,3", "rene,4", "07,5", "7,6", "\u3000,7", "\" \",8");
        var text = await Maker().ReplaceAsync(new(_home.Scratch.PathOf("t.csv"), "k", _home.Scratch.PathOf("o.csv")));
        Assert.Equal((4, 2), (text.Subjects, text.Missing));
        var ids = Table(_home.Scratch.PathOf("o.csv")).Select(r => r[0]).ToArray();
        Assert.True(ids[0] == ids[1] && ids[1] == ids[2] && ids[0] != ids[3] && ids[4] != ids[5]);
        await Maker().RevealAsync(new(_home.Scratch.PathOf("o.csv"), "k", _home.Scratch.PathOf("r.csv")));
        Assert.Equal(["Ren\u00e9", "Ren\u00e9", "Ren\u00e9", "rene", "07", "7", "NULL", "NULL"], Table(_home.Scratch.PathOf("r.csv")).Select(r => r[0]));

        _home.Scratch.Write("i.csv", "k", "07", "7", " 7 ", "-3");
        Assert.Equal(2, (await Maker(keys: PseudonymKeyKind.Integer).ReplaceAsync(new(_home.Scratch.PathOf("i.csv"), "k", _home.Scratch.PathOf("o.csv")))).Subjects);
        Assert.Equal([ids[5], ids[5], ids[5]], Table(_home.Scratch.PathOf("o.csv")).Select(r => r[0]).Take(3));
        await Maker(keys: PseudonymKeyKind.Integer).RevealAsync(new(_home.Scratch.PathOf("o.csv"), "k", _home.Scratch.PathOf("r.parquet")));
        Assert.Equal(["7", "7", "7", "-3"], Table(_home.Scratch.PathOf("r.parquet")).Select(r => r[0]));

        _home.Scratch.Write("u.csv", "k", "652068A4-3612-cc4b-8abb-83b853dc6786", "{652068a43612cc4b8abb83b853dc6786}");
        Assert.Equal(1, (await Maker(keys: PseudonymKeyKind.Uuid).ReplaceAsync(new(_home.Scratch.PathOf("u.csv"), "k", _home.Scratch.PathOf("o.csv")))).Subjects);
    }

    [Fact]
    public async Task The_order_of_rows_stays_and_numbers_of_subjects_say_nothing_of_it()
    {
        // More rows than a group of the engine, so that threads share them.
        const int Persons = 20_000;
        _home.Scratch.Parquet("t.parquet", $"SELECT 'key-' || (i % {Persons}) AS id, i AS n FROM range(150000) r(i) ORDER BY i");
        await Maker().ReplaceAsync(new(_home.Scratch.PathOf("t.parquet"), "id", _home.Scratch.PathOf("o.parquet")));
        var rows = Table(_home.Scratch.PathOf("o.parquet"));
        Assert.Equal(Enumerable.Range(0, 150_000).Select(i => i.ToString(CultureInfo.InvariantCulture)), rows.Select(r => r[1]));

        using var audience = _home.Ring.Audience("registry");
        var codec = new IdentityCodec(audience);
        var numbers = rows.Take(Persons).Select(r =>
        {
            Assert.True(codec.TryOpen(PublicId.Parse(r[0]), 1, out var opened));
            return opened.Value.Skid.Value;
        }).ToArray();
        Assert.Equal(Persons, numbers.Distinct().Count());

        // Spearman's correlation with the order of appearance: of a random order it is N(0, 1/(n − 1)), beyond 6.2 deviations with probability below 6e-10.
        Assert.InRange(Spearman(numbers) * Math.Sqrt(Persons - 1), -6.2, 6.2);

        // And with the order of the keys' hashes in the crosswalk, which whoever has the ring could compute of a guess.
        Assert.InRange(Spearman([.. Hashes()]) * Math.Sqrt(Persons - 1), -6.2, 6.2);
        Assert.Equal(1, Spearman([.. Enumerable.Range(0, 100).Select(i => (long)i)]), 12);
    }

    [Fact]
    public async Task What_is_not_of_this_ring_audience_and_crosswalk_is_counted_and_nothing_is_written()
    {
        _home.Scratch.Write("t.csv", "id,n", "secret-a,1", "secret-b,2", "secret-a,3");
        await Maker().ReplaceAsync(new(_home.Scratch.PathOf("t.csv"), "id", _home.Scratch.PathOf("o.csv")));
        await RefusedAsync(Maker("university"), "o.csv", "3 rows hold no genuine identifier");
        await RefusedAsync(Maker(kind: 2), "o.csv", "3 rows hold no genuine identifier of kind 2");
        await RefusedAsync(Maker(), "t.csv", "3 rows hold no genuine identifier");

        // One forged letter.
        var lines = File.ReadAllLines(_home.Scratch.PathOf("o.csv"));
        File.WriteAllLines(_home.Scratch.PathOf("f.csv"), [lines[0], lines[1], (lines[2][0] == '0' ? '1' : '0') + lines[2][1..], lines[3]]);
        await RefusedAsync(Maker(), "f.csv", "f.csv: 1 rows hold no genuine identifier of kind 1 for the audience 'registry' under this ring, and 0 rows");

        // Genuine, of a subject that is nobody's: made by another crosswalk of the ring.
        await Maker(crosswalk: "other.db").ReplaceAsync(new(_home.Scratch.PathOf("t.csv"), "id", _home.Scratch.PathOf("x.csv")));
        await RefusedAsync(Maker(), "x.csv", "and 3 rows one that the crosswalk does not know");

        using var stranger = IdentityKeyRing.Create();
        await RefusedAsync(new Pseudonymiser(stranger, "registry", _home.Scratch.PathOf("crosswalk.db")) { Generator = _home.Generator }, "o.csv", "made with another ring");
        await RefusedAsync(Maker(crosswalk: "none.db"), "o.csv", "There is no crosswalk");
    }

    [Fact]
    public async Task A_rotated_ring_knows_the_same_subjects_and_then_needs_its_old_key_no_more()
    {
        _home.Scratch.Write("t.csv", "id", "a", "b");
        await Maker().ReplaceAsync(new(_home.Scratch.PathOf("t.csv"), "id", _home.Scratch.PathOf("old.csv")));
        using var rotated = _home.Ring.Rotate();
        var maker = new Pseudonymiser(rotated, "registry", _home.Scratch.PathOf("crosswalk.db")) { Generator = _home.Generator };
        Assert.Equal(0, (await maker.ReplaceAsync(new(_home.Scratch.PathOf("t.csv"), "id", _home.Scratch.PathOf("new.csv")))).NewSubjects);
        await maker.RevealAsync(new(_home.Scratch.PathOf("old.csv"), "id", _home.Scratch.PathOf("r.csv")));
        Assert.Equal(["a", "b"], Table(_home.Scratch.PathOf("r.csv")).Select(r => r[0]));
        using var dropped = rotated.Without(_home.Ring.Keys[0].Id);
        var after = new Pseudonymiser(dropped, "registry", _home.Scratch.PathOf("crosswalk.db")) { Generator = _home.Generator };
        Assert.Equal(0, (await after.ReplaceAsync(new(_home.Scratch.PathOf("t.csv"), "id", _home.Scratch.PathOf("n.csv")))).NewSubjects);
        Assert.Equal(File.ReadAllText(_home.Scratch.PathOf("new.csv")), File.ReadAllText(_home.Scratch.PathOf("n.csv")));
        await RefusedAsync(after, "old.csv", "2 rows hold no genuine");
    }

    private Pseudonymiser Maker(string audience = "registry", byte kind = 1, PseudonymKeyKind keys = PseudonymKeyKind.Text, string crosswalk = "crosswalk.db") =>
        new(_home.Ring, audience, _home.Scratch.PathOf(crosswalk)) { EntityType = kind, KeyKind = keys, Generator = _home.Generator, MemoryBytes = 256 << 20 };

    private async Task RefusedAsync(Pseudonymiser maker, string file, string says)
    {
        var failure = await Assert.ThrowsAsync<BadInputException>(() => maker.RevealAsync(new(_home.Scratch.PathOf(file), "id", _home.Scratch.PathOf("never.csv"))));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Everything(), StringComparison.Ordinal);
        Assert.False(File.Exists(_home.Scratch.PathOf("never.csv")));
        Assert.Empty(Directory.EnumerateDirectories(_home.Scratch.Folder, ".tacit-*"));
    }

    // The first eight bytes of hashes in the order of subjects' numbers.
    private IEnumerable<long> Hashes()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"DataSource={_home.Scratch.PathOf("crosswalk.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT hash FROM subject ORDER BY skid";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian((byte[])reader[0]);
        }
    }

    private static double Spearman(long[] values)
    {
        var ranks = values.Select((v, i) => (v, i)).OrderBy(p => p.v).Select((p, rank) => (p.i, rank)).OrderBy(p => p.i).Select(p => p.rank);
        double n = values.Length;
        return 1 - (6 * ranks.Select((rank, i) => Math.Pow(rank - i, 2)).Sum() / (n * ((n * n) - 1)));
    }

    private static List<string[]> Table(string file)
    {
        using var connection = new DuckDBConnection(file.EndsWith(".duckdb", StringComparison.Ordinal) ? $"DataSource={file}" : "DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var from = file.EndsWith(".duckdb", StringComparison.Ordinal) ? "t" : file.EndsWith("parquet", StringComparison.Ordinal) ? $"'{file}'" : $"read_csv('{file}', header=true, all_varchar=true, delim=',', allow_quoted_nulls=false)";
        command.CommandText = $"SELECT * FROM {from}";
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        }

        return rows;
    }
}

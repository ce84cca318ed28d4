using Tacit.Data;
using Tacit.Identity;
using Tacit.Tests.Support;

namespace Tacit.Data.Tests;

/// <summary>What is wrong is said without a key, nothing is written then, and whoever shares a crosswalk agrees.</summary>
public sealed class PseudonymFaultTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly IdentityKeyRing _ring = IdentityKeyRing.Create();

    public void Dispose()
    {
        _ring.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Bad_input_names_file_row_and_column_and_never_a_key()
    {
        _scratch.Write("t.csv", "id,n", "12,1", "secret-5,2", ",3", "secret-6,4");
        _scratch.Write("ragged.csv", "id,n", "secret-1,1", "secret-2");
        _scratch.Write("t.txt", "id", "secret-1");
        _scratch.Parquet("f.parquet", "SELECT 1.5::DOUBLE AS id, 'secret' AS name");
        await RefusedAsync(new(File("t.csv"), "id", File("o.csv")), "t.csv, row 2 (not counting the header), column 'id': the key is not a whole number of 64 bits. 2 such rows in all.", PseudonymKeyKind.Integer);
        await RefusedAsync(new(File("t.csv"), "id", File("o.csv")), "row 1 (not counting the header), column 'id': the key is not a UUID. 3 such rows", PseudonymKeyKind.Uuid);
        await RefusedAsync(new(File("t.csv"), "ID", File("o.csv")), "has no column 'ID'. It has: id, n");
        await RefusedAsync(new(File("none.csv"), "id", File("o.csv")), "does not exist");
        await RefusedAsync(new(File("ragged.csv"), "id", File("o.csv")), "ragged.csv, line 3");
        await RefusedAsync(new(File("t.txt"), "id", File("o.csv")), "does not know the kind of t.txt");
        await RefusedAsync(new(File("f.parquet"), "id", File("o.csv")), "type DOUBLE have no one spelling");
        await RefusedAsync(new(File("t.csv"), "id", File("o.txt")), "does not write files as o.txt");
        await RefusedAsync(new(File("t.csv"), "id", File("none/o.csv")), "folder of the output does not exist");
        await RefusedAsync(new(File("t.csv"), "id", File("t.csv")), "Name another file for the output");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.CreateSymbolicLink(File("link.csv"), File("t.csv"));
            await RefusedAsync(new(File("t.csv"), "id", File("link.csv")), "Name another file for the output");
        }

        Assert.Equal(["12,1", "secret-5,2", ",3", "secret-6,4"], System.IO.File.ReadLines(File("t.csv")).Skip(1));
        Assert.Throws<BadIdentityKeyException>(() => new Pseudonymiser(_ring, "Université", File("c.db")));
    }

    [Fact]
    public async Task Files_that_are_no_crosswalk_or_open_to_others_or_changed_are_refused()
    {
        _scratch.Write("t.csv", "id", "secret-1", "secret-2");
        _scratch.Write("text.db", "this is no database, and long enough to be looked at as one, is it not?");
        Sqlite("other.db", "CREATE TABLE mine (x)");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in new[] { "text.db", "other.db" })
            {
                await RefusedAsync(new(File("t.csv"), "id", File("o.csv")), "chmod 600", crosswalk: file);
                System.IO.File.SetUnixFileMode(File(file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await RefusedAsync(new(File("t.csv"), "id", File("o.csv")), "is no crosswalk", crosswalk: "text.db");
        await RefusedAsync(new(File("t.csv"), "id", File("o.csv")), "is no crosswalk", crosswalk: "other.db");
        using var instance = new FileInstanceLease(File("instance"), 127, 0);
        var generator = new SkidGenerator(instance);
        var maker = Maker(generator);
        await maker.ReplaceAsync(new(File("t.csv"), "id", File("o.csv")));

        // Nothing in it is a key, nor is a hash that everybody could compute.
        var bytes = System.Text.Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File("crosswalk.db")));
        Assert.DoesNotContain("secret", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(System.Text.Encoding.Latin1.GetString(System.Security.Cryptography.SHA256.HashData("secret-1"u8)), bytes, StringComparison.Ordinal);

        // Two subjects that change places open as nobody.
        Sqlite("crosswalk.db", "CREATE TEMP TABLE a AS SELECT * FROM subject; DELETE FROM subject; INSERT INTO subject SELECT a.type, b.skid, a.hash, a.sealed FROM a JOIN a b ON a.skid <> b.skid");
        var failure = await Assert.ThrowsAsync<BadInputException>(() => maker.RevealAsync(new(File("o.csv"), "id", File("r.csv"))));
        Assert.Contains("a row does not open", failure.Message, StringComparison.Ordinal);
        Sqlite("crosswalk.db", "PRAGMA user_version=2");
        failure = await Assert.ThrowsAsync<BadInputException>(() => maker.RevealAsync(new(File("o.csv"), "id", File("r.csv"))));
        Assert.Contains("newer version", failure.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File("r.csv")));
    }

    [Fact]
    public async Task Columns_that_show_the_key_are_named()
    {
        _scratch.Write("t.csv", "id,mrn,note,n", "a,a,x,1", "b,z,y,2", ",,,3");
        using var instance = new FileInstanceLease(File("instance"), 127, 0);
        var generator = new SkidGenerator(instance);
        Assert.Equal(["mrn"], (await Maker(generator).ReplaceAsync(new(File("t.csv"), "id", File("o.csv")))).Repeating);
    }

    [Fact]
    public async Task Who_is_stopped_has_no_output_and_a_whole_crosswalk()
    {
        _scratch.Parquet("t.parquet", "SELECT 'k' || i AS id FROM range(40000) r(i)");
        using var instance = new FileInstanceLease(File("instance"), 127, 0);
        var generator = new SkidGenerator(instance);
        foreach (var at in new[] { "reading keys", "naming subjects", "writing rows" })
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Maker(generator).ReplaceAsync(new(File("t.parquet"), "id", File("o.csv")), new AtStep(at, stop.Cancel), stop.Token));
            Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Folder).Select(Path.GetFileName).Except(["t.parquet", "instance", "instance.owner", "crosswalk.db"]));
        }

        // The last one came as far as the crosswalk.
        var done = await Maker(generator).ReplaceAsync(new(File("t.parquet"), "id", File("o.csv")));
        Assert.Equal((40_000, 0), (done.Subjects, done.NewSubjects));
        Assert.Equal(40_000, (await Maker(generator).RevealAsync(new(File("o.csv"), "id", File("r.csv")))).Subjects);
    }

    [Fact]
    public async Task Two_who_share_a_crosswalk_agree()
    {
        _scratch.Parquet("a.parquet", "SELECT i AS id FROM range(30000) r(i)");
        _scratch.Parquet("b.parquet", "SELECT i AS id FROM range(60000) r(i) ORDER BY i DESC");
        using var first = new FileInstanceLease(File("first"), 127, 0);
        using var second = new FileInstanceLease(File("second"), 127, 1);
        var done = await Task.WhenAll(
            Maker(new SkidGenerator(first)).ReplaceAsync(new(File("a.parquet"), "id", File("a.csv"))),
            Maker(new SkidGenerator(second)).ReplaceAsync(new(File("b.parquet"), "id", File("b.csv"))));
        Assert.Equal(60_000, done.Sum(d => d.NewSubjects));
        var (a, b) = (System.IO.File.ReadLines(File("a.csv")).Skip(1).ToArray(), System.IO.File.ReadLines(File("b.csv")).Skip(1).Reverse().ToArray());
        Assert.Equal(a, b.Take(30_000));
        Assert.Equal(60_000, b.Distinct().Count());
    }

    private string File(string name) => _scratch.PathOf(name);

    private Pseudonymiser Maker(ISkidGenerator generator, string crosswalk = "crosswalk.db", PseudonymKeyKind kind = PseudonymKeyKind.Text) =>
        new(_ring, "registry", File(crosswalk)) { Generator = generator, MemoryBytes = 128 << 20, KeyKind = kind };

    private async Task RefusedAsync(PseudonymTable table, string says, PseudonymKeyKind kind = PseudonymKeyKind.Text, string crosswalk = "crosswalk.db")
    {
        using var instance = new FileInstanceLease(File("instance-of-nobody"), 127, 0);
        var generator = new SkidGenerator(instance);
        var failure = await Assert.ThrowsAsync<BadInputException>(() => Maker(generator, crosswalk, kind).ReplaceAsync(table));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Everything(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_scratch.Folder), f => Path.GetFileName(f) is "o.csv" or "o.txt");
        Assert.Empty(Directory.EnumerateDirectories(_scratch.Folder, ".tacit-*"));
    }

    private void Sqlite(string file, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"DataSource={File(file)};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

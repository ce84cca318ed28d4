namespace Tacit.Data.Tests;

/// <summary>The engine after opening: closed to files, silent about cells, content with little memory.</summary>
public sealed class EngineTests : IDisposable
{
    private const string Canary = "CANARY-7f3a91c2";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("SELECT count(*) FROM read_csv('/etc/passwd', delim=':', header=false)")]
    [InlineData("SELECT count(*) FROM read_text('/etc/passwd')")]
    [InlineData("SELECT count(*) FROM '{0}/t.csv'")]
    [InlineData("SELECT count(*) FROM glob('/etc/*')")]
    [InlineData("COPY t0 TO '{0}/out.csv'")]
    [InlineData("ATTACH '{0}/new.duckdb' AS stolen")]
    [InlineData("SET enable_external_access=true")]
    [InlineData("SET memory_limit='4GB'")]
    [InlineData("SET lock_configuration=false")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SELECT error('CANARY-7f3a91c2')")]
    [InlineData("SELECT CAST(c0 AS INTEGER) FROM t0")]
    [InlineData("SELECT x FROM nowhere")]
    [InlineData("not SQL")]
    public async Task Statements_that_leave_the_prepared_tables_fail_in_general_words(string sql)
    {
        await using var data = await _scratch.OpenAsync([$"id,x", $"1,{Canary}"], t => t.Text("x").OnePerUnit());
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data.Population);
        var error = await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync(account, string.Format(sql, _scratch.Folder), 0, 1));
        var text = error.Everything();
        Assert.Null(error.InnerException);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DuckDB", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["t.csv"], Directory.GetFileSystemEntries(_scratch.Folder).Select(f => Path.GetFileName(f)));
        Assert.Equal(1, await data.IntegerAsync("SELECT count(*) FROM t0"));
    }

    [Fact]
    public async Task Tables_other_than_the_prepared_ones_are_gone()
    {
        await using var data = await _scratch.OpenAsync([$"id,x", $"1,{Canary}"], t => t.Category("x", "a").AtMost(1));
        Assert.Equal(["e0", "t0", "units"], (await data.PushAsync("SELECT table_name, 1 FROM information_schema.tables", 1, 1)).Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
        Assert.Equal(["c0", "r", "u"], (await data.PushAsync("SELECT column_name, 1 FROM information_schema.columns WHERE table_name = 't0'", 1, 1)).Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_data_set_beyond_its_memory_spills_encrypted_pages_and_opens()
    {
        // 1,000,000 rows of incompressible text under 128 MiB: the pages on disk must show none of it.
        const int Rows = 1_000_000;
        Scratch.Run($"COPY (SELECT range % 200000 AS id, '{Canary}-' || md5(range::VARCHAR) AS x, range % 100 AS v FROM range({Rows})) TO '{_scratch.PathOf("t.csv")}' (HEADER)");
        long spilled = 0;
        var leaks = 0;
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var (bytes, found) = Search(_scratch.Spill, Canary);
                spilled = Math.Max(spilled, bytes);
                leaks += found;
                await Task.Delay(400);
            }
        });
        await using (var data = await _scratch.OpenAsync(d => d.Memory(128 << 20).SpillTo(_scratch.Spill).Table("t", "t.csv", t => t.Text("x").Number("v", 0, 100).AtMost(3))))
        {
            Assert.Equal(600_000, await data.IntegerAsync("SELECT count(*) FROM t0"));
            Assert.Equal(200_000, await data.IntegerAsync("SELECT count(DISTINCT u) FROM t0"));
            var (bytes, found) = Search(_scratch.Spill, Canary);
            spilled = Math.Max(spilled, bytes);
            leaks += found;
            await stop.CancelAsync();
            await watch;
            Assert.True(spilled > 1 << 20, $"Only {spilled} bytes were spilled: the test tests nothing.");
            Assert.Equal(0, leaks);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Spill));
    }

    [Fact]
    public async Task A_file_that_needs_more_memory_says_so()
    {
        Scratch.Run($"COPY (SELECT 1 AS id, repeat('x', 90000000) AS x FROM range(3)) TO '{_scratch.PathOf("t.parquet")}' (FORMAT parquet)");
        var refused = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d.Memory(64 << 20).SpillTo(_scratch.Spill).Table("t", "t.parquet", t => t.Text("x").OnePerUnit())));
        Assert.Contains("within the memory and disk", refused.Message, StringComparison.Ordinal);
        Assert.Contains("t.parquet", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_data_set_answers_nothing()
    {
        var data = await _scratch.OpenAsync(["id,v", "1,2"], t => t.Number("v", 0, 9).OnePerUnit());
        await data.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => data.IntegerAsync("SELECT count(*) FROM t0"));
    }

    [Fact]
    public async Task Many_readers_share_one_data_set()
    {
        await using var data = await _scratch.OpenAsync(Enumerable.Range(0, 1000).Select(i => $"{i},{i % 7}").Prepend("id,v"), t => t.Number("v", 0, 9).OnePerUnit());
        var sums = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => data.IntegerAsync($"SELECT sum(c0) // 1048576 + {i} FROM t0")));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => Enumerable.Range(0, 1000).Sum(x => x % 7) + (long)i), sums);
    }

    // Files come and go while they are read.
    private static (long Bytes, int Found) Search(string folder, string text)
    {
        var needle = System.Text.Encoding.UTF8.GetBytes(text);
        long bytes = 0;
        var found = 0;
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                bytes += copy.Length;
                found += copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(needle) >= 0 ? 1 : 0;
            }
            catch (IOException)
            {
            }
        }

        return (bytes, found);
    }
}

using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var error = await Refused(() => Ledger.OpenAsync(Path.Combine(_scratch.Folder, "nowhere", "clinic.ledger")));
        Assert.Contains("there is no folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_named()
    {
        await File.WriteAllTextAsync(_scratch.Ledger, "text");
        Assert.Contains("there is no folder", await Refused(() => Ledger.OpenAsync(Path.Combine(_scratch.Ledger, "clinic.ledger"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_a_folder_is_named() =>
        Assert.Contains("is a folder", await Refused(() => Ledger.OpenAsync(_scratch.Folder)), StringComparison.Ordinal);

    [Fact]
    public async Task A_ledger_that_must_exist_is_not_begun()
    {
        Assert.Contains("There is no ledger", await Refused(() => Ledger.OpenExistingAsync(_scratch.Ledger)), StringComparison.Ordinal);
        Assert.Contains("There is no ledger", await Refused(() => Ledger.OpenExistingAsync(_scratch.Ledger, LedgerKeys.Create())), StringComparison.Ordinal);
        Assert.Empty(_scratch.Files);
    }

    [Fact]
    public async Task A_folder_where_nobody_may_write_is_refused_and_left_empty()
    {
        // The kernel's own folder takes no files, not even from root, for whom permissions do not bind.
        Assert.SkipUnless(Directory.Exists("/proc/self"), "There is no /proc on this system.");
        await Refused(() => Ledger.OpenAsync("/proc/self/clinic.ledger"));
        await Refused(() => Ledger.OpenAsync("/proc/self/clinic.ledger", LedgerKeys.Create()));
    }

    [Fact]
    public async Task A_read_only_file_system_is_refused_in_words_and_what_is_on_it_stays()
    {
        using var disk = SmallDisk.TryMount(_scratch.Folder, mebibytes: 32);
        Assert.SkipWhen(disk is null, "Mounting a file system takes root.");
        await using (var ledger = await Ledger.OpenAsync(disk.Ledger))
        {
            await (await ledger.AccountAsync()).CountAsync();
        }

        disk.MakeReadOnly();
        Assert.Contains("read-only", await Refused(() => Ledger.OpenAsync(disk.Ledger)), StringComparison.Ordinal);
        Assert.Contains("read-only", (await Refused(() => Ledger.OpenAsync(disk.Ledger + "2"))).ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is a text file and not a database, long enough to have what could be a header of one hundred bytes and a little more\n")]
    [InlineData("short")]
    [InlineData("")]
    public async Task A_file_that_is_not_a_database_is_refused_and_not_touched(string text)
    {
        await File.WriteAllTextAsync(_scratch.Ledger, text);
        Assert.Contains("is not a Tacit ledger", await Refused(() => Ledger.OpenAsync(_scratch.Ledger, LedgerKeys.Create())), StringComparison.Ordinal);
        await Refused(() => Ledger.OpenAsync(_scratch.Ledger));
        Assert.Equal(text, await File.ReadAllTextAsync(_scratch.Ledger));
        Assert.Equal(["clinic.ledger"], _scratch.Files);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_not_touched()
    {
        _scratch.Scalar("CREATE TABLE patients (id INTEGER)");
        var before = await File.ReadAllBytesAsync(_scratch.Ledger);
        Assert.Contains("is not a Tacit ledger", await Refused(() => Ledger.OpenAsync(_scratch.Ledger, LedgerKeys.Create())), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_scratch.Ledger));
    }

    [Fact]
    public async Task A_newer_format_is_refused()
    {
        await BeginAsync();
        _scratch.Scalar("UPDATE meta SET value = '4' WHERE key = 'format'");
        Assert.EndsWith("was written by a newer version of Tacit (format 4; this one reads 3). Update Tacit.", await Refused(() => Ledger.OpenAsync(_scratch.Ledger)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_an_error_in_words_and_never_a_clean_verification()
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            var account = await ledger.AccountAsync(cap: 100);
            for (var i = 0; i < 40; i++)
            {
                await account.CountAsync();
            }
        }

        var whole = await File.ReadAllBytesAsync(_scratch.Ledger);
        for (var page = 1; page < whole.Length / 4096; page++)
        {
            var damaged = whole.ToArray();
            damaged.AsSpan(page * 4096, 4096).Fill(0xA5);
            await File.WriteAllBytesAsync(_scratch.Ledger, damaged);
            try
            {
                await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
                if ((await ledger.VerifyAsync()).IsValid)
                {
                    // The page belongs to an index, which verification does not need; a decision that needs it must fail in words.
                    await (await ledger.AccountAsync(cap: 100)).CountAsync("a plan");
                }
            }
            catch (LedgerException)
            {
            }
        }

        await File.WriteAllBytesAsync(_scratch.Ledger, whole[..(whole.Length / 2)]);
        await Assert.ThrowsAsync<LedgerException>(async () =>
        {
            await using var half = await Ledger.OpenAsync(_scratch.Ledger);
            Assert.False((await half.VerifyAsync()).IsValid);
            throw new LedgerException("A verification that finds the fault is as good.");
        });
    }

    [Fact]
    public async Task A_ledger_that_another_process_holds_for_too_long_says_so_and_works_again_afterwards()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        using (var other = _scratch.Connect())
        using (other.BeginTransaction(deferred: false))
        {
            var error = await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync());
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
        }

        await account.CountAsync();
        Assert.Equal(1, (await account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task A_log_without_its_ledger_is_not_replayed_into_a_new_one()
    {
        await File.WriteAllTextAsync(_scratch.Ledger + "-wal", "records");
        Assert.Contains("its log", await Refused(() => Ledger.OpenAsync(_scratch.Ledger)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relative_paths_and_odd_names_work()
    {
        var odd = Path.Combine(_scratch.Folder, "my;clinic=1 'é'.ledger");
        await using (var ledger = await Ledger.OpenAsync(Path.GetRelativePath(Environment.CurrentDirectory, odd)))
        {
            await (await ledger.AccountAsync()).CountAsync();
        }

        await using var again = await Ledger.OpenExistingAsync(odd);
        await again.IsSoundAsync();
    }

    // What a flush promises shows in no answer: the settings of the connection that writes are what there is to see of it. 2 is FULL.
    [Fact]
    public async Task Every_commit_is_flushed()
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            await ledger.AccountAsync();
        }

        var open = typeof(SqliteLedger).Assembly.GetType("Tacit.Ledgers.SqliteFile", throwOnError: true)!.GetMethod("Open")!;
        using var connection = (Microsoft.Data.Sqlite.SqliteConnection)open.Invoke(null, [_scratch.Ledger])!;
        foreach (var (pragma, value) in new[] { ("synchronous", 2L), ("fullfsync", 1L), ("checkpoint_fullfsync", 1L) })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            Assert.Equal(value, command.ExecuteScalar());
        }
    }

    [Fact]
    public async Task The_file_keeps_a_write_ahead_log()
    {
        await BeginAsync();
        Assert.Equal("wal", _scratch.Scalar("PRAGMA journal_mode"));
    }

    private static async Task<string> Refused(Func<Task<Ledger>> open) => (await Assert.ThrowsAsync<LedgerException>(open)).Message;

    private async Task BeginAsync()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
    }
}

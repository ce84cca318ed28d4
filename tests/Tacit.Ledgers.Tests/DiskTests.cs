namespace Tacit.Ledgers.Tests;

public sealed class DiskTests : IDisposable
{
    private const long Mebibyte = 1 << 20;
    private readonly Scratch _scratch = new();
    private readonly SmallDisk? _disk;

    public DiskTests() => _disk = SmallDisk.TryMount(_scratch.Folder, mebibytes: 24);

    public void Dispose()
    {
        _disk?.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task On_a_nearly_full_disk_no_spend_begins_but_one_that_began_is_settled()
    {
        Assert.SkipWhen(_disk is null, "Mounting a file system takes root.");
        await using var ledger = await Ledger.OpenAsync(_disk.Ledger);
        var account = await ledger.AccountAsync();
        await account.CountAsync("before", inside: () =>
        {
            _disk.FillUpTo(8 * Mebibyte);
            return Task.CompletedTask;
        });

        var error = await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync());
        Assert.Contains("nearly full", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was spent", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LedgerException>(() => ledger.AccountAsync(new Population("school", PrivacyUnit.Row()), PrivacyBudget.Pure(1)));
        Assert.True((await account.CountAsync("before")).Receipt.IsRepeated);
        Assert.Equal(1, (await account.StatusAsync()).Entries);

        _disk.Empty();
        await account.CountAsync();
        await ledger.IsSoundAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_full_disk_there_is_no_answer_what_was_touched_stays_spent_and_the_ledger_stays_sound(bool afterTheTouch)
    {
        Assert.SkipWhen(_disk is null, "Mounting a file system takes root.");
        await using var ledger = await Ledger.OpenAsync(_disk.Ledger);
        var account = await ledger.AccountAsync(cap: 100);
        var entry = 0;
        var lost = await Assert.ThrowsAsync<LedgerException>(async () =>
        {
            // The log may have pages to spare for a step or two.
            for (; entry < 40; entry++)
            {
                await account.CountAsync("the answer", Clinic.Tenth / (entry + 1), afterTheTouch ? null : Fill, afterTheTouch ? () => _disk.FillUpTo(0) : null);
                _disk.Empty();
            }
        });
        Assert.Contains("is full", lost.Message, StringComparison.Ordinal);

        _disk.Empty();
        var records = await ledger.ToListAsync();
        Assert.Equal(entry + 1, records[^1].Entry);
        Assert.Contains(records[^1].Kind, afterTheTouch ? [LedgerRecordKind.Touched] : (LedgerRecordKind[])[LedgerRecordKind.Reserved, LedgerRecordKind.Void]);
        Assert.Equal(entry + 1, (await account.StatusAsync()).Entries);
        Assert.False((await account.CountAsync("the answer", Clinic.Tenth / (entry + 1))).Receipt.IsRepeated);
        await ledger.IsSoundAsync();

        Task Fill()
        {
            _disk.FillUpTo(0);
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(8192)]
    public async Task On_a_full_disk_no_half_ledger_is_left(long free)
    {
        Assert.SkipWhen(_disk is null, "Mounting a file system takes root.");
        _disk.FillUpTo(free);
        Assert.Contains("is full", (await Assert.ThrowsAsync<LedgerException>(() => Ledger.OpenAsync(_disk.Ledger))).Message, StringComparison.Ordinal);
        Assert.Equal(["filling"], Directory.GetFiles(Path.GetDirectoryName(_disk.Ledger)!).Select(f => Path.GetFileName(f)));
        _disk.Empty();
        await using var ledger = await Ledger.OpenAsync(_disk.Ledger);
        await (await ledger.AccountAsync()).CountAsync();
    }
}

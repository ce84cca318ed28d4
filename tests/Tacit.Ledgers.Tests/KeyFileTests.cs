namespace Tacit.Ledgers.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_key_is_for_its_owners_eyes_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no mode bits.");
            return;
        }

        await BeginAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch.Key));
        Assert.Equal(64, (await File.ReadAllTextAsync(_scratch.Key)).Trim().Length);
    }

    [Fact]
    public async Task A_ledger_without_its_key_is_refused_and_gets_no_new_one()
    {
        await BeginAsync();
        File.Delete(_scratch.Key);
        Assert.Contains("Restore the key file", await Refused(), StringComparison.Ordinal);
        Assert.Equal(["clinic.ledger"], _scratch.Files);
    }

    [Fact]
    public async Task A_key_without_its_ledger_is_refused_and_begins_no_new_one()
    {
        await BeginAsync();
        File.Delete(_scratch.Ledger);
        Assert.Contains("Restore the ledger", await Refused(), StringComparison.Ordinal);
        Assert.Equal(["clinic.ledger.key"], _scratch.Files);

        File.Delete(_scratch.Key);
        await BeginAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0011")]
    [InlineData("not a key at all, but as long as one: ==========================")]
    public async Task A_damaged_key_is_refused(string text)
    {
        await BeginAsync();
        await File.WriteAllTextAsync(_scratch.Key, text);
        Assert.Contains("is damaged", await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_is_refused_before_it_can_write()
    {
        await BeginAsync();
        var error = await Assert.ThrowsAsync<LedgerException>(() => Ledger.OpenAsync(_scratch.Ledger, LedgerKeys.Create()));
        Assert.Contains("another key", error.Message, StringComparison.Ordinal);
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task Another_key_whose_check_was_forged_does_not_verify()
    {
        await BeginAsync();
        var other = LedgerKeys.Create();
        using var elsewhere = new Scratch();
        await using (await Ledger.OpenAsync(elsewhere.Ledger, other))
        {
        }

        _scratch.Scalar($"UPDATE meta SET value = '{elsewhere.Scalar("SELECT value FROM meta WHERE key = 'key'")}' WHERE key = 'key'");
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, other);
        Assert.False((await ledger.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task Keys_that_the_owner_brings_leave_no_key_file()
    {
        var keys = LedgerKeys.Create();
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger, keys))
        {
            await (await ledger.AccountAsync()).CountAsync("plan");
        }

        Assert.Equal(["clinic.ledger"], _scratch.Files);
        await Refused();
        await using var again = await Ledger.OpenExistingAsync(_scratch.Ledger, LedgerKeys.From(keys.Export()));
        Assert.True((await (await again.AccountAsync()).CountAsync("plan")).Receipt.IsRepeated);
    }

    [Fact]
    public async Task A_crash_after_the_ledger_got_its_name_and_before_the_key_did_is_mended()
    {
        await BeginAsync();
        File.Move(_scratch.Key, $"{_scratch.Key}.{_scratch.Scalar("SELECT value FROM meta WHERE key = 'ledger'")}.new");
        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
        Assert.True(File.Exists(_scratch.Key));
    }

    [Fact]
    public async Task A_crash_before_the_ledger_got_its_name_leaves_the_way_free()
    {
        await File.WriteAllTextAsync($"{_scratch.Key}.{new string('0', 32)}.new", "half a key");
        await File.WriteAllTextAsync($"{_scratch.Ledger}.{new string('0', 32)}.new", "half a ledger");
        await BeginAsync();
        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_key_that_is_kept_elsewhere_is_made_there_and_nowhere_else()
    {
        using var safe = new Scratch();
        await BeginAsync(safe.Key);
        Assert.Equal(["clinic.ledger"], _scratch.Files);
        Assert.Equal(["clinic.ledger.key"], safe.Files);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(safe.Key));
        }

        await BeginAsync(safe.Key);
        Assert.Contains("--key", await Refused(), StringComparison.Ordinal);
        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger, keyFile: safe.Key);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_key_that_is_not_where_the_owner_says_is_refused_and_not_made()
    {
        using var safe = new Scratch();
        await BeginAsync();
        Assert.Contains("beside the ledger", await Refused(safe.Key), StringComparison.Ordinal);
        File.Delete(_scratch.Key);
        Assert.Contains("Restore the key file", await Refused(safe.Key), StringComparison.Ordinal);
        Assert.Contains("its folder is not there", await Refused(Path.Combine(safe.Folder, "stick", "key")), StringComparison.Ordinal);
        Assert.Empty(safe.Files);
    }

    [Fact]
    public async Task The_key_of_another_ledger_is_refused()
    {
        using var other = new Scratch();
        await using (await Ledger.OpenAsync(other.Ledger))
        {
        }

        await BeginAsync();
        Assert.Contains("another key", await Refused(other.Key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ledger_that_is_gone_is_not_begun_anew_wherever_its_key_is(bool beside)
    {
        using var safe = new Scratch();
        await BeginAsync(beside ? null : safe.Key);
        File.Delete(_scratch.Ledger);
        Assert.Contains("Restore the ledger", await Refused(safe.Key), StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch.Ledger));
    }

    [Fact]
    public async Task A_crash_before_a_key_elsewhere_got_its_name_is_mended()
    {
        using var safe = new Scratch();
        await BeginAsync(safe.Key);
        File.Move(safe.Key, $"{safe.Key}.{_scratch.Scalar("SELECT value FROM meta WHERE key = 'ledger'")}.new");
        await BeginAsync(safe.Key);
        Assert.Equal(["clinic.ledger.key"], safe.Files);
    }

    [Fact]
    public async Task Unclear_keys_are_bad_input_and_make_nothing()
    {
        await Assert.ThrowsAsync<BadInputException>(() => Ledger.OpenAsync(_scratch.Ledger, keyFile: _scratch.Ledger));
        await Assert.ThrowsAsync<BadInputException>(() => Ledger.OpenAsync(_scratch.Ledger, keyFile: _scratch.Folder));
        await Assert.ThrowsAsync<BadInputException>(() => Ledger.OpenAsync(_scratch.Ledger, keyFile: " "));
        await Assert.ThrowsAsync<BadInputException>(() => Ledger.OpenAsync(_scratch.Ledger, LedgerKeys.Create(), _scratch.Key));
        Assert.Empty(_scratch.Files);
    }

    private async Task<string> Refused(string? keyFile = null) => (await Assert.ThrowsAsync<LedgerException>(() => Ledger.OpenAsync(_scratch.Ledger, keyFile: keyFile))).Message;

    private async Task BeginAsync(string? keyFile = null)
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, keyFile: keyFile);
        await ledger.AccountAsync();
    }
}

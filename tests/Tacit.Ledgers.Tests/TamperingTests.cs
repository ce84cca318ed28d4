namespace Tacit.Ledgers.Tests;

public sealed class TamperingTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    // Records 1 opened; 2, 3, 4 the first entry; 5, 6, 7 the second.
    [InlineData("a price", "UPDATE record SET body = CAST(replace(CAST(body AS TEXT), '\"epsilon\":\"0.1\"', '\"epsilon\":\"0.05\"') AS BLOB) WHERE sequence = 2")]
    [InlineData("a time", "UPDATE record SET body = CAST(replace(CAST(body AS TEXT), '\"time\":\"2', '\"time\":\"1') AS BLOB) WHERE sequence = 2")]
    [InlineData("a body cut off", "UPDATE record SET body = substr(body, 1, 20) WHERE sequence = 3")]
    [InlineData("no body", "UPDATE record SET body = x'' WHERE sequence = 3")]
    [InlineData("a member more, which no hash covers", "UPDATE record SET body = CAST(replace(CAST(body AS TEXT), '\"kind\":', '\"forgiven\":true,\"kind\":') AS BLOB) WHERE sequence = 2")]
    [InlineData("an answer", "UPDATE record SET answer = zeroblob(length(answer)) WHERE sequence = 4")]
    [InlineData("an answer taken off", "UPDATE record SET answer = x'' WHERE sequence = 4")]
    [InlineData("a hash", "UPDATE record SET hash = (SELECT n.hash FROM record n WHERE n.sequence = 3) WHERE sequence = 4")]
    [InlineData("hashes that are none", "UPDATE record SET hash = 'none' WHERE sequence = 4; UPDATE record SET previous_hash = 'none' WHERE sequence = 5")]
    [InlineData("the last hash", "UPDATE record SET hash = 'none' WHERE sequence = 7")]
    [InlineData("the column of the entry", "UPDATE record SET entry = 9 WHERE sequence = 4")]
    [InlineData("the column of the account", "UPDATE record SET account = 'school' WHERE sequence = 4")]
    [InlineData("the column of the kind", "UPDATE record SET kind = 'Reserved' WHERE sequence = 3")]
    [InlineData("a kind that is none", "UPDATE record SET kind = 'Forgiven' WHERE sequence = 3")]
    [InlineData("the column of the plan", "UPDATE record SET plan_hash = 'other' WHERE sequence = 4")]
    [InlineData("the column of the lease", "UPDATE record SET lease_until = 0 WHERE sequence = 2")]
    [InlineData("a record removed", "DELETE FROM record WHERE sequence = 3")]
    [InlineData("the first record removed", "DELETE FROM record WHERE sequence = 1")]
    [InlineData("an entry removed and the rest renumbered", "DELETE FROM record WHERE entry = 1; UPDATE record SET sequence = sequence - 3 WHERE sequence > 4")]
    [InlineData("two records swapped", "UPDATE record SET sequence = 99 WHERE sequence = 3; UPDATE record SET sequence = 3 WHERE sequence = 6; UPDATE record SET sequence = 6 WHERE sequence = 99")]
    [InlineData("the content of two records swapped", """
        CREATE TEMP TABLE old AS SELECT * FROM record WHERE sequence IN (4, 7);
        UPDATE record SET (body, answer, hash) = (SELECT body, answer, hash FROM old WHERE old.sequence = 11 - record.sequence) WHERE sequence IN (4, 7)
        """)]
    [InlineData("a record added", "INSERT INTO record SELECT 8, account, entry, 'Void', plan_hash, lease_until, body, answer, hash, hash FROM record WHERE sequence = 7")]
    [InlineData("the last record removed", "DELETE FROM record WHERE sequence > 4")]
    [InlineData("totals", "UPDATE account SET state = replace(state, '\"spent\":\"', '\"spent\":\"epsilon=0;rho=0;delta=0\",\"was\":\"')")]
    [InlineData("totals that are none", "UPDATE account SET state = 'nothing'")]
    [InlineData("a cap", "UPDATE account SET state = replace(state, '\"cap\":\"epsilon=1', '\"cap\":\"epsilon=100')")]
    [InlineData("an account removed", "DELETE FROM account")]
    [InlineData("an account added", "INSERT INTO account SELECT 'school', replace(state, 'clinic', 'school') FROM account")]
    public async Task A_ledger_that_was_altered_does_not_verify(string what, string sql)
    {
        await SpendTwiceAsync();
        _scratch.TakeGuardsOff();
        await using (var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger))
        {
            await ledger.IsSoundAsync();
        }

        _scratch.Tamper(sql);
        await using var altered = await Ledger.OpenExistingAsync(_scratch.Ledger);
        var verification = await altered.VerifyAsync();
        Assert.False(verification.IsValid, $"{what}: not found");
    }

    [Theory]
    [InlineData("UPDATE account SET state = replace(state, '\"spent\":\"', '\"spent\":\"0;0;0;0;0\",\"was\":\"')")]
    [InlineData("UPDATE account SET state = replace(state, '\"cap\":\"epsilon=1', '\"cap\":\"epsilon=100')")]
    public async Task Nothing_is_spent_from_totals_that_were_altered(string sql)
    {
        await SpendTwiceAsync();
        _scratch.Tamper(sql);
        await using var altered = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await Assert.ThrowsAsync<LedgerException>(() => altered.StatusAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forged_reservation_frees_nothing(bool renew)
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            await (await ledger.AccountAsync(Clinic.Tenth)).CountAsync();
        }

        _scratch.TakeGuardsOff();
        _scratch.Tamper("""
            INSERT INTO record SELECT 0, account, 99, kind, plan_hash, lease_until,
              CAST(replace(replace(CAST(body AS TEXT), '"sequence":2', '"sequence":0'), '"entry":1', '"entry":99') AS BLOB), answer, previous_hash, hash
              FROM record WHERE sequence = 2;
            INSERT INTO reservation VALUES ('clinic', 99, 0, 0)
            """);
        await using var altered = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await altered.AccountAsync(Clinic.Tenth);
        var error = await Assert.ThrowsAsync<LedgerException>(() => renew ? altered.RenewAsync("clinic", "new data") : account.CountAsync());
        Assert.Contains("altered", error.Message, StringComparison.Ordinal);
        Assert.Equal(Clinic.Tenth, (await account.StatusAsync()).Lifetime.Epsilon);
    }

    [Fact]
    public async Task A_truncated_ledger_with_fitting_totals_is_found_by_a_receipt_and_by_nothing_else()
    {
        LedgerHead receipt;
        string totals;
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            var account = await ledger.AccountAsync();
            await account.CountAsync();
            totals = _scratch.Scalar("SELECT state FROM account");
            receipt = HeadOf(await account.CountAsync());
        }

        _scratch.TakeGuardsOff();
        _scratch.Tamper($"DELETE FROM record WHERE sequence > 4; UPDATE account SET state = '{totals}'");
        await using var truncated = await Ledger.OpenAsync(_scratch.Ledger);
        Assert.True((await truncated.VerifyAsync()).IsValid);
        Assert.False((await truncated.VerifyAsync(receipt)).IsValid);
    }

    [Fact]
    public async Task An_older_copy_is_found_by_a_receipt_also_after_it_was_written_on()
    {
        await SpendTwiceAsync();
        var old = await File.ReadAllBytesAsync(_scratch.Ledger);
        LedgerHead receipt;
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            receipt = HeadOf(await (await ledger.AccountAsync()).CountAsync());
            Assert.True((await ledger.VerifyAsync(receipt)).IsValid);
        }

        await File.WriteAllBytesAsync(_scratch.Ledger, old);
        await using var restored = await Ledger.OpenAsync(_scratch.Ledger);
        Assert.True((await restored.VerifyAsync()).IsValid);
        Assert.Contains("old copy", Assert.Single((await restored.VerifyAsync(receipt)).Faults), StringComparison.Ordinal);
        await (await restored.AccountAsync()).CountAsync();
        Assert.Contains("rewritten", Assert.Single((await restored.VerifyAsync(receipt)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_itself_refuses_to_change_delete_or_replace_a_record()
    {
        await SpendTwiceAsync();
        foreach (var sql in (string[])[
            "UPDATE record SET entry = 9 WHERE sequence = 2",
            "DELETE FROM record WHERE sequence = 7",
            "INSERT OR REPLACE INTO record SELECT * FROM record WHERE sequence = 7",
            "INSERT INTO record SELECT 9, account, entry, kind, plan_hash, lease_until, body, answer, previous_hash, hash FROM record WHERE sequence = 7"])
        {
            var refused = Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => _scratch.Scalar(sql));
            Assert.Contains("records are", refused.Message, StringComparison.Ordinal);
        }

        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_decision_never_rests_on_a_damaged_record_or_damaged_totals()
    {
        await SpendTwiceAsync("asked before");
        _scratch.TakeGuardsOff();
        _scratch.Tamper("UPDATE record SET body = substr(body, 1, 20) WHERE sequence = 4");
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            var account = await ledger.AccountAsync();
            var error = await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync("asked before-1"));
            Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
            await account.CountAsync("asked now");
        }

        _scratch.Tamper("UPDATE account SET state = 'nothing'");
        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        await Assert.ThrowsAsync<LedgerException>(() => again.AccountAsync());
    }

    private static LedgerHead HeadOf(Release<long> release) => new(release.Receipt.Sequence, release.Receipt.Head);

    private async Task SpendTwiceAsync(string plan = "plan")
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        await account.CountAsync(plan + "-1");
        await account.CountAsync(plan + "-2");
    }
}

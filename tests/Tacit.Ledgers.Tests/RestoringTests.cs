using Tacit.Numerics;
using Tacit.Reports;

namespace Tacit.Ledgers.Tests;

/// <summary>An older copy that was put back, as a file and as a database: it is charged, or closed, and the format of the ledger says so to older versions.</summary>
public sealed class RestoringTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_older_copy_of_a_file_is_charged_and_closed_where_nothing_is_known()
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            await (await ledger.AccountAsync()).CountAsync("before");
            await ledger.AccountAsync(School, PrivacyBudget.Pure(1));
        }

        var old = await File.ReadAllBytesAsync(_scratch.Ledger);
        PrivacyReport report;
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            report = await SpendAndReportAsync(ledger);
        }

        await File.WriteAllBytesAsync(_scratch.Ledger, old);
        Assert.Equal("2", _scratch.Scalar("SELECT value FROM meta WHERE key = 'format'"));
        await using (var restored = await Ledger.OpenAsync(_scratch.Ledger))
        {
            await RestoreAsync(restored, report);
        }

        Assert.Equal("3", _scratch.Scalar("SELECT value FROM meta WHERE key = 'format'"));
        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        await ChargedAsync(again);
    }

    [Fact]
    public async Task An_older_copy_of_a_database_too()
    {
        using var place = await DatabaseLedger.CreateAsync();
        await using (var ledger = await place.OpenAsync())
        {
            await (await ledger.AccountAsync()).CountAsync("before");
            await ledger.AccountAsync(School, PrivacyBudget.Pure(1));
            await place.RunAsync("CREATE TABLE r AS SELECT * FROM tacit.record; CREATE TABLE a AS SELECT * FROM tacit.account");
        }

        PrivacyReport report;
        await using (var ledger = await place.OpenAsync())
        {
            report = await SpendAndReportAsync(ledger);
        }

        await place.RunAsync("""
            ALTER TABLE tacit.record DISABLE TRIGGER USER; DELETE FROM tacit.record; INSERT INTO tacit.record SELECT * FROM r; ALTER TABLE tacit.record ENABLE TRIGGER USER;
            DELETE FROM tacit.account; INSERT INTO tacit.account SELECT * FROM a; DELETE FROM tacit.reservation
            """);
        await using (var restored = await place.OpenAsync())
        {
            await RestoreAsync(restored, report);
        }

        Assert.Equal("3", Assert.Single(await PostgreSql.Tests.Support.PostgreSqlServer.RowsAsync(place.ConnectionString, "SELECT value FROM tacit.meta WHERE key = 'format'", r => r.GetString(0))));
        await using var again = await place.OpenAsync();
        await ChargedAsync(again);
    }

    private static Population School { get; } = new("school", PrivacyUnit.Row());

    private static async Task<PrivacyReport> SpendAndReportAsync(Ledger ledger)
    {
        var account = await ledger.AccountAsync();
        for (var i = 0; i < 4; i++)
        {
            await account.CountAsync();
        }

        var status = await account.StatusAsync();
        return new() { Title = "report", Created = TimeProvider.System.GetUtcNow(), Data = [], Unit = status.Unit, Trust = "owner", Budget = BudgetReport.Of(status), Answers = [], Caveats = [] };
    }

    private static async Task RestoreAsync(Ledger restored, PrivacyReport report) =>
        Assert.Equal([("clinic", false), ("school", true)], (await restored.RestoreAsync([report], "the disk failed")).Select(a => (a.Account, a.IsClosed)));

    // Half a budget is spent, a little more by the rounding of the report: four tenths are left, and no fifth.
    private static async Task ChargedAsync(Ledger ledger)
    {
        var account = await ledger.AccountAsync();
        Assert.Equal(Rational.Parse("1/2") * (1 + new Rational(1, 100_000)), (await account.StatusAsync()).Lifetime.Epsilon);
        Assert.True((await account.CountAsync("before")).Receipt.IsRepeated);
        for (var i = 0; i < 4; i++)
        {
            await account.CountAsync();
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => account.CountAsync());
        var school = await ledger.AccountAsync(School, PrivacyBudget.Pure(1));
        Assert.Contains("is closed", (await Assert.ThrowsAsync<BudgetExceededException>(() => school.CountAsync())).Message, StringComparison.Ordinal);
        await ledger.IsSoundAsync();
    }
}

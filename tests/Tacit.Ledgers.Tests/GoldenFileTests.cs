namespace Tacit.Ledgers.Tests;

/// <summary>A ledger that format 1 wrote (the demo's, over published data) stays readable, verifiable and chargeable.</summary>
public sealed class GoldenFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_ledger_of_format_1_opens_verifies_and_keeps_its_totals()
    {
        foreach (var extension in new[] { string.Empty, ".key" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "format-1.ledger" + extension), _scratch.Ledger + extension);
        }

        await using var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger);
        var verification = await ledger.VerifyAsync();
        Assert.Empty(verification.Faults);
        Assert.Equal(22, verification.Records);
        var status = Assert.Single(await ledger.StatusAsync());
        Assert.Equal(("nafld", 7L, "ε = 1, δ = 5e-7"), (status.Account, status.Entries, status.Spent.ToString()));
        await foreach (var record in ledger.RecordsAsync())
        {
            Assert.True(record.Loss.Length == 0 || PrivacyLoss.FromJson(record.Loss).ToJson() == record.Loss);
        }

        // Reading leaves the file as it is; the first record makes it one of format 2, which older versions refuse.
        Assert.Equal("1", _scratch.Scalar("SELECT value FROM meta WHERE key = 'format'"));
        Assert.Equal(PrivacyFilter.PureOrZcdp, status.Filter);
        await ledger.RaiseAsync("nafld", PrivacyBudget.Approximate(2, 1e-6), "a second study");
        await ledger.CapAnalystAsync("nafld", "ann", PrivacyBudget.Pure(1));
        Assert.Equal("2", _scratch.Scalar("SELECT value FROM meta WHERE key = 'format'"));
        Assert.Empty((await ledger.VerifyAsync()).Faults);
    }
}

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

    // Written over NAFLD by the command line: nested caps, a second period, a zCDP spend after pure ones, an account with the Rényi filter; the third one restored from a copy as well.
    [Theory]
    [InlineData(2, 13 + 3, "ρ = 0.001", "ρ = 0.0685, δ = 1e-8")]
    [InlineData(3, 13 + 4, "ρ = 0.03225", "ρ = 0.09975, δ = 1e-8")]
    public async Task Ledgers_of_formats_2_and_3_open_verify_and_go_on(int format, int records, string spent, string lifetime)
    {
        foreach (var extension in new[] { string.Empty, ".key" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", $"format-{format}.ledger{extension}"), _scratch.Ledger + extension);
        }

        await using (var ledger = await Ledger.OpenExistingAsync(_scratch.Ledger))
        {
            var verification = await ledger.VerifyAsync();
            Assert.Empty(verification.Faults);
            Assert.Equal(records, verification.Records);
            var accounts = await ledger.StatusAsync();
            Assert.Equal(["nafld", "nafld/analyst/ann", "nafld/purpose/quality", "scans", "scans/analyst/bob"], accounts.Select(a => a.Account));
            Assert.All(accounts.Take(3), a => Assert.Equal((spent, lifetime, 2L, 3L), (a.Spent.ToString(), a.Lifetime.ToString(), a.Period, a.Entries)));
            Assert.All(accounts.Skip(3), a => Assert.Equal((0L, 0.0), (a.Entries, a.Odometer!.Value.Epsilon)));
            Assert.All(accounts.Skip(3), a => Assert.Contains("renyi", a.Filter.ToString(), StringComparison.OrdinalIgnoreCase));
        }

        // Reading leaves the file as it is, and a spend in it goes on from what was recorded, under all three caps.
        Assert.Equal($"{format}", _scratch.Scalar("SELECT value FROM meta WHERE key = 'format'"));
        await using var again = await Ledger.OpenExistingAsync(_scratch.Ledger);
        await again.RaiseAsync("nafld/analyst/ann", PrivacyBudget.Approximate(3, 1e-7), "a second study");
        Assert.Empty((await again.VerifyAsync()).Faults);
        Assert.Equal($"{format}", _scratch.Scalar("SELECT value FROM meta WHERE key = 'format'"));
    }
}

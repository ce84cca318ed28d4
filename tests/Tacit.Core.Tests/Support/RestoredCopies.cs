using Microsoft.Extensions.Time.Testing;
using Tacit.Accounting;
using Tacit.Numerics;
using Tacit.Reports;

namespace Tacit.Core.Tests.Support;

/// <summary>Ledgers that are copied, spent from and reported, on a clock that a spend and a report move on by a second.</summary>
public abstract class RestoredCopies
{
    // Reports round to six digits, and are rounded up.
    private protected static Rational Up { get; } = 1 + new Rational(1, 100_000);

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private protected Task<Hospital> OpenAsync(PrivacyBudget cap, PrivacyFilter? filter = null) => Hospital.OpenAsync(cap, Time, filter);

    private protected Ledger Over(ListStore store, Hospital hospital) => Ledger.Over(store, hospital.Keys, Time);

    private protected async Task SpendAsync(Account account, params double[] parts)
    {
        foreach (var epsilon in parts)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Hospital.RunAsync(account.Spend(epsilon), Hospital.Noise(Rational.Parse(epsilon.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        }
    }

    private protected static async Task<ListStore> CopyAsync(Hospital hospital)
    {
        var snapshot = await hospital.Store.ReadAsync(default);
        return new(snapshot.Records, snapshot.States);
    }

    private protected async Task<PrivacyReport> ReportAsync(Account account)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var status = await account.StatusAsync();
        return new() { Title = "report", Created = Time.GetUtcNow(), Data = [], Unit = status.Unit, Trust = "owner", Budget = BudgetReport.Of(status), Answers = [], Caveats = [] };
    }
}

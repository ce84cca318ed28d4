using System.Globalization;
using Tacit.Ledgers;

namespace Tacit.AdoNet;

/// <summary>Begins a new period where a policy says how long one lasts and that time has passed since the present one began.</summary>
/// <remarks>
/// A period begins with the account or with its renewal, and ends at the first opening after its days: late at most, never early. The number of the period is given to the
/// ledger, so that of several programs one renews. A run that is about to read data lets the old period last until the next opening.
/// </remarks>
internal static class PolicyRenewal
{
    public static async Task RenewAsync(Ledger ledger, string account, int days, DateTimeOffset now, CancellationToken token)
    {
        (DateTimeOffset Began, long Period) present = (now, 1);
        await foreach (var record in ledger.RecordsAsync(token).ConfigureAwait(false))
        {
            if (record.Account == account && record.Kind is (LedgerRecordKind.Opened or LedgerRecordKind.Renewed))
            {
                present = (record.Time, record.Kind == LedgerRecordKind.Opened ? 1 : present.Period + 1);
            }
        }

        if (now - present.Began < TimeSpan.FromDays(days))
        {
            return;
        }

        try
        {
            await ledger.RenewAsync(account, string.Create(CultureInfo.InvariantCulture, $"policy: {days} days since {present.Began.UtcDateTime:yyyy-MM-dd}"), present.Period, token).ConfigureAwait(false);
        }
        catch (LedgerException)
        {
            // Somebody is about to read in the old period, which pays for it. What is wrong with the ledger itself is said when it is asked to pay.
        }
    }
}

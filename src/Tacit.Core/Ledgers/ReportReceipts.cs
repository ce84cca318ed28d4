using System.Globalization;
using Tacit.Accounting;
using Tacit.Reports;

namespace Tacit.Ledgers;

/// <summary>Whether a ledger holds what the receipts of a report say.</summary>
internal static class ReportReceipts
{
    /// <summary>What does not agree, with the numbers of the answers from 1.</summary>
    public static IEnumerable<string> Faults(PrivacyReport report, IReadOnlyList<LedgerRecord> records, string ledgerId)
    {
        if (report.Budget.LedgerId != ledgerId)
        {
            yield return $"The report's budget is of ledger {report.Budget.LedgerId}; this is {ledgerId}.";
        }

        if (!records.Any(r => r.Kind == LedgerRecordKind.Opened && r.Account == report.Budget.Account))
        {
            yield return $"The report's budget is of the account '{report.Budget.Account}', which this ledger does not have.";
        }

        var bySequence = records.ToLookup(r => r.Sequence);
        var byEntry = records.ToLookup(r => (r.Account, r.Entry));
        for (var i = 0; i < report.Answers.Count; i++)
        {
            var receipt = report.Answers[i].Receipt;
            if (Fault(receipt, bySequence[receipt.Sequence].FirstOrDefault(), byEntry[(receipt.Account, receipt.Entry)], ledgerId) is { } fault)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"Answer {i + 1} {fault}");
            }
        }
    }

    private static string? Fault(Receipt receipt, LedgerRecord? record, IEnumerable<LedgerRecord> entry, string ledgerId)
    {
        if (!receipt.IsPrivate)
        {
            return "is simulated: no ledger paid for it, and it protects nobody.";
        }

        if (receipt.LedgerId != ledgerId)
        {
            return $"was paid from ledger {receipt.LedgerId}; this is {ledgerId}.";
        }

        if (record is null)
        {
            return Text($"names record {receipt.Sequence}, which the ledger does not have: the ledger is an old copy, or the report was altered.");
        }

        if (record.Hash != receipt.Head)
        {
            return Text($"names record {receipt.Sequence} with another hash: the report was altered, or the ledger was rewritten after the answer was given.");
        }

        if (record.Kind != LedgerRecordKind.Settled || record.Account != receipt.Account || record.Entry != receipt.Entry)
        {
            return Text($"says that record {receipt.Sequence} settled entry {receipt.Entry} of '{receipt.Account}', but it is {record.Kind} of entry {record.Entry} of '{record.Account}'.");
        }

        var paid = entry.Where(r => r.Kind is LedgerRecordKind.Reserved or LedgerRecordKind.Extended).ToList();
        var price = paid.Aggregate(Price.Free, (sum, r) => sum + r.Price).ToString();
        var loss = record.Loss.Length > 0 ? record.Loss : paid.FirstOrDefault()?.Loss;
        return receipt.Price != price || receipt.Loss.ToJson() != loss || receipt.Mechanism != record.Text
            ? Text($"does not say what entry {receipt.Entry} was: the ledger holds '{record.Text}' for {price}. The report was altered: its mechanism, loss or price is another one.")
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

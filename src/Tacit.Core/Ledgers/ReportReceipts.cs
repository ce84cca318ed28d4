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

        if (BudgetFault(report.Budget, records, ledgerId) is { } wrong)
        {
            yield return wrong;
        }

        foreach (var fault in Faults([.. report.Answers.SelectMany(Receipts)], records, ledgerId))
        {
            yield return fault;
        }
    }

    /// <summary>What does not agree with the receipt of one answer.</summary>
    public static IEnumerable<string> Faults(Receipt receipt, IReadOnlyList<LedgerRecord> records, string ledgerId) => Faults([("The answer", receipt)], records, ledgerId);

    private static IEnumerable<string> Faults(IReadOnlyList<(string Name, Receipt Receipt)> receipts, IReadOnlyList<LedgerRecord> records, string ledgerId)
    {
        var bySequence = records.ToLookup(r => r.Sequence);
        var byEntry = records.ToLookup(r => (r.Account, r.Entry));
        var opened = records.Where(r => r.Kind == LedgerRecordKind.Opened).ToLookup(r => r.Account);
        foreach (var (name, receipt) in receipts)
        {
            if (Fault(receipt, bySequence[receipt.Sequence].FirstOrDefault(), byEntry[(receipt.Account, receipt.Entry)], opened[receipt.Account].FirstOrDefault(), ledgerId) is { } fault)
            {
                yield return $"{name} {fault}";
            }
        }
    }

    // A measured effect of bounding is an answer of its own, with a receipt of its own.
    private static IEnumerable<(string Name, Receipt Receipt)> Receipts(AnswerReport answer, int index)
    {
        yield return (Text($"Answer {index + 1}"), answer.Receipt);
        if (answer.BoundingEffect is { } effect)
        {
            yield return (Text($"Answer {index + 1}, its effect of bounding,"), effect.Receipt);
        }
    }

    // The state of the account as of the record that the budget names, computed from the records again.
    private static string? BudgetFault(BudgetReport budget, IReadOnlyList<LedgerRecord> records, string ledgerId)
    {
        if (budget.LedgerId != ledgerId || records.Count == 0 || budget.Sequence > records[^1].Sequence)
        {
            return null;
        }

        AccountState? state = null;
        try
        {
            foreach (var record in records.Where(r => r.Account == budget.Account && r.Sequence <= budget.Sequence))
            {
                state = AccountState.After(state, record);
            }
        }
        catch (FormatException)
        {
            return null; // The verification of the records names the one that is wrong.
        }

        return state is null || BudgetReport.Of(AccountStatus.Of(state, ledgerId, new(budget.Sequence, budget.Head))) == budget
            ? null
            : Text($"The report's budget does not say where '{budget.Account}' stood at record {budget.Sequence}: cap {state.Cap}, spent {state.SpentText} in period {state.Period}, {state.LifetimeText} since the beginning, left {state.Left}. The report was altered.");
    }

    private static string? Fault(Receipt receipt, LedgerRecord? record, IEnumerable<LedgerRecord> entry, LedgerRecord? opened, string ledgerId)
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

        if (opened?.Unit != receipt.Unit.ToString())
        {
            return $"says that it protects {receipt.Unit}, but the account '{receipt.Account}' protects {opened?.Unit}: the report was altered.";
        }

        var paid = entry.Where(r => r.Kind is LedgerRecordKind.Reserved or LedgerRecordKind.Extended).ToList();
        var price = Words(paid, opened);
        var loss = record.Loss.Length > 0 ? record.Loss : paid.FirstOrDefault()?.Loss;
        return receipt.Price != price || receipt.Loss.ToJson() != loss || receipt.Mechanism != record.Text
            ? Text($"does not say what entry {receipt.Entry} was: the ledger holds '{record.Text}' for {price}. The report was altered: its mechanism, loss or price is another one.")
            : null;
    }

    // In the words of the account's filter. A filter that cannot be read is named by the verification of the records.
    private static string Words(List<LedgerRecord> paid, LedgerRecord opened)
    {
        try
        {
            return BudgetFilter.Of(BudgetText.Read(opened.Cap), PrivacyFilter.Parse(opened.Filter)).Words(paid.Aggregate(Charge.Free, (sum, r) => sum + r.Charge));
        }
        catch (FormatException)
        {
            return string.Empty;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Tacit.Ledgers;
using Tacit.Reports;

namespace Tacit.Cli.Output;

/// <summary>What a ledger is verified against: a report, or one answer of <c>tacit query --json</c>.</summary>
/// <param name="Report">The report; that of an answer has this answer alone.</param>
/// <param name="HasBudget">Whether it says where the account stood. An answer to an analyst with a cap does not.</param>
/// <param name="IsAnswer">Whether it is one answer.</param>
internal sealed record LedgerReceipt(PrivacyReport Report, bool HasBudget, bool IsAnswer)
{
    public Task<LedgerVerification> VerifyAsync(Ledger ledger, CancellationToken token) =>
        HasBudget ? ledger.VerifyReportAsync(Report, token) : ledger.VerifyReceiptAsync(Report.Answers[0].Receipt, token);

    /// <summary>What the ledger holds, for people.</summary>
    public string Held => IsAnswer
        ? string.Create(CultureInfo.InvariantCulture, $"It holds the receipt of the answer, entry {Report.Answers[0].Receipt.Entry}. The numbers themselves are not compared.")
        : string.Create(CultureInfo.InvariantCulture, $"It holds the report with all of its {Report.Answers.Count} answers.");
}

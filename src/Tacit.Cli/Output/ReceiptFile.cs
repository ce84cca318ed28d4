using Tacit.Reporting;
using Tacit.Reports;

namespace Tacit.Cli.Output;

/// <summary>Stored reports and answers, which a ledger must hold.</summary>
internal static class ReceiptFile
{
    public static async Task<PrivacyReport> ReportAsync(string path, CancellationToken token)
    {
        try
        {
            return JsonReport.Read(await TextAsync(path, token));
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{path} is not a report that this version reads: {e.Message}");
        }
    }

    public static async Task<string> TextAsync(string path, CancellationToken token)
    {
        try
        {
            return await File.ReadAllTextAsync(path, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A report, or what <c>tacit query --json</c> printed, that a ledger can be verified against.</summary>
    public static async Task<LedgerReceipt> ReceiptAsync(string path, CancellationToken token)
    {
        var text = await TextAsync(path, token);
        LedgerReceipt? receipt;
        try
        {
            receipt = AnswerReceipt.Read(path, text) ?? new(JsonReport.Read(text), HasBudget: true, IsAnswer: false);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new BadInputException($"{path} is neither a report nor an answer of tacit query --json that this version reads: {e.Message}");
        }

        var report = receipt.Report;
        return report.Answers.Count == 0 || report.Answers.Any(a => a.Receipt.IsPrivate)
            ? receipt
            : throw new BadInputException($"{path} holds simulated answers (--reveal-truth): no ledger paid for them, so there is nothing to verify. Give a report that was made without it.");
    }
}

using Tacit.Ledgers;
using Tacit.Reporting;
using Tacit.Reports;

namespace Tacit.Cli.Output;

/// <summary>Stored reports, and the anchor that they hold against a rewritten ledger.</summary>
internal static class ReceiptFile
{
    public static async Task<PrivacyReport> ReportAsync(string path, CancellationToken token)
    {
        try
        {
            return JsonReport.Read(await File.ReadAllTextAsync(path, token));
        }
        catch (FormatException e)
        {
            throw new BadInputException($"{path} is not a report that this version reads: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The newest record that the report names.</summary>
    public static async Task<(string LedgerId, LedgerHead Head)> AnchorAsync(string path, CancellationToken token)
    {
        var report = await ReportAsync(path, token);
        return report.IsPrivate
            ? (report.Budget.LedgerId, new LedgerHead(report.Budget.Sequence, report.Budget.Head))
            : throw new BadInputException($"{path} comes from a simulated ledger, which leaves nothing to verify against.");
    }
}

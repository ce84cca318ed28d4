using System.Globalization;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The last wall before a file leaves: a true answer stands beside a simulated one or nowhere.</summary>
internal static class TruthGuard
{
    /// <summary>Refuses a report that would publish the data itself.</summary>
    /// <exception cref="BadInputException">A private answer has its true answer beside it.</exception>
    public static void Check(PrivacyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        for (var i = 0; i < report.Answers.Count; i++)
        {
            if (report.Answers[i] is { Truth: not null, Receipt.IsPrivate: true })
            {
                throw new BadInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Answer {i + 1} is private but carries the true answer; a report with it would publish the data. Leave Truth out, or ask a simulated ledger."));
            }
        }
    }
}

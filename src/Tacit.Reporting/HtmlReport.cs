using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The report as one HTML page that carries everything it needs: style, font and figures are inside, and it asks nothing of the network or of JavaScript.</summary>
/// <remarks>Every text of the report is escaped. Rendering is a pure function: the same document gives the same page.</remarks>
public static class HtmlReport
{
    /// <summary>The page.</summary>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, or an effect of bounding has one of its own.</exception>
    public static string Render(PrivacyReport report)
    {
        ReportGuard.Check(report);
        return Page.Render(report);
    }

    /// <summary>Writes the page, whole or not at all: a reader never finds half a report, and an old report stays until the new one is complete.</summary>
    /// <param name="report">The document.</param>
    /// <param name="path">The file; replaced when it exists. Its folder must exist.</param>
    /// <param name="token">Stops the writing; the old file, if any, then stays as it was.</param>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, or an effect of bounding has one of its own.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static Task WriteAsync(PrivacyReport report, string path, CancellationToken token = default) =>
        AtomicFile.WriteAsync(path, Render(report), token);
}

using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The report as JSON: the data behind the page, for checking against a ledger and for rendering again. Reading what was written gives the same document, to the last bit of every number.</summary>
/// <remarks>Strict in both directions: unknown, missing and repeated members are refused, because a report that was read in part would say less than it was given.</remarks>
public static class JsonReport
{
    /// <summary>Writes the text, whole or not at all.</summary>
    /// <param name="report">The document.</param>
    /// <param name="path">The file; replaced when it exists. Its folder must exist.</param>
    /// <param name="token">Stops the writing; the old file, if any, then stays as it was.</param>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, an effect of bounding has one of its own, or a derivation is not compact JSON.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static Task WriteAsync(PrivacyReport report, string path, CancellationToken token = default) =>
        AtomicFile.WriteAsync(path, Write(report), token);

    /// <summary>The document as indented JSON, members in a fixed order.</summary>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, an effect of bounding has one of its own, or a derivation is not compact JSON.</exception>
    public static string Write(PrivacyReport report)
    {
        ReportGuard.Check(report);
        return ReportWriter.Write(report);
    }

    /// <summary>The document of a JSON text.</summary>
    /// <exception cref="FormatException">The text is not a report, is damaged, or has a newer format than this version reads; the message names the place.</exception>
    public static PrivacyReport Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ReportReader.Read(json);
    }
}

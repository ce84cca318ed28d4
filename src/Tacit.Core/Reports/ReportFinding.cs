namespace Tacit.Reports;

/// <summary>Something that is wrong in a report, or that its reader must know.</summary>
/// <param name="Path">Where, for example <c>models[0].epsilon</c>.</param>
/// <param name="IsError">False for a warning.</param>
/// <param name="Message">What, in a sentence.</param>
public sealed record ReportFinding(string Path, bool IsError, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(IsError ? "error" : "warning")}: {Path}: {Message}";
}

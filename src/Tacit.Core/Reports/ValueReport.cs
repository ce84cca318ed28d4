namespace Tacit.Reports;

/// <summary>How one value column of an answer is told.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Unit">Its unit of measurement, for example <c>mmHg</c>; may be empty. Columns of one unit are drawn on one scale.</param>
/// <param name="Figure">How it is drawn.</param>
public sealed record ValueReport(string Column, string Unit, AnswerFigure Figure);

namespace Tacit.Query;

/// <summary>What error a column of an answer is expected to have.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Error">The half-width of its widest interval, in percent where <paramref name="IsPercent"/>.</param>
/// <param name="IsPercent">Whether the error is in percent; <see cref="ErrorTarget"/> says of what.</param>
/// <param name="Wanted">What was wanted, in the same unit.</param>
public sealed record ColumnError(string Column, double Error, bool IsPercent, double Wanted);

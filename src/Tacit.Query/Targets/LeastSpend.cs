namespace Tacit.Query;

/// <summary>The least spend whose answer is expected to be as exact as wanted. Public: it is made from declared facts alone, and nothing was read or spent.</summary>
/// <param name="Spend">The spend: give it to the question to have it answered.</param>
/// <param name="Errors">What each column is expected to have; clipping and left-out rows are not in it.</param>
/// <param name="Explanation">The plan with this spend.</param>
public sealed record LeastSpend(Spend Spend, IReadOnlyList<ColumnError> Errors, QueryExplanation Explanation);

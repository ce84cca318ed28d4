namespace Tacit.Data;

/// <summary>What of a public table rows are joined on: a column, or a number rounded to digits behind the point, where the two sides hold it on different grids.</summary>
/// <param name="Column">The column.</param>
/// <param name="Digits">The digits, from 0 to 15; null for the value as it is.</param>
public readonly record struct PublicKey(string Column, int? Digits = null);

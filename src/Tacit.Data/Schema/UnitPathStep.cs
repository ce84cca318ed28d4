namespace Tacit.Data;

/// <summary>One step from a table towards its unit: the row belongs to the unit of the row of <paramref name="Table"/> whose <paramref name="Key"/> equals its <paramref name="Column"/>.</summary>
/// <remarks>The key was declared unique, and checked at opening. Rows whose column is missing, or names no row, belong to nobody and are dropped.</remarks>
/// <param name="Column">The column of the table that the step starts from, in its file.</param>
/// <param name="Table">The declared table that it leads to.</param>
/// <param name="Key">The column of that table, in its file, with a value of its own in every row.</param>
public sealed record UnitPathStep(string Column, string Table, string Key);

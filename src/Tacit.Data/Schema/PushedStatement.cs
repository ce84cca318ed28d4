namespace Tacit.Data;

/// <summary>A statement over prepared tables: key columns first, then integer columns.</summary>
/// <param name="Sql">The text; tables are <c>t0</c>, <c>t1</c>, … in the order of declaration, columns as <see cref="ColumnFacts.Prepared"/>, the unit <c>u</c>, the rank <c>r</c>; public tables are <c>p0</c>, <c>p1</c>, ….</param>
/// <param name="Keys">How many columns are keys.</param>
/// <param name="Integers">How many columns are integers.</param>
public sealed record PushedStatement(string Sql, int Keys, int Integers);

/// <summary>One row of a pushed statement. Raw: lives behind the wall only.</summary>
/// <param name="Keys">The keys as text, in order; a category by its index.</param>
/// <param name="Integers">The exact integers.</param>
public sealed record IntegerRow(IReadOnlyList<string> Keys, IReadOnlyList<Int128> Integers);

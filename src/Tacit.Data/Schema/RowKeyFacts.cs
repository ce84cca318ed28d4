namespace Tacit.Data;

/// <summary>A column that tells rows of a declared table apart, by which tables are joined: a key that a path to the unit names, or a column that names one.</summary>
/// <remarks>
/// Prepared it is no value of the source but the number of the row of <paramref name="Table"/> among its unit's rows, in a secret order: it says nothing of other units,
/// and equal numbers of one unit are one row.
/// </remarks>
/// <param name="Name">The column in its source, and in questions.</param>
/// <param name="Table">The declared table whose rows it tells apart.</param>
/// <param name="IsOwn">Whether that is the table that has the column: then every row has a number of its own. Otherwise the column names a row of another table, and every row has one.</param>
public sealed record RowKeyFacts(string Name, string Table, bool IsOwn)
{
    /// <summary>The prepared name of the number of a row.</summary>
    public const string Own = "n";

    /// <summary>The prepared name of the number of the row that a row belongs to.</summary>
    public const string Owner = "f";

    /// <summary>What stands before the name of a number where its unit's is put in front of it: for joins in the embedded engine alone, by one key in place of two. It depends on which other units there are.</summary>
    public const string Across = "j";

    /// <summary>The prepared name of the column.</summary>
    public string Prepared => IsOwn ? Own : Owner;
}

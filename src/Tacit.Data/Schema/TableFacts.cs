using System.Globalization;

namespace Tacit.Data;

/// <summary>The declared public facts of one table.</summary>
/// <param name="Name">The table's name in questions.</param>
/// <param name="Columns">The declared columns; others do not exist.</param>
/// <param name="RowsPerUnit">The most rows of one unit that are kept (of each value of <paramref name="RowsPer"/>): 1 for a table with one row a unit.</param>
/// <param name="RowsPer">The category for each value of which the limit holds, or null where it holds for all rows together.</param>
/// <param name="IsOnePerUnit">Whether the table was declared, and checked, to have at most one row a unit.</param>
public sealed record TableFacts(string Name, IReadOnlyList<ColumnFacts> Columns, int RowsPerUnit, string? RowsPer, bool IsOnePerUnit)
{
    /// <summary>The most values of <see cref="RowsPer"/> of one unit whose rows are kept, or null where all are.</summary>
    public int? ValuesPerUnit { get; init; }

    /// <summary>The steps from a row to its unit; empty where the table holds the unit's column itself, or the unit is the row.</summary>
    public IReadOnlyList<UnitPathStep> UnitPath { get; init; } = [];

    /// <summary>The keys by which its rows are joined with those of other tables of the path to the unit.</summary>
    public IReadOnlyList<RowKeyFacts> RowKeys { get; init; } = [];

    /// <summary>Another name of the unit's column in this table: the column that names the unit's own row elsewhere; or null.</summary>
    public string? UnitAlias { get; init; }

    /// <summary>Whether rows of other tables name rows of this one: then its rows have numbers.</summary>
    public bool IsReferenced { get; init; }

    /// <summary>For authors of engines: the prepared column with the number of the row that a row belongs to, if there is one.</summary>
    public IReadOnlyList<string> Owner => HasOwner ? [RowKeyFacts.Owner] : [];

    /// <summary>Whether a row belongs to a row of another table that has a number.</summary>
    internal bool HasOwner { get; init; }

    /// <summary>The facts of a column.</summary>
    /// <exception cref="BadInputException">The column was not declared.</exception>
    public ColumnFacts Column(string name) => Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new BadInputException($"The table '{Name}' has no declared column '{name}'. It has: {string.Join(", ", Columns.Select(c => c.Name))}.");

    /// <summary>The facts in words, one line each.</summary>
    public IEnumerable<string> Describe()
    {
        yield return IsOnePerUnit
            ? $"{Name}: one row a unit"
            : string.Create(CultureInfo.InvariantCulture, $"{Name}: at most {RowsPerUnit} rows a unit{(RowsPer is null ? string.Empty : $" and {RowsPer}")}{(ValuesPerUnit is null ? string.Empty : $", of at most {ValuesPerUnit} values of {RowsPer}")}, chosen by a secret random rank");
        if (UnitPath.Count > 0)
        {
            yield return $"{Name}: the unit of a row is found by {string.Join(", ", UnitPath.Select((s, i) => $"{(i == 0 ? Name : UnitPath[i - 1].Table)}.{s.Column} = {s.Table}.{s.Key}"))}; rows that lead to nobody are dropped";
        }

        foreach (var column in Columns)
        {
            yield return $"{Name}.{column}";
        }
    }
}

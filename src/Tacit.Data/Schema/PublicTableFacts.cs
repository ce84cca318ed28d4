namespace Tacit.Data;

/// <summary>The declared facts of a public table: nobody's rows, so anything about it may be read and shown.</summary>
/// <param name="Name">The table's name in questions.</param>
/// <param name="Columns">The declared columns; others do not exist.</param>
public sealed record PublicTableFacts(string Name, IReadOnlyList<ColumnFacts> Columns)
{
    /// <summary>The facts of a column.</summary>
    /// <exception cref="BadInputException">The column was not declared.</exception>
    public ColumnFacts Column(string name) => Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new BadInputException($"The table '{Name}' has no declared column '{name}'. It has: {string.Join(", ", Columns.Select(c => c.Name))}.");

    /// <summary>The facts in words, one line each.</summary>
    public IEnumerable<string> Describe() => Columns.Select(c => $"{Name}.{c}").Prepend($"{Name}: public, nobody's rows");
}

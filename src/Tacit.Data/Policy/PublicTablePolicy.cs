namespace Tacit.Data;

/// <summary>One public table of a policy: nobody's rows.</summary>
public sealed record PublicTablePolicy
{
    /// <summary>The table's name in questions.</summary>
    public required string Name { get; init; }

    /// <summary>Its file.</summary>
    public string? File { get; init; }

    /// <summary>In place of a file, the table of the source's database, as <c>schema.table</c>.</summary>
    public string? Table { get; init; }

    /// <summary>The declared columns; others do not exist.</summary>
    public required IReadOnlyList<ColumnPolicy> Columns { get; init; }
}

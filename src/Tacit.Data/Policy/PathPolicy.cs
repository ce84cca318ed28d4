namespace Tacit.Data;

/// <summary>How a row of a policy's table finds its unit: through the row of another table.</summary>
public sealed record PathPolicy
{
    /// <summary>The column that names the other row.</summary>
    public required string Column { get; init; }

    /// <summary>The other table.</summary>
    public required string Table { get; init; }

    /// <summary>Its column with a value of its own in every row.</summary>
    public required string Key { get; init; }
}

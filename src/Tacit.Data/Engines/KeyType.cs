namespace Tacit.Data;

/// <summary>A column of keys as its source has it.</summary>
/// <remarks>For authors of engines.</remarks>
/// <param name="Source">What errors call the table or file.</param>
/// <param name="Type">What errors call the type of the column.</param>
/// <param name="Kind">What keys of this type are; null where values of the type have several spellings, or none.</param>
public sealed record KeyType(string Source, string Type, KeyKind? Kind)
{
    /// <summary>Whether the source has no types, as a text file: its keys are then read as those of the tables that it is joined with.</summary>
    public bool IsUntyped { get; init; }
}

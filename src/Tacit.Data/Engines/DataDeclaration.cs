namespace Tacit.Data;

/// <summary>What an engine prepares: the unit, and the tables with where each comes from. The prepared tables are numbered in this order.</summary>
/// <param name="Unit">Whose presence is protected.</param>
/// <param name="Tables">The private tables.</param>
/// <param name="PublicTables">The public tables.</param>
public sealed record DataDeclaration(PrivacyUnit Unit, IReadOnlyList<DeclaredTable> Tables, IReadOnlyList<DeclaredPublicTable> PublicTables)
{
    /// <summary>Where the population is spread over several databases: the secret under which units are hashed, so that one that stands in two of them is found. Empty otherwise.</summary>
    public ReadOnlyMemory<byte> ShardKey { get; init; }
}

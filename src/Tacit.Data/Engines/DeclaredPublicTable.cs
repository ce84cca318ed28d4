namespace Tacit.Data;

/// <summary>A public table on its way in.</summary>
/// <param name="Facts">What was declared.</param>
/// <param name="Source">Where it comes from, as the engine understands it: a file, <c>schema.table</c>.</param>
public sealed record DeclaredPublicTable(PublicTableFacts Facts, string Source);

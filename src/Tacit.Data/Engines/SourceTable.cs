namespace Tacit.Data;

/// <summary>A table of a database as its schema shows it.</summary>
/// <param name="Name">Its name, as <see cref="DatasetBuilder.Table"/> takes it.</param>
/// <param name="Columns">Its columns; the kind is null where the type does not say what it is.</param>
public sealed record SourceTable(string Name, IReadOnlyList<KeyValuePair<string, PolicyColumnKind?>> Columns);

namespace Tacit.Query;

/// <summary>The answer to a question about the catalogue: public, made of declarations alone, at no cost.</summary>
/// <param name="Columns">Names and types of its columns.</param>
/// <param name="Rows">Its rows; a value is null where it is NULL.</param>
public sealed record CatalogueAnswer(IReadOnlyList<(string Name, Type Type)> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

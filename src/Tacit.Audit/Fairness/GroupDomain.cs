namespace Tacit.Audit.Fairness;

/// <summary>An attribute with all its values, from public knowledge: a code book, never the data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values; a row with another one is counted nowhere.</param>
public sealed record GroupDomain(string Name, IReadOnlyList<string> Values);

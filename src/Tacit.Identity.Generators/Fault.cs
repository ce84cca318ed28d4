using Microsoft.CodeAnalysis;

namespace Tacit.Identity.Generators;

/// <summary>What is wrong with a declaration, and where.</summary>
internal readonly record struct Fault(string Id, string Argument)
{
    private static readonly Dictionary<string, DiagnosticDescriptor> Known = new[]
    {
        Describe("TACITID001", "Two kinds have one number", "{0}: identifiers of one would open as the other. Give the newer one a number that is free; a number that was ever used stays with its kind."),
        Describe("TACITID002", "The number of a kind is reserved", "{0}: 0 and 255 are reserved. Give it a number from 1 to 254."),
        Describe("TACITID003", "A type with a number is not partial", "{0} is not partial, so its number cannot be added to it. Write 'partial' before its keyword, or implement IEntityType by hand and take the attribute away."),
        Describe("TACITID004", "A type with a number is generic", "{0} is generic or stands in a generic type: each of its forms would have the one number. Put the attribute on a type without type parameters."),
        Describe("TACITID005", "A type with a number stands in a type that is not partial", "{0}, so its other part cannot be written. Write 'partial' there as well, or move the type out of it."),
        Describe("TACITID006", "A type with a number cannot be a kind", "{0}, so it can be no argument of EntityId<T>. Put the attribute on an ordinary class, struct or record."),
        Describe("TACITID007", "A type has a number twice", "{0} has a member EntityType, and the attribute would add another. Take one of the two away."),
    }.ToDictionary(d => d.Id, StringComparer.Ordinal);

    public Diagnostic At(Place place) => Diagnostic.Create(Known[Id], place.ToLocation(), Argument);

    private static DiagnosticDescriptor Describe(string id, string title, string message) =>
        new(id, title, message, "Tacit.Identity", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

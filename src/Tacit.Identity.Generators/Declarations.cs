using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tacit.Identity.Generators;

/// <summary>Reads what a declaration with the attribute says.</summary>
internal static class Declarations
{
    private static readonly SymbolDisplayFormat FullName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat Escaped = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static (DeclaredType Type, Fault? Fault, Place Place)? Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        // An argument that is no byte is the compiler's to report.
        if (context.TargetSymbol is not INamedTypeSymbol type || context.TargetNode is not TypeDeclarationSyntax node
            || context.Attributes[0].ConstructorArguments.FirstOrDefault() is not { Kind: TypedConstantKind.Primitive, Value: byte number })
        {
            return null;
        }

        var fault = FaultOf(type, number, token);
        var nested = Around(type);
        return (
            new(
                number,
                type.ToDisplayString(FullName),
                type.ContainingNamespace.IsGlobalNamespace ? string.Empty : type.ContainingNamespace.ToDisplayString(Escaped),
                string.Join("\n", nested.Reverse().Select(Header)),
                fault is null or { Id: "TACITID002" }),
            fault,
            Place.Of(node.Identifier.GetLocation()));
    }

    private static Fault? FaultOf(INamedTypeSymbol type, byte number, CancellationToken token)
    {
        var name = type.ToDisplayString(FullName);
        var outside = Around(type).Skip(1).ToList();
        return Around(type).Any(t => t.IsGenericType) ? new("TACITID004", name)
            : type.IsStatic ? new("TACITID006", $"{name} is static")
            : type.IsFileLocal ? new("TACITID006", $"{name} is known to its file alone")
            : type.IsRefLikeType ? new("TACITID006", $"{name} is a ref struct")
            : !IsPartial(type, token) ? new("TACITID003", name)
            : outside.Find(t => !IsPartial(t, token)) is { } around ? new("TACITID005", $"{name} stands in {around.ToDisplayString(FullName)}, which is not partial")
            : type.Name == "EntityType" ? new("TACITID006", $"{name} has the name of its number")
            : type.GetMembers().Any(m => m.Name is "EntityType" or "Tacit.Identity.IEntityType.EntityType") ? new("TACITID007", name)
            : number is 0 or 255 ? new("TACITID002", $"{name} has the number {number}")
            : (Fault?)null;
    }

    // The type, and those that it is nested in, from the inside.
    private static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.ContainingType)
        {
            yield return at;
        }
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken token) =>
        type.DeclaringSyntaxReferences.Any(r => r.GetSyntax(token) is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Header(INamedTypeSymbol type)
    {
        var keyword = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, _) => "struct",
            (TypeKind.Interface, _) => "interface",
            (_, true) => "record",
            _ => "class",
        };
        return $"partial {keyword} @{type.Name}";
    }
}

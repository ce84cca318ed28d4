using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Tacit.Identity.Generators;

/// <summary>A place in a file, compared by value and without the tree that it is of, so that what has not moved is not looked at again.</summary>
internal readonly record struct Place(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location location) => new(location.SourceTree?.FilePath ?? string.Empty, location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(File, Span, Lines);
}

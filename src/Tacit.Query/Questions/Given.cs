using System.Diagnostics.CodeAnalysis;

namespace Tacit.Query;

/// <summary>What an analyst passes may be missing: that is bad input like any other, refused where it is passed.</summary>
internal static class Given
{
    public static T There<T>([NotNull] T? value, string what)
        where T : class => value ?? throw new BadInputException($"{what} is missing: null was given.");

    public static T[] All<T>([NotNull] T[]? values, string what) =>
        There(values, $"The list of {what}s").All(v => v is not null)
            ? values
            : throw new BadInputException($"A {what} is missing: null stands in the list.");
}

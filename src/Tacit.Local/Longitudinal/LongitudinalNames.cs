namespace Tacit.Local;

/// <summary>The names of longitudinal protocols in documents and on the command line.</summary>
public static class LongitudinalNames
{
    private static readonly (LongitudinalKind Kind, string Name)[] All =
    [
        (LongitudinalKind.LGrr, "l-grr"), (LongitudinalKind.LSue, "l-sue"), (LongitudinalKind.LOsue, "l-osue"), (LongitudinalKind.LOue, "l-oue"),
        (LongitudinalKind.LSoue, "l-soue"), (LongitudinalKind.BiLoloha, "biloloha"), (LongitudinalKind.OLoloha, "ololoha"),
    ];

    /// <summary>All names, in the order of <see cref="LongitudinalKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(o => o.Name)];

    /// <summary>For example <c>l-osue</c>.</summary>
    public static string Of(LongitudinalKind kind) => Array.Find(All, o => o.Kind == kind).Name
        ?? throw new BadInputException($"There is no longitudinal protocol {kind}.");

    /// <summary>Reads a name, in any case.</summary>
    /// <exception cref="BadInputException">No protocol has it.</exception>
    public static LongitudinalKind Parse(string name) => Array.FindIndex(All, o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
        ? All[i].Kind
        : throw new BadInputException($"There is no longitudinal protocol '{name}'. There are {string.Join(", ", Names)}.");
}

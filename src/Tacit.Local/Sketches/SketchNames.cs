namespace Tacit.Local;

/// <summary>The names of sketches in documents and on the command line.</summary>
public static class SketchNames
{
    private static readonly (SketchKind Kind, string Name)[] All = [(SketchKind.CountMean, "cms"), (SketchKind.HadamardCountMean, "hcms")];

    /// <summary>All names, in the order of <see cref="SketchKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>For example <c>cms</c>.</summary>
    public static string Of(SketchKind kind) => Array.Find(All, s => s.Kind == kind).Name
        ?? throw new BadInputException($"There is no sketch {kind}.");

    /// <summary>Reads a name, in any case.</summary>
    /// <exception cref="BadInputException">No sketch has it.</exception>
    public static SketchKind Parse(string name) => Array.FindIndex(All, s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
        ? All[i].Kind
        : throw new BadInputException($"There is no sketch '{name}'. There are {string.Join(", ", Names)}.");
}

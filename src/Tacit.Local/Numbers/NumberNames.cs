namespace Tacit.Local;

/// <summary>The names of protocols for numbers in documents and on the command line.</summary>
public static class NumberNames
{
    private static readonly (NumberKind Kind, string Name)[] All =
        [(NumberKind.Duchi, "duchi"), (NumberKind.Piecewise, "pm"), (NumberKind.Hybrid, "hybrid"), (NumberKind.SquareWave, "sw")];

    /// <summary>All names, in the order of <see cref="NumberKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(n => n.Name)];

    /// <summary>For example <c>pm</c>.</summary>
    public static string Of(NumberKind kind) => Array.Find(All, n => n.Kind == kind).Name
        ?? throw new BadInputException($"There is no protocol for numbers {kind}.");

    /// <summary>Reads a name, in any case.</summary>
    /// <exception cref="BadInputException">No protocol for numbers has it.</exception>
    public static NumberKind Parse(string name) => Array.FindIndex(All, n => string.Equals(n.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
        ? All[i].Kind
        : throw new BadInputException($"There is no protocol for numbers '{name}'. There are {string.Join(", ", Names)}.");
}

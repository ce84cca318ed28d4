namespace Tacit.Local;

/// <summary>The names of oracles in documents and on the command line.</summary>
public static class OracleNames
{
    private static readonly (OracleKind Kind, string Name)[] All =
    [
        (OracleKind.Grr, "grr"), (OracleKind.Sue, "sue"), (OracleKind.Oue, "oue"), (OracleKind.Blh, "blh"),
        (OracleKind.Olh, "olh"), (OracleKind.Subset, "ss"), (OracleKind.The, "the"), (OracleKind.Hadamard, "hr"),
    ];

    /// <summary>All names, in the order of <see cref="OracleKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(o => o.Name)];

    /// <summary>For example <c>oue</c>.</summary>
    public static string Of(OracleKind kind) => Array.Find(All, o => o.Kind == kind).Name
        ?? throw new BadInputException($"There is no oracle {kind}.");

    /// <summary>Reads a name, in any case.</summary>
    /// <exception cref="BadInputException">No oracle has it.</exception>
    public static OracleKind Parse(string name) => Array.FindIndex(All, o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
        ? All[i].Kind
        : throw new BadInputException($"There is no protocol '{name}'. There are {string.Join(", ", Names)}.");
}

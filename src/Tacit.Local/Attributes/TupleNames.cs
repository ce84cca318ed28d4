namespace Tacit.Local;

/// <summary>The names of protocols for tuples in documents and on the command line.</summary>
public static class TupleNames
{
    private static readonly (TupleKind Kind, string Name)[] All =
    [
        (TupleKind.Split, "spl"), (TupleKind.Sampled, "smp"), (TupleKind.FakeGrr, "rsfd-grr"), (TupleKind.FakeSueZero, "rsfd-sue-z"),
        (TupleKind.FakeOueZero, "rsfd-oue-z"), (TupleKind.FakeSueRandom, "rsfd-sue-r"), (TupleKind.FakeOueRandom, "rsfd-oue-r"),
        (TupleKind.PriorGrr, "rsrfd-grr"), (TupleKind.PriorOueRandom, "rsrfd-oue-r"),
    ];

    /// <summary>All names, in the order of <see cref="TupleKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(t => t.Name)];

    /// <summary>For example <c>smp</c>.</summary>
    public static string Of(TupleKind kind) => Array.Find(All, t => t.Kind == kind).Name
        ?? throw new BadInputException($"There is no protocol for tuples {kind}.");

    /// <summary>Reads a name, in any case.</summary>
    /// <exception cref="BadInputException">No protocol for tuples has it.</exception>
    public static TupleKind Parse(string name) => Array.FindIndex(All, t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
        ? All[i].Kind
        : throw new BadInputException($"There is no protocol for tuples '{name}'. There are {string.Join(", ", Names)}.");
}

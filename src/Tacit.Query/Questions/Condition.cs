using System.Globalization;

namespace Tacit.Query;

/// <summary>Which rows count: a condition on declared columns. Comparisons with a missing value are never true.</summary>
public abstract record Condition
{
    private protected Condition()
    {
    }

    /// <summary>The column has one of these values.</summary>
    public static Condition Is(string column, params string[] values) => new IsCondition(Column(column), [.. Given.All(values, "value")]);

    /// <summary>The number is at least <paramref name="bound"/>.</summary>
    public static Condition AtLeast(string column, double bound) => new CompareCondition(Column(column), bound, true);

    /// <summary>The number is at most <paramref name="bound"/>.</summary>
    public static Condition AtMost(string column, double bound) => new CompareCondition(Column(column), bound, false);

    /// <summary>A flag is set; also a flag made by <see cref="Question.Has"/>.</summary>
    public static Condition Holds(string column) => new CompareCondition(Column(column), 1, true);

    /// <summary>The column has no value.</summary>
    public static Condition Missing(string column) => new MissingCondition(Column(column));

    /// <summary>Both.</summary>
    public Condition And(Condition other) => Pair(other, true);

    /// <summary>One or both.</summary>
    public Condition Or(Condition other) => Pair(other, false);

    /// <summary>The opposite.</summary>
    public Condition Not() => new NotCondition(this) { Depth = DepthOver(this, this) };

    // Planning walks a condition recursively, and the engine takes 1,000 levels: a filter on a flag nests two conditions.
    private const int MaxDepth = 200;

    internal int Depth { get; init; }

    private static string Column(string column) => Given.There(column, "The column of a condition");

    private PairCondition Pair(Condition other, bool both) =>
        new(this, Given.There(other, "The other condition"), both) { Depth = DepthOver(this, other) };

    private static int DepthOver(Condition left, Condition right) => Math.Max(left.Depth, right.Depth) is < MaxDepth and var depth
        ? depth + 1
        : throw new BadInputException($"A condition is nested at most {MaxDepth} deep.");
}

internal sealed record IsCondition(string Column, IReadOnlyList<string> Values) : Condition
{
    public override string ToString() => $"{Column} is {string.Join(" or ", Values.Select(v => "'" + v.Replace("'", "''", StringComparison.Ordinal) + "'"))}";
}

internal sealed record CompareCondition(string Column, double Bound, bool AtLeastBound) : Condition
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Column} {(AtLeastBound ? "≥" : "≤")} {Bound:R}");
}

internal sealed record MissingCondition(string Column) : Condition
{
    public override string ToString() => $"{Column} is missing";
}

internal sealed record PairCondition(Condition Left, Condition Right, bool Both) : Condition
{
    public override string ToString() => $"({Left} {(Both ? "and" : "or")} {Right})";
}

internal sealed record NotCondition(Condition Inner) : Condition
{
    public override string ToString() => $"not ({Inner})";
}

namespace Tacit.Query.Relations;

/// <summary>The kinds of values that expressions have.</summary>
internal enum ValueKind
{
    /// <summary>NULL alone.</summary>
    Null = 0,

    /// <summary>A double with a range.</summary>
    Number = 1,

    /// <summary>True or false.</summary>
    Boolean = 2,

    /// <summary>Text, compared byte by byte.</summary>
    Text = 3,

    /// <summary>A moment without a zone.</summary>
    Time = 4,

    /// <summary>The unit's own key: never released, only counted, joined and grouped inside.</summary>
    Unit = 5,

    /// <summary>A key of rows: equal to another of the same table within a unit, or not; never a value.</summary>
    RowKey = 6,
}

/// <summary>What is publicly known of an expression, whatever the data.</summary>
internal sealed record Facts(ValueKind Kind)
{
    /// <summary>The range of a number.</summary>
    public NumberRange? Range { get; init; }

    /// <summary>Whether a number is a whole one.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What a whole number is a multiple of: 10 for <c>floor(age / 10) * 10</c>.</summary>
    public long Step { get; init; } = 1;

    /// <summary>The values of a text, where they are public.</summary>
    public IReadOnlyList<string>? Domain { get; init; }

    /// <summary>The bounds of a time: from inclusive, to exclusive.</summary>
    public (DateTime From, DateTime To)? Span { get; init; }

    /// <summary>The part that a time is cut to (<c>month</c>), or null.</summary>
    public string? Grain { get; init; }

    /// <summary>Whether all rows of a unit share the value.</summary>
    public bool IsUnitConstant { get; init; }

    /// <summary>Whether NULL is a public key: the value is that of a column that is declared nullable, or made of one and NULL where that is.</summary>
    public bool IsNullKey { get; init; }

    /// <summary>The table whose rows a key of rows tells apart, or null where it may be one of several.</summary>
    public string? KeyOf { get; init; }

    /// <summary>Whether no two rows of a unit have the same key of rows.</summary>
    public bool IsUnique { get; init; }

    /// <summary>The same over another relation, where the categories of ranges stand in other slots, or are gone.</summary>
    public Facts Moved(Func<int, int?> slot) => Range is { IsPerCategory: true } range ? this with { Range = range.Moved(slot) } : this;

    public static Facts Boolean { get; } = new(ValueKind.Boolean);

    public static Facts Unit { get; } = new(ValueKind.Unit) { IsUnitConstant = true };

    public static Facts Null { get; } = new(ValueKind.Null) { IsUnitConstant = true };

    public static Facts Text { get; } = new(ValueKind.Text);

    public static Facts Number(NumberRange range, bool isWhole = false) => new(ValueKind.Number) { Range = range, IsWhole = isWhole };

    public static Facts Number(double low, double high, bool isWhole = false) => Number(NumberRange.Of(low, high), isWhole);

    public static Facts TextOf(IReadOnlyList<string> domain) => new(ValueKind.Text) { Domain = domain };
}

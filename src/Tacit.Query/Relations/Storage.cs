using Tacit.Data;

namespace Tacit.Query.Relations;

/// <summary>How a column of a relation holds its values.</summary>
internal abstract record Storage
{
    /// <summary>As it is: a double, a boolean, a text, a timestamp.</summary>
    public static Storage Plain { get; } = new PlainStorage();

    /// <summary>As a stored column is held, whose integer is taken; as it is where none is.</summary>
    public static Storage Of(Slot? held) => held?.Storage ?? Plain;

    /// <summary>A category as the index of its value.</summary>
    public static Storage Code { get; } = new CodeStorage();

    private sealed record PlainStorage : Storage;

    private sealed record CodeStorage : Storage;
}

/// <summary>A number as a fixed-point integer, on one grid or on one for every value of a category.</summary>
/// <param name="Grid">The grid, or of the widest bounds where they depend on a category.</param>
/// <param name="Per">The slot of the category, or −1.</param>
/// <param name="Each">The grid for each code of the category.</param>
internal sealed record FixedStorage(FixedPoint Grid, int Per, IReadOnlyList<FixedPoint> Each) : Storage
{
    /// <summary>The same where the category is known, moved, or gone; null where numbers on unknown grids would be left.</summary>
    public FixedStorage? Moved(Func<int, int?> slot) => Per < 0 ? this : slot(Per) is { } moved ? this with { Per = moved } : null;

    /// <summary>Whether both are one grid, so that the same integers say the same.</summary>
    public bool IsLike(FixedStorage other) => Per < 0 && other.Per < 0 && (Grid.Exponent, Grid.MinInteger, Grid.MaxInteger) == (other.Grid.Exponent, other.Grid.MinInteger, other.Grid.MaxInteger);

    public FixedStorage Fixed(int slot, int code) => Per == slot && slot >= 0 ? new(Each[code], -1, []) : this;
}

using System.Globalization;

namespace Tacit;

/// <summary>Whose presence is protected, and under which neighbouring relation. Never implicit; losses of different units never add.</summary>
/// <remarks>Immutable and thread-safe. Two units are equal when name, column, group size and relation are.</remarks>
public sealed record PrivacyUnit
{
    private PrivacyUnit(string name, string? column, int groupSize, Neighbours relation)
    {
        Name = name;
        Column = column;
        GroupSize = groupSize;
        Relation = relation;
    }

    /// <summary>What one unit is called: <c>person</c>, <c>row</c>, <c>client</c>, <c>document</c>, <c>window</c>.</summary>
    public string Name { get; }

    /// <summary>The column whose equal values make one unit, or null where the unit is the row itself.</summary>
    public string? Column { get; }

    /// <summary>How many units are protected together; 1 unless <see cref="ForGroupsOf"/> was called.</summary>
    public int GroupSize { get; }

    /// <summary>The neighbouring relation; add/remove unless <see cref="Under"/> was called.</summary>
    public Neighbours Relation { get; }

    /// <summary>All rows of one person, recognised by <paramref name="column"/>, in every table of the population.</summary>
    public static PrivacyUnit Person(string column) => Keyed("person", column);

    /// <summary>All rows of one client or device.</summary>
    public static PrivacyUnit Client(string column) => Keyed("client", column);

    /// <summary>All rows of one document.</summary>
    public static PrivacyUnit Document(string column) => Keyed("document", column);

    /// <summary>All rows of one time window.</summary>
    public static PrivacyUnit Window(string column) => Keyed("window", column);

    /// <summary>One row. Protects a person only where every person has at most one row.</summary>
    public static PrivacyUnit Row() => new("row", null, 1, Neighbours.AddRemove);

    /// <summary>The same unit protected in groups of <paramref name="size"/>: the explicit way from rows to persons, or persons to families.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not between 1 and 1,000,000.</exception>
    public PrivacyUnit ForGroupsOf(int size) => size is >= 1 and <= 1_000_000
        ? new(Name, Column, checked(GroupSize * size), Relation)
        : throw new ArgumentOutOfRangeException(nameof(size), size, "A group has 1 to 1,000,000 units.");

    /// <summary>The same unit under another relation.</summary>
    public PrivacyUnit Under(Neighbours relation) => new(Name, Column, GroupSize, relation);

    /// <summary>For example <c>person (column id), add/remove</c>.</summary>
    public override string ToString()
    {
        var size = GroupSize == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"groups of {GroupSize} × ");
        var column = Column is null ? string.Empty : $" (column {Column})";
        return $"{size}{Name}{column}, {(Relation == Neighbours.AddRemove ? "add/remove" : "replace")}";
    }

    /// <summary>Relation and group size of a unit in words, as <see cref="ToString"/> wrote it.</summary>
    /// <exception cref="FormatException">It is another text.</exception>
    internal static (Neighbours Relation, long GroupSize) TermsOf(string text)
    {
        var relation = text.EndsWith(", add/remove", StringComparison.Ordinal) ? Neighbours.AddRemove
            : text.EndsWith(", replace", StringComparison.Ordinal) ? Neighbours.Replace
            : throw new FormatException($"'{text}' is not a privacy unit.");
        if (!text.StartsWith("groups of ", StringComparison.Ordinal))
        {
            return (relation, 1);
        }

        return long.TryParse(text.AsSpan(10, Math.Max(0, text.IndexOf(" × ", StringComparison.Ordinal) - 10)), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1
            ? (relation, size)
            : throw new FormatException($"'{text}' is not a privacy unit.");
    }

    private static PrivacyUnit Keyed(string name, string column) => string.IsNullOrWhiteSpace(column)
        ? throw new BadInputException($"The privacy unit '{name}' needs the column that identifies it, for example PrivacyUnit.Person(\"id\").")
        : new(name, column, 1, Neighbours.AddRemove);
}

using System.Globalization;

namespace Tacit.Data;

/// <summary>The declared public facts of one column.</summary>
public sealed record ColumnFacts
{
    /// <summary>How answers name the group of rows whose key is missing.</summary>
    public const string Missing = "(missing)";

    internal const string Utc = "UTC";

    /// <summary>The column's name in questions.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>The values of a category, in the order of answers.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The bounds of a number; where they depend on a category, the widest.</summary>
    public FixedPoint? Bounds { get; init; }

    /// <summary>The category that the bounds depend on, or null.</summary>
    public string? BoundsPer { get; init; }

    /// <summary>The bounds for each value of that category.</summary>
    public IReadOnlyDictionary<string, FixedPoint> BoundsByValue { get; init; } = new Dictionary<string, FixedPoint>(StringComparer.Ordinal);

    /// <summary>The earliest moment of a time, in UTC; null for other kinds.</summary>
    public DateTime? From { get; init; }

    /// <summary>The moment, in UTC, that every moment of a time is before; null for other kinds.</summary>
    public DateTime? To { get; init; }

    /// <summary>Whether a missing value is a public key of its own.</summary>
    public bool IsNullable { get; init; }

    /// <summary>How many public keys a category has: its values, and the missing one where that is a key.</summary>
    public long KeyCount => Values.Count + (IsNullable ? 1 : 0);

    /// <summary>The time zone of source values that name none.</summary>
    public string Zone { get; init; } = Utc;

    /// <summary>Name of the column in the source.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Whether the source may also say true and false.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Edges where the category is made of bands of a number; the last may be +∞.</summary>
    public IReadOnlyList<double> Edges { get; init; } = [];

    /// <summary>Name of the column in the prepared table.</summary>
    public string Prepared { get; internal init; } = string.Empty;

    /// <summary>The facts in words.</summary>
    public override string ToString() => IsNullable ? $"{Words}, or missing" : Words;

    private string Words => Kind switch
    {
        ColumnKind.Category => $"{Name}: one of {string.Join(", ", Values)}",
        ColumnKind.Text => $"{Name}: text, values not public",
        ColumnKind.Time => $"{Name}: a time from {Moment(From!.Value)} to before {Moment(To!.Value)}, UTC",
        _ when BoundsPer is not null => $"{Name}: clipped per {BoundsPer} to {string.Join(", ", BoundsByValue.Select(b => $"{b.Key} {Range(b.Value)}"))}",
        _ => $"{Name}: clipped to {Range(Bounds!)}",
    };

    // ISO 8601 to the microsecond, the resolution of the engine.
    internal static string Moment(DateTime value) => value.ToString(value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    private static string Range(FixedPoint bounds) => string.Create(CultureInfo.InvariantCulture, $"[{bounds.Low}, {bounds.High}]");
}

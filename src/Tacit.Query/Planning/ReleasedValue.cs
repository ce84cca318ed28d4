using System.Globalization;

namespace Tacit.Query.Planning;

/// <summary>The value of an expression over released values in one row: a number with its interval, a text, a truth, or null.</summary>
/// <param name="Number">The number, where it is one.</param>
/// <param name="Label">The text, where it is one.</param>
/// <param name="Truth">The truth, where it is one.</param>
internal readonly record struct ReleasedValue(Estimate? Number, string? Label, bool? Truth)
{
    public static ReleasedValue Null { get; }

    public bool IsNull => Number is null && Label is null && Truth is null;

    public static ReleasedValue Of(double value) => new(new Estimate(value, value, value, 1, "a constant"), null, null);

    public static ReleasedValue Of(bool? value) => new(null, null, value);

    public static ReleasedValue Of(string? value) => new(null, value, null);

    /// <summary>For ordering: numbers by value, texts byte by byte.</summary>
    public static int Compare(ReleasedValue a, ReleasedValue b) =>
        a.Number is { } x && b.Number is { } y ? x.Value.CompareTo(y.Value)
        : a.Truth is { } p && b.Truth is { } q ? p.CompareTo(q)
        : string.CompareOrdinal(a.ToString(), b.ToString());

    public override string ToString() => Label ?? Truth?.ToString() ?? Number?.Value.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;
}

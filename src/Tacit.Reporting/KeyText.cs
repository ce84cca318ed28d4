namespace Tacit.Reporting;

/// <summary>How keys are shown and compared.</summary>
internal static class KeyText
{
    /// <summary>A key; an empty one is named, because nothing cannot be seen.</summary>
    public static string Show(string key) => string.IsNullOrWhiteSpace(key) ? "(empty)" : key;

    /// <summary>Several keys in one label.</summary>
    public static string Join(IEnumerable<string> keys) => string.Join(" · ", keys.Select(Show)) is { Length: > 0 } text ? text : "all";

    /// <summary>Equal for rows with equal keys; the lengths keep "a|b" and "a", "b" apart.</summary>
    public static string Identity(TableRow row) => string.Concat(row.Keys.Select(k => $"{k.Length}:{k}"));
}

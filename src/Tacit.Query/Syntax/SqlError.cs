using System.Globalization;

namespace Tacit.Query.Syntax;

/// <summary>Refusals of SQL text: a code that does not change, the reason, and the place. Made of the analyst's own text and public facts alone.</summary>
internal static class SqlError
{
    /// <summary>The text is not SQL.</summary>
    public const string Syntax = "SQL01";

    /// <summary>SQL that Tacit does not answer.</summary>
    public const string Unsupported = "SQL02";

    /// <summary>A name that is not declared.</summary>
    public const string Unknown = "SQL03";

    /// <summary>A construct in which one unit's rows would depend on another's.</summary>
    public const string NotPrivate = "SQL04";

    /// <summary>Values of the wrong kind, or a range that is not known.</summary>
    public const string Kind = "SQL05";

    /// <summary>A privacy clause that cannot be read.</summary>
    public const string Clause = "SQL06";

    /// <summary>What is asked can be read, but not be planned: bounds, sizes or the spend do not allow it.</summary>
    public const string Plan = "SQL07";

    private const string Unspent = " Nothing was spent.";

    public static BadInputException At(string code, SqlText text, int position, string reason) => At(code, text.Original, position, reason);

    public static BadInputException At(string code, string text, int position, string reason) =>
        new($"{code}: {(reason.EndsWith(Unspent, StringComparison.Ordinal) ? reason[..^Unspent.Length] : reason)}{Place(text, position)}{Unspent}");

    /// <summary>Whether a refusal has a code, and with it its place.</summary>
    public static bool IsCoded(BadInputException refusal) => refusal.Message.StartsWith("SQL", StringComparison.Ordinal);

    private static string Place(string text, int position)
    {
        if (position < 0 || position > text.Length)
        {
            return string.Empty;
        }

        var before = text.AsSpan(0, position);
        var line = before.Count('\n') + 1;
        var column = position - before.LastIndexOf('\n');
        var rest = text.AsSpan(position);
        var end = rest.IndexOfAny('\n', '\r');
        var shown = (end < 0 ? rest : rest[..end])[..Math.Min(30, end < 0 ? rest.Length : end)].ToString();
        return string.Create(CultureInfo.InvariantCulture, $" (line {line}, column {column}{(shown.Length == 0 ? string.Empty : $", at '{shown}'")})");
    }
}

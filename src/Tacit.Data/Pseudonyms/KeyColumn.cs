using System.Text.RegularExpressions;

namespace Tacit.Data;

/// <summary>How the engine reads a column of keys: one spelling for each person.</summary>
internal sealed partial class KeyColumn
{
    // What Unicode calls white space, and the mark of the byte order, which some programs leave at the head of a file.
    private const string Blanks = "\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";
    private readonly string _trimmed;
    private readonly string _text;

    /// <param name="column">The column, as the engine names it.</param>
    /// <param name="kind">What its keys are.</param>
    public KeyColumn(string column, PseudonymKeyKind kind)
    {
        // The engine normalizes: the library cannot on a machine without the tables of Unicode, and would not say so.
        _text = Text(column);
        _trimmed = $"nullif(trim(nfc_normalize({_text}), {Engine.Quote(Blanks)}), '')";
        Canonical = kind switch
        {
            PseudonymKeyKind.Integer => $"(CASE WHEN regexp_full_match({_trimmed}, '-?[0-9]+') THEN TRY_CAST({_trimmed} AS BIGINT)::VARCHAR END)",
            PseudonymKeyKind.Uuid => $"TRY_CAST({_trimmed} AS UUID)::VARCHAR",
            _ => _trimmed,
        };
    }

    /// <summary>The canonical key as text; NULL where there is none.</summary>
    public string Canonical { get; }

    /// <summary>Whether a cell holds something that is no key of its kind. Text ends at a zero character where the engine normalizes it: two such keys could become one.</summary>
    public string IsBad => $"(({_trimmed} IS NOT NULL AND {Canonical} IS NULL) OR coalesce(contains({_text}, chr(0)), false))";

    /// <summary>Whether there is no key.</summary>
    public string IsMissing => $"{_trimmed} IS NULL";

    /// <summary>A column as text that is compared letter by letter, whatever collation a table declares for it.</summary>
    public static string Text(string column) => $"({column}::VARCHAR COLLATE C)";

    /// <summary>The type of a column of revealed keys.</summary>
    public static string TypeOf(PseudonymKeyKind kind) => kind switch
    {
        PseudonymKeyKind.Integer => "BIGINT",
        PseudonymKeyKind.Uuid => "UUID",
        _ => "VARCHAR",
    };

    /// <summary>What a kind is called where a cell is not of it.</summary>
    public static string WordOf(PseudonymKeyKind kind) => kind switch
    {
        PseudonymKeyKind.Integer => "a whole number of 64 bits",
        PseudonymKeyKind.Uuid => "a UUID",
        _ => "text without the character 0",
    };

    /// <summary>Whether values of a type have one text each. Floating numbers do not, nor do lists.</summary>
    public static bool IsKey(string type) => Keys().IsMatch(type);

    [GeneratedRegex(@"^(VARCHAR|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|UUID|DATE|DECIMAL\(\d+,0\)|ENUM\(.*\))$", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Keys();
}

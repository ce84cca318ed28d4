using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tacit.Query.Dialects;

/// <summary>
/// Reads the characters of a printed statement by the rules of its engine, and writes it for the parser of the embedded one: the same words, the texts quoted anew.
/// </summary>
/// <remarks>
/// Strict: what the printers never write is a fault, though an engine would know it. That is every quoted name but the collation, comments, dollar quotes, prefixes of
/// texts (<c>E'…'</c>, <c>U&amp;'…'</c>), escapes but a few of ClickHouse, parameters, semicolons, control characters, and whatever is not ASCII outside a text.
/// </remarks>
internal static partial class PrintedText
{
    private const string Signs = "_.,()<>=+-*/%|: ";
    private const string Collation = "\"C\"";

    // The parser's texts end at a NUL. A private character stands for it, and another for itself.
    private const char Stand = '\uE000';

    /// <summary>A text as the tree has it.</summary>
    public static string Held(string text) => text.Replace($"{Stand}", $"{Stand}1", StringComparison.Ordinal).Replace("\0", $"{Stand}0", StringComparison.Ordinal);

    /// <summary>The statement for the embedded engine's parser; null where it holds what is never printed.</summary>
    public static string? ForParser(string sql, string engine)
    {
        var escapes = engine == ClickHouseDialect.Instance.Name;
        var written = new StringBuilder(sql.Length + 64);
        for (var at = 0; at < sql.Length; at++)
        {
            var c = sql[at];
            if (c == '\'')
            {
                // A letter before it would be a prefix that changes the rules; a text before it would be read together with it.
                if ((at > 0 && (char.IsAsciiLetterOrDigit(sql[at - 1]) || sql[at - 1] is '_' or '\'')) || Literal(sql, ref at, escapes) is not { } text)
                {
                    return null;
                }

                written.Append('\'').Append(Held(text).Replace("'", "''", StringComparison.Ordinal)).Append('\'');
            }
            else if (engine == PostgreSqlDialect.Instance.Name && string.CompareOrdinal(sql, at, Collation, 0, Collation.Length) == 0)
            {
                written.Append(Collation);
                at += Collation.Length - 1;
            }
            else if ((char.IsAsciiLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal)) && !StartsComment(sql, at))
            {
                written.Append(c);
                if (escapes && c is '(' or ' ')
                {
                    Foreign(sql, ref at, written);
                }
            }
            else
            {
                return null;
            }
        }

        return written.ToString();
    }

    /// <summary>Whether a constant is this number, to the last bit.</summary>
    public static bool IsReal(string text, double value) =>
        RealConstant().Match(text) is { Success: true } match
        && double.TryParse(match.Groups["n"].Value switch { "nan" => "NaN", "inf" => "Infinity", "-inf" => "-Infinity", var n => n }, NumberStyles.Float, CultureInfo.InvariantCulture, out var read)
        && read.Equals(value);

    /// <summary>Whether a constant is this moment.</summary>
    public static bool IsMoment(string text, DateTime value)
    {
        if (MomentConstant().Match(text) is not { Success: true } match)
        {
            return false;
        }

        return match.Groups["n"] is { Success: true } microseconds
            ? long.TryParse(microseconds.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) && read == (value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : DateTime.TryParseExact(match.Groups["t"].Value, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && moment.Ticks == value.Ticks;
    }

    private static bool StartsComment(string sql, int at) => at + 1 < sql.Length && ((sql[at] == '-' && sql[at + 1] == '-') || (sql[at] == '/' && sql[at + 1] == '*'));

    // Leaves the position at the mark that ends it; null where it does not end, or not as it is printed.
    private static string? Literal(string sql, ref int at, bool escapes)
    {
        var text = new StringBuilder();
        while (++at < sql.Length)
        {
            var c = sql[at];
            var next = at + 1 < sql.Length ? sql[at + 1] : '\n';
            if (c == '\'' && (escapes || next != '\''))
            {
                return next is '\'' ? null : text.ToString();
            }

            if (c == '\'')
            {
                at++;
            }
            else if (c == '\\' && escapes)
            {
                if (Escaped(next) is not { } meant)
                {
                    return null;
                }

                c = meant;
                at++;
            }

            text.Append(c);
        }

        return null;
    }

    private static char? Escaped(char next) => next switch
    {
        '\\' or '\'' => next,
        '0' => '\0',
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        _ => null,
    };

    // Two words of ClickHouse that the parser takes for something else: as quoted names, which nothing else is, they keep their place.
    private static void Foreign(string sql, ref int at, StringBuilder written)
    {
        if (ForeignWord().Match(sql, at + 1) is { Success: true } word && word.Index == at + 1)
        {
            written.Append('"').Append(word.Value).Append('"');
            at += word.Length;
        }
    }

    [GeneratedRegex(@"\G(extract(?=\()|Nullable\([A-Za-z0-9]+\))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ForeignWord();

    [GeneratedRegex(@"^('(?<n>[^']+)'::(DOUBLE|double precision)|toFloat64\((?<n>[^()]+)\))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RealConstant();

    [GeneratedRegex(@"^('(?<t>[^']+)'::(TIMESTAMP|timestamp)|toInt64\((?<n>-?\d+)\))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MomentConstant();
}

namespace Tacit.Query.Syntax;

/// <summary>A word, a sign, or a quoted text of a question.</summary>
/// <param name="Text">The text, in small letters where it is not quoted.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it has ended.</param>
/// <param name="IsQuoted">Whether it is quoted.</param>
internal readonly record struct SqlToken(string Text, int Start, int End, bool IsQuoted)
{
    public bool Is(string text) => !IsQuoted && Text == text;
}

/// <summary>
/// Splits a question as far as is needed to find Tacit's own clauses: it knows quotes, dollar quotes and comments, so that no clause is found inside them.
/// What it is unsure of it leaves to the parser, which then refuses.
/// </summary>
internal static class SqlTokens
{
    private static readonly System.Buffers.SearchValues<char> TagCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    public static IReadOnlyList<SqlToken> Of(string text)
    {
        var tokens = new List<SqlToken>();
        var i = 0;
        while (i < text.Length)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (text.AsSpan(i).StartsWith("--"))
            {
                var end = text.AsSpan(i).IndexOfAny('\n', '\r');
                i = end < 0 ? text.Length : i + end;
            }
            else if (text.AsSpan(i).StartsWith("/*"))
            {
                i = Comment(text, i);
            }
            else if (text[i] is '\'' or '"')
            {
                i = Quoted(text, i);
                tokens.Add(new(text[start..i], start, i, true));
            }
            else if (text[i] == '$' && Dollar(text, i) is { } tag)
            {
                var end = text.IndexOf(tag, i + tag.Length, StringComparison.Ordinal);
                i = end < 0 ? text.Length : end + tag.Length;
                tokens.Add(new(text[start..i], start, i, true));
            }
            else if (IsWord(text[i]))
            {
                while (i < text.Length && (IsWord(text[i]) || text[i] == '$'))
                {
                    i++;
                }

                tokens.Add(new(text[start..i].ToLowerInvariant(), start, i, false));
            }
            else
            {
                i++;
                tokens.Add(new(text[start..i], start, i, false));
            }
        }

        return tokens;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' || c > 127;

    // Comments nest, as in the engine.
    private static int Comment(string text, int i)
    {
        var depth = 0;
        while (i < text.Length)
        {
            if (text.AsSpan(i).StartsWith("/*"))
            {
                depth++;
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("*/"))
            {
                depth--;
                i += 2;
                if (depth == 0)
                {
                    return i;
                }
            }
            else
            {
                i++;
            }
        }

        return i;
    }

    private static int Quoted(string text, int i)
    {
        var quote = text[i++];
        while (i < text.Length)
        {
            if (text[i] == quote)
            {
                if (i + 1 < text.Length && text[i + 1] == quote)
                {
                    i++;
                }
                else
                {
                    return i + 1;
                }
            }

            i++;
        }

        return i;
    }

    private static string? Dollar(string text, int i)
    {
        var end = text.IndexOf('$', i + 1);
        return end > i && text.AsSpan(i + 1, end - i - 1).IndexOfAnyExcept(TagCharacters) < 0 && (end == i + 1 || !char.IsAsciiDigit(text[i + 1]))
            ? text[i..(end + 1)]
            : null;
    }
}

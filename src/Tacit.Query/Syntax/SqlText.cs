using System.Text;

namespace Tacit.Query.Syntax;

/// <summary>A question as text: what is Tacit's own is taken off before the engine's parser sees the rest.</summary>
internal sealed class SqlText
{
    /// <summary>The longest question that is read.</summary>
    public const int Longest = 100_000;

    private readonly int[] _characterAtByte;

    private SqlText(string original, string body, bool explains, IReadOnlyDictionary<string, string> clause, int clauseAt, QueryParameters parameters)
    {
        Parameters = parameters;
        Original = original;
        Body = body;
        Explains = explains;
        Clause = clause;
        ClauseAt = clauseAt;
        _characterAtByte = Offsets(body);
    }

    /// <summary>As it was given.</summary>
    public string Original { get; }

    /// <summary>The SQL, at the same positions: what was taken off is blank.</summary>
    public string Body { get; }

    /// <summary>Whether it began with EXPLAIN PRIVACY.</summary>
    public bool Explains { get; }

    /// <summary>What stood in WITH PRIVACY (…).</summary>
    public IReadOnlyDictionary<string, string> Clause { get; }

    /// <summary>Where it stood; −1 where there is none.</summary>
    public int ClauseAt { get; }

    /// <summary>The values of its parameters.</summary>
    public QueryParameters Parameters { get; }

    /// <summary>The question for people, with the values of its parameters.</summary>
    public string Words => Body.Trim().TrimEnd(';').Trim() + Parameters.Words;

    /// <summary>The position in characters of a position in bytes of UTF-8, which the parser counts in.</summary>
    public int Position(long bytes) => bytes >= 0 && bytes < _characterAtByte.Length ? _characterAtByte[bytes] : -1;

    /// <summary>Reads a question. A parameter is written <c>$name</c>, <c>@name</c> or <c>?</c>.</summary>
    /// <exception cref="BadInputException">It is empty, too long, or no text, or its clause cannot be read.</exception>
    public static SqlText Read(string text, QueryParameters? parameters = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new BadInputException($"{SqlError.Syntax}: The question is empty. Write for example: select count(*) from labs");
        }

        if (text.Length > Longest)
        {
            throw new BadInputException($"{SqlError.Syntax}: The question is longer than {Longest} characters.");
        }

        if (text.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text)
        {
            throw new BadInputException($"{SqlError.Syntax}: The question holds a NUL or half a character, which no text does.");
        }

        var tokens = SqlTokens.Of(text);
        var body = text.ToCharArray();
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            // The engine's parser knows $name; what other clients write as @name is the same.
            if (tokens[i].Is("@") && !tokens[i + 1].IsQuoted && tokens[i + 1].Start == tokens[i].End && (char.IsLetter(tokens[i + 1].Text[0]) || tokens[i + 1].Text[0] == '_'))
            {
                body[tokens[i].Start] = '$';
            }
        }

        var explains = tokens is [var first, var second, ..] && first.Is("explain") && second.Is("privacy");
        if (explains)
        {
            Blank(body, 0, tokens[1].End);
        }

        var clause = new Dictionary<string, string>(StringComparer.Ordinal);
        var clauseAt = -1;
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].Is("with") && tokens[i + 1].Is("privacy") && tokens[i + 2].Is("("))
            {
                var end = PrivacyClause.Read(text, tokens, i + 3, clause);
                if (tokens.Skip(end).Where(t => !t.Is(";")).Take(1).ToArray() is [var more])
                {
                    throw SqlError.At(SqlError.Clause, text, more.Start, "WITH PRIVACY (…) stands at the end of the question, once.");
                }

                clauseAt = tokens[i].Start;
                Blank(body, clauseAt, tokens[end - 1].End);
                break;
            }
        }

        return new(text, new string(body), explains, clause, clauseAt, parameters ?? QueryParameters.None);
    }

    private static void Blank(char[] body, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            body[i] = body[i] is '\n' or '\r' ? body[i] : ' ';
        }
    }

    private static int[] Offsets(string text)
    {
        var offsets = new int[Encoding.UTF8.GetByteCount(text) + 1];
        var at = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var bytes = char.IsHighSurrogate(text[i]) ? 4 : char.IsLowSurrogate(text[i]) ? 0 : Encoding.UTF8.GetByteCount(text.AsSpan(i, 1));
            for (var b = 0; b < bytes; b++)
            {
                offsets[at++] = i;
            }
        }

        offsets[^1] = text.Length;
        return offsets;
    }
}

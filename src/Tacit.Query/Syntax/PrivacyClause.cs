using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Query.Syntax;

/// <summary>WITH PRIVACY (name = value, …): how the analyst wants a question to be answered.</summary>
/// <remarks>
/// <c>epsilon</c>, <c>delta</c>, <c>rho</c>: what to spend. <c>max_groups</c>, <c>max_rows_per_group</c>: what to keep of one unit.
/// <c>keys = private</c>: select keys even where they are public. <c>confidence</c>: of the intervals.
/// </remarks>
internal static class PrivacyClause
{
    private static readonly string[] Names = ["epsilon", "delta", "rho", "max_groups", "max_rows_per_group", "keys", "confidence"];

    /// <summary>Reads the settings from a token on; returns the token behind the closing bracket.</summary>
    public static int Read(string text, IReadOnlyList<SqlToken> tokens, int at, Dictionary<string, string> into)
    {
        while (at < tokens.Count && !tokens[at].Is(")"))
        {
            BadInputException Refused(string what) => PrivacyClause.Refused(text, tokens[Math.Min(at, tokens.Count - 1)].Start, what);
            if (at + 1 >= tokens.Count || tokens[at].IsQuoted || !tokens[at + 1].Is("="))
            {
                throw Refused("is written WITH PRIVACY (epsilon = 0.1, max_groups = 3)");
            }

            var name = tokens[at].Text;
            if (!Names.Contains(name))
            {
                throw Refused($"does not know '{name}'. It knows {string.Join(", ", Names)}");
            }

            var end = at + 2;
            while (end < tokens.Count && !tokens[end].Is(",") && !tokens[end].Is(")"))
            {
                end++;
            }

            if (end >= tokens.Count)
            {
                throw Refused("has no closing bracket");
            }

            if (end == at + 2)
            {
                throw Refused($"has '{name}' without a value");
            }

            if (!into.TryAdd(name, text[tokens[at + 2].Start..tokens[end - 1].End].Trim('\'', ' ').ToLowerInvariant()))
            {
                throw Refused($"has '{name}' twice");
            }

            at = end + (tokens[end].Is(",") ? 1 : 0);
        }

        return at < tokens.Count ? at + 1 : throw Refused(text, tokens[^1].Start, "has no closing bracket");
    }

    public static long? Whole(SqlText text, string name) => !text.Clause.TryGetValue(name, out var value)
        ? null
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole is >= 1 and <= 1_000_000
            ? whole
            : throw Refused(text, $"takes a whole number from 1 to 1,000,000 for {name}");

    public static double? Confidence(SqlText text) => !text.Clause.TryGetValue("confidence", out var value)
        ? null
        : double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number is > 0.5 and < 1
            ? number
            : throw Refused(text, "takes a confidence between 0.5 and 1");

    public static bool SelectsKeys(SqlText text) => text.Clause.TryGetValue("keys", out var value) && value switch
    {
        "private" => true,
        "public" => false,
        _ => throw Refused(text, "takes keys = private or keys = public"),
    };

    /// <summary>An amount to spend, exactly as it is written.</summary>
    public static Rational? Amount(SqlText text, string name)
    {
        if (!text.Clause.TryGetValue(name, out var value))
        {
            return null;
        }

        try
        {
            var amount = value.Length <= 60 ? Rational.Parse(value) : throw new FormatException();
            return name == "delta"
                ? amount.Sign >= 0 && amount < Rational.One ? amount : throw Refused(text, "takes a delta of at least 0 and below 1")
                : amount.Sign > 0 ? amount : throw Refused(text, $"takes more than 0 for {name}");
        }
        catch (Exception e) when (e is FormatException or OverflowException or DivideByZeroException)
        {
            throw Refused(text, $"takes a number for {name}, for example {name} = 0.1");
        }
    }

    private static BadInputException Refused(SqlText text, string what) => Refused(text.Original, text.ClauseAt, what);

    private static BadInputException Refused(string text, int position, string what) => SqlError.At(SqlError.Clause, text, position, $"WITH PRIVACY {what}.");
}

namespace Tacit.Query.Relations;

/// <summary>Expressions over text and times.</summary>
internal static class TextAndTime
{
    /// <summary>Texts that are put together are cut at so many characters: doubled again and again in sub-queries, they would fill the memory, and only where there is one.</summary>
    public const int Longest = 10_000;

    private const int LongestDomain = 10_000;

    /// <summary>The grains of a calendar, from fine to coarse.</summary>
    public static IReadOnlyList<string> Grains { get; } = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

    private static readonly Dictionary<string, (double Low, double High)> Parts = new(StringComparer.Ordinal)
    {
        ["year"] = (1, 9999), ["quarter"] = (1, 4), ["month"] = (1, 12), ["week"] = (1, 53), ["day"] = (1, 31), ["dow"] = (0, 6), ["isodow"] = (1, 7),
        ["doy"] = (1, 366), ["hour"] = (0, 23), ["minute"] = (0, 59),
    };

    public static Scalar Letters(Operation operation, Scalar a) => TextOf(operation, a, operation switch
    {
        Operation.Lower => v => new string([.. v.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c)]),
        Operation.Upper => v => new string([.. v.Select(c => char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c)]),
        _ => v => v.Trim(' '),
    });

    public static Scalar Length(Scalar a) => Expressions.Make(Operation.Length, Facts.Number(0, 1e9, true), Expressions.AsText(a));

    public static Scalar Substring(Scalar a, int from, int count) => from >= 1 && count >= 0
        ? TextOf(Operation.Substring, a, null, Literal.Of(from), Literal.Of(count))
        : throw new BadInputException("substring starts at position 1 or later and takes 0 characters or more, both constants.");

    public static Scalar Concatenate(Scalar a, Scalar b)
    {
        var (x, y) = (Expressions.AsText(a), Expressions.AsText(b));
        var domain = x.Facts.Domain is { } p && y.Facts.Domain is { } q && (long)p.Count * q.Count <= LongestDomain && p.Concat(q).All(v => v.Length <= Longest / 2)
            ? p.SelectMany(v => q.Select(w => v + w)).Distinct(StringComparer.Ordinal).ToArray()
            : null;
        return Expressions.Make(Operation.Concatenate, new Facts(ValueKind.Text) { Domain = domain }, x, y);
    }

    public static Scalar Like(Scalar a, Scalar pattern) => pattern is Literal { Value: string text } && !text.Contains('\\', StringComparison.Ordinal)
        ? Expressions.Make(Operation.Like, Facts.Boolean, Expressions.AsText(a), pattern)
        : throw new BadInputException("LIKE takes a constant pattern without backslashes.");

    public static Scalar Truncate(Scalar grain, Scalar a)
    {
        var name = Name(grain, Grains, "date_trunc");
        var x = Expressions.AsTime(a);
        var span = x.Facts.Span is { } s ? (Calendar.Cut(s.From, name), s.To) : ((DateTime, DateTime)?)null;
        return Expressions.Make(Operation.Truncate, new Facts(ValueKind.Time) { Span = span, Grain = name }, x, Literal.Of(name));
    }

    public static Scalar Part(Scalar part, Scalar a)
    {
        var name = Name(part, Parts.Keys, "extract");
        var x = Expressions.AsTime(a);
        var (low, high) = Parts[name];
        if (name == "year" && x.Facts.Span is { } span)
        {
            (low, high) = (span.From.Year, span.To.AddTicks(-1).Year);
        }

        return Expressions.Make(Operation.Part, Facts.Number(low, high, true), x, Literal.Of(name));
    }

    public static Scalar Shift(Scalar a, double seconds)
    {
        var x = Expressions.AsTime(a);
        if (!(Math.Abs(seconds) <= 1e10))
        {
            throw new BadInputException("A time is moved by at most some hundred years.");
        }

        try
        {
            var span = x.Facts.Span is { } s ? (s.From.AddSeconds(seconds), s.To.AddSeconds(seconds)) : ((DateTime, DateTime)?)null;
            return Expressions.Make(Operation.Shift, new Facts(ValueKind.Time) { Span = span }, x, Literal.Of(seconds));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new BadInputException("The time would be moved out of the years 1 to 9999.");
        }
    }

    public static Scalar Seconds(Scalar a, Scalar b)
    {
        var (x, y) = (Expressions.AsTime(a), Expressions.AsTime(b));
        var range = x.Facts.Span is { } s && y.Facts.Span is { } t
            ? new Interval((s.From - t.To).TotalSeconds, (s.To - t.From).TotalSeconds)
            : Interval.Unknown;
        return Expressions.Make(Operation.Seconds, Facts.Number(new NumberRange(range)), x, y);
    }

    public static Scalar ToNumber(Scalar a) => Expressions.Make(Operation.ToNumber, Facts.Number(new NumberRange(Interval.Unknown)), Expressions.AsText(a));

    private static Call TextOf(Operation operation, Scalar a, Func<string, string>? onDomain, params Scalar[] more)
    {
        var x = Expressions.AsText(a);
        var domain = onDomain is null ? null : x.Facts.Domain?.Select(onDomain).Distinct(StringComparer.Ordinal).ToArray();
        return Expressions.Make(operation, new Facts(ValueKind.Text) { Domain = domain }, [x, .. more]);
    }

    private static string Name(Scalar name, IEnumerable<string> known, string function) =>
        name is Literal { Value: string text } && known.FirstOrDefault(k => string.Equals(k, text, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : throw new BadInputException($"{function} knows {string.Join(", ", known)}.");
}

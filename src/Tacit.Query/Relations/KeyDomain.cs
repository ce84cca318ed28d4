using System.Globalization;

namespace Tacit.Query.Relations;

/// <summary>A key as the engine gives it and as a person reads it.</summary>
/// <param name="Token">As the engine gives it: the code of a category, a text, a whole number, microseconds of a time.</param>
/// <param name="Label">As a person reads it; null where it is NULL.</param>
internal readonly record struct KeyValue(string Token, string? Label);

/// <summary>The public values of a key, where its facts give them: without looking at the data.</summary>
internal static class KeyDomain
{
    private const int Most = 100_000;
    private const long Uncountable = 1L << 62;

    // One side of the calendar ends there: grains before and after would have no name.
    private static readonly DateTime FirstDay = new(2, 1, 1);
    private static readonly DateTime LastDay = new(9999, 1, 1);

    // Beyond it neighbouring whole numbers are one double, and no engine has an integer for all of them.
    private const double LargestWhole = 1L << 53;

    /// <summary>How NULL leaves the engine where it is a text key; other texts are led by <see cref="Led"/> then, so that an empty one is another.</summary>
    public const string NullText = "-";

    /// <summary>What leads texts where NULL is a key, too.</summary>
    public const string Led = ".";

    /// <summary>How NULL leaves the engine where it is another key: no code, truth, whole number or time of the calendar is that.</summary>
    public const string NullInteger = "-9223372036854775807";

    /// <summary>All values of the key, NULL last where it is one; null where they are not public and must be selected.</summary>
    /// <exception cref="BadInputException">The key is of a kind that nothing is grouped by.</exception>
    public static IReadOnlyList<KeyValue>? Of(Scalar key) => (Values(key), key.Facts.IsNullKey) switch
    {
        ({ } values, true) when IsText(key) => [.. values.Select(v => v with { Token = Led + v.Token }), new(NullText, null)],
        ({ } values, true) => [.. values, new(NullInteger, null)],
        var (values, _) => values,
    };

    /// <summary>Whether the key leaves the engine as text.</summary>
    public static bool IsText(Scalar key) => key.Kind == ValueKind.Text && !(key is Slot slot && slot.Storage == Storage.Code);

    private static List<KeyValue>? Values(Scalar key)
    {
        var facts = key.Facts;
        switch (key.Kind)
        {
            case ValueKind.Text when facts.Domain is { } domain:
                return key is Slot slot && slot.Storage == Storage.Code
                    ? [.. domain.Select((v, i) => new KeyValue(i.ToString(CultureInfo.InvariantCulture), v))]
                    : [.. domain.Order(StringComparer.Ordinal).Select(v => new KeyValue(v, v))];
            case ValueKind.Boolean:
                return [new("0", "false"), new("1", "true")];
            case ValueKind.Number when IsExact(facts) && facts.Range!.Widest is var range && (range.High - range.Low) / facts.Step < Most:
                return [.. Whole((long)Math.Ceiling(range.Low), (long)Math.Floor(range.High), facts.Step)];
            case ValueKind.Time when facts is { Grain: { } grain, Span: { } span } && Times(span, grain) is { } times:
                return times;
            case ValueKind.Text or ValueKind.Time when key.Kind == ValueKind.Text || facts.Grain is not null:
                return null;
            case ValueKind.Number when IsExact(facts):
                return null;
            case ValueKind.Unit:
                throw new BadInputException("Groups of one unit each would release every unit. Group by the unit inside a sub-query, and aggregate over units outside.");
            case ValueKind.RowKey:
                throw new BadInputException("Groups of one row each would release every row. Group by the key inside a sub-query, beside the unit, and aggregate outside.");
            case ValueKind.Number when facts.Range!.Widest is { Low: 0, High: 1 }:
                throw new BadInputException("Groups are not made by a number with fractions. If it is a flag, group by x = 1; otherwise by floor(10 * x), width_bucket(x, low, high, n) or a CASE.");
            case ValueKind.Number:
                throw new BadInputException("Groups are not made by a number with fractions, or beyond 2^53. Group by floor(x), width_bucket(x, low, high, n) or a CASE.");
            default:
                throw new BadInputException("Groups are not made by single moments. Group by date_trunc('month', t).");
        }
    }

    /// <summary>How many combinations of public values there are; null where some key is not public or there are too many to say.</summary>
    public static long? CountOf(IReadOnlyList<Scalar> keys)
    {
        long total = 1;
        foreach (var key in keys)
        {
            if (key.Kind is ValueKind.Unit or ValueKind.Null || !IsGroupable(key) || Of(key) is not { } values)
            {
                return null;
            }

            // Too many to say is no bound, and never wraps into a small one.
            var count = values.Count + (key.Facts.IsNullKey ? 0L : 1L);
            if (total > Uncountable / count)
            {
                return null;
            }

            total *= count;
        }

        return total;
    }

    /// <summary>The label of a value that was selected; null for NULL.</summary>
    public static string? Label(Scalar key, string token) => key.Kind switch
    {
        _ when key.Facts.IsNullKey && token == (IsText(key) ? NullText : NullInteger) => null,
        ValueKind.Text when key.Facts.IsNullKey && IsText(key) => token[Led.Length..],
        ValueKind.Time => Calendar.Label(DateTime.UnixEpoch.AddTicks(long.Parse(token, CultureInfo.InvariantCulture) * 10), key.Facts.Grain),
        ValueKind.Text when key is Slot slot && slot.Storage == Storage.Code => key.Facts.Domain![int.Parse(token, CultureInfo.InvariantCulture)],
        _ => token,
    };

    private static bool IsGroupable(Scalar key) => key.Kind switch
    {
        ValueKind.Number => IsExact(key.Facts),
        ValueKind.Time => key.Facts.Grain is not null,
        ValueKind.RowKey => false,
        _ => true,
    };

    private static bool IsExact(Facts number) => number.IsWhole && number.Range!.Widest.Magnitude <= LargestWhole;

    // To the last digit: two keys with one name would release the same rows twice.
    private static IEnumerable<KeyValue> Whole(long low, long high, long step)
    {
        var first = low + (((-low % step) + step) % step);
        for (var value = first; value <= high; value += step)
        {
            var text = value.ToString(CultureInfo.InvariantCulture);
            yield return new(text, text);
        }
    }

    private static List<KeyValue>? Times((DateTime From, DateTime To) span, string grain)
    {
        // Where the engine has times beyond, its grains are not listed here: they are selected like any that are not public.
        if (span.From < FirstDay || span.To > LastDay)
        {
            return null;
        }

        var values = new List<KeyValue>();
        for (var time = Calendar.Cut(span.From, grain); time < span.To; time = Calendar.Next(time, grain))
        {
            values.Add(new(Calendar.Microseconds(time).ToString(CultureInfo.InvariantCulture), Calendar.Label(time, grain)));
            if (values.Count > Most)
            {
                return null;
            }
        }

        return values;
    }
}

namespace Tacit.Reporting;

/// <summary>The rule of every operation: which operands it takes, and what is known of its result.</summary>
internal static class TermRules
{
    private const int MostDomain = 10_000;

    public static Term Of(DerivationEntry entry, string operation, IReadOnlyList<Term> x)
    {
        switch (operation)
        {
            case "Add" or "Subtract" or "Multiply" or "Divide" or "Modulo":
                Takes(entry, x, TermKind.Number, TermKind.Number);
                return NumberRules.Binary(entry, operation, x[0], x[1]);
            case "Absolute" or "Floor" or "Ceiling" or "SquareRoot" or "NaturalLog" or "Exponential":
                Takes(entry, x, TermKind.Number);
                return NumberRules.Unary(entry, operation, x[0]);
            case "Round":
                Takes(entry, x, TermKind.Number, TermKind.Number);
                return NumberRules.Round(entry, x[0], Constant(entry, x[1]));
            case "Clamp":
                Takes(entry, x, TermKind.Number, TermKind.Number, TermKind.Number);
                return NumberRules.Clamp(entry, x[0], Constant(entry, x[1]), Constant(entry, x[2]));
            case "Bucket":
                Takes(entry, x, TermKind.Number, TermKind.Number, TermKind.Number, TermKind.Number);
                return NumberRules.Bucket(entry, Constant(entry, x[1]), Constant(entry, x[2]), Constant(entry, x[3]));
            case "Equal" or "NotEqual" when x is [{ Kind: TermKind.RowKey, KeyOf: { } table }, { Kind: TermKind.RowKey } other] && other.KeyOf == table:
                return new(TermKind.Truth);
            case "Equal" or "NotEqual" or "Less" or "LessOrEqual":
                Alike(entry, x.Count == 2 ? x : throw entry.Wrong($"{operation} takes two operands"));
                return new(TermKind.Truth);
            case "In":
                Alike(entry, x.Count >= 2 ? x : throw entry.Wrong("In takes a value and at least one constant"));
                return x.Skip(1).All(c => c.Constant is not null) ? new(TermKind.Truth) : throw entry.Wrong("In takes constants");
            case "And" or "Or":
                Takes(entry, x, TermKind.Truth, TermKind.Truth);
                return new(TermKind.Truth);
            case "Not":
                Takes(entry, x, TermKind.Truth);
                return new(TermKind.Truth);
            case "IsNull":
                return x.Count == 1 ? new(TermKind.Truth) : throw entry.Wrong("IsNull takes one operand");
            case "Case":
                return Case(entry, x);
            case "Coalesce":
                return Joined(entry, x.Count > 0 ? x : throw entry.Wrong("Coalesce takes at least one operand"));
            default:
                return TextRules.Of(entry, operation, x) ?? TimeRules.Of(entry, operation, x) ?? throw entry["call"].Wrong($"the operation '{operation}' is not known");
        }
    }

    /// <summary>Refuses operands of other kinds.</summary>
    public static void Takes(DerivationEntry entry, IReadOnlyList<Term> x, params ReadOnlySpan<TermKind> kinds)
    {
        var fits = x.Count == kinds.Length;
        for (var i = 0; fits && i < kinds.Length; i++)
        {
            fits = x[i].Kind == kinds[i];
        }

        if (!fits)
        {
            throw entry.Wrong("the operation does not take these operands");
        }
    }

    public static double Constant(DerivationEntry entry, Term x) => x.Constant is double value ? value : throw entry.Wrong("a constant number is expected among the operands");

    /// <summary>The texts that a function makes of a public list; null where the list is not public or too long.</summary>
    public static IReadOnlyList<string>? Texts(IEnumerable<string>? values) => values?.Distinct(StringComparer.Ordinal).Take(MostDomain + 1).ToArray() is { Length: <= MostDomain } texts ? texts : null;

    private static void Alike(DerivationEntry entry, IReadOnlyList<Term> x)
    {
        if (x.Any(o => o.Kind != x[0].Kind) || x[0].Kind is TermKind.Nothing or TermKind.RowKey)
        {
            throw entry.Wrong("only values of one kind are compared");
        }
    }

    // Conditions and values in turn, the value of all other rows last.
    private static Term Case(DerivationEntry entry, IReadOnlyList<Term> x)
    {
        if (x.Count % 2 == 0 || x.Count < 3)
        {
            throw entry.Wrong("Case takes conditions and values in turn, and one value more");
        }

        var values = new List<Term>();
        for (var i = 0; i + 1 < x.Count; i += 2)
        {
            if (x[i].Kind != TermKind.Truth)
            {
                throw entry.Wrong("Case takes conditions and values in turn, and one value more");
            }

            values.Add(NumberRules.Under(x[i], x[i + 1]));
        }

        return Joined(entry, [.. values, x[^1]]);
    }

    private static Term Joined(DerivationEntry entry, IReadOnlyList<Term> values)
    {
        if (values.Any(v => v.Kind != values[0].Kind))
        {
            throw entry.Wrong("the values are of different kinds");
        }

        if (values[0].Kind == TermKind.RowKey)
        {
            throw entry.Wrong("a key of rows is no value to choose from");
        }

        var present = values.Where(v => !v.IsNull).DefaultIfEmpty(values[0]);
        return present.Aggregate(Joined);
    }

    /// <summary>What is known of a value that is one of two.</summary>
    public static Term Joined(Term a, Term b) => new(a.Kind)
    {
        Spans = a.Spans is { } p && b.Spans is { } q ? NumberSpans.Of(p, q, NumberSpan.Join) : null,
        IsWhole = a.IsWhole && b.IsWhole,
        Values = a.Values is { } v && b.Values is { } w ? Texts(v.Concat(w)) : null,
        Between = a.Between is { } s && b.Between is { } t ? (s.From < t.From ? s.From : t.From, s.To > t.To ? s.To : t.To) : null,
        Grain = a.Grain == b.Grain ? a.Grain : null,
        IsMissingKey = a.IsMissingKey || b.IsMissingKey,
        KeyOf = a.KeyOf == b.KeyOf ? a.KeyOf : null,
    };
}

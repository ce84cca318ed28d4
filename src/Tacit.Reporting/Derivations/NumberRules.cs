using System.Numerics;

namespace Tacit.Reporting;

/// <summary>Where the results of operations on numbers lie.</summary>
internal static class NumberRules
{
    // Logarithm and exponential are not rounded correctly everywhere: this much covers every library of today.
    private const double Slack = 1e-11;

    private static readonly BigInteger Exact = BigInteger.Pow(2, 53);

    // Below it, e^a is taken for zero.
    private const double SmallestExponent = -700;

    public static Term Binary(DerivationEntry entry, string operation, Term a, Term b)
    {
        Known(entry, a, b);
        var areWhole = a.IsWhole && b.IsWhole;
        var spans = operation == "Multiply" && a.Identity == b.Identity
            ? a.Spans!.Map(s => s.Squared())
            : NumberSpans.Of(a.Spans!, b.Spans!, operation switch
            {
                "Add" => NumberSpan.Plus,
                "Subtract" => NumberSpan.Minus,
                "Multiply" => NumberSpan.Times,
                "Divide" => NumberSpan.Over,
                _ => (p, q) => NumberSpan.Rest(p, q, areWhole),
            });
        return Term.Number(spans, areWhole && operation != "Divide") with { Multiple = areWhole && operation == "Multiply" ? BigInteger.Max(Multiple(a, b), Multiple(b, a)) : BigInteger.One };
    }

    public static Term Unary(DerivationEntry entry, string operation, Term a)
    {
        Known(entry, a);
        if (operation == "Exponential" && a.All.High > 340)
        {
            throw entry.Wrong("the exponential of a number that may be above 340 overflows: a clamp is missing below it");
        }

        var spans = a.Spans!.Map(s => operation switch
        {
            "Absolute" => s.Magnitude(),
            "Floor" => s.Rising(Math.Floor),
            "Ceiling" => s.Rising(Math.Ceiling),
            "SquareRoot" => s.Rising(v => Math.Sqrt(Math.Max(0, v))),
            "NaturalLog" => new(s.Low > 0 ? Math.Log(s.Low) - (Slack * 100) : -745, s.High > 0 ? Math.Log(s.High) + (Slack * 100) : 0),
            _ => new(s.Low < SmallestExponent ? 0 : Math.Exp(s.Low) * (1 - Slack), Math.Exp(s.High) * (1 + Slack)),
        });
        return Term.Number(spans, operation is "Floor" or "Ceiling" || (operation == "Absolute" && a.IsWhole));
    }

    /// <summary>⌊a·10^d + ½⌋/10^d as the engine computes it, which does not fall.</summary>
    public static Term Round(DerivationEntry entry, Term a, double digits)
    {
        Known(entry, a);
        if (digits != Math.Floor(digits) || Math.Abs(digits) > 15)
        {
            throw entry.Wrong("a number is rounded to between -15 and 15 digits");
        }

        var scale = Math.Pow(10, Math.Abs(digits));
        return Term.Number(
            a.Spans!.Map(s => s.Rising(v => digits >= 0 ? Math.Floor((v * scale) + 0.5) / scale : Math.Floor((v / scale) + 0.5) * scale)),
            digits <= 0) with { Multiple = digits < 0 ? new BigInteger(scale) : BigInteger.One };
    }

    public static Term Clamp(DerivationEntry entry, Term a, double low, double high) => low <= high
        ? Term.Number(a.Spans!.Map(s => s.Rising(v => Math.Clamp(v, low, high))), a.IsWhole && IsWholeEnd(low) && IsWholeEnd(high))
        : throw entry.Wrong("a clamp's lower end is above its upper one");

    public static Term Bucket(DerivationEntry entry, double low, double high, double buckets) => low < high && buckets >= 1 && buckets <= 100_000 && buckets == Math.Floor(buckets)
        ? Term.Number(NumberSpans.One(0, buckets + 1), true)
        : throw entry.Wrong("buckets need two increasing bounds and a whole number of them, at most 100,000");

    /// <summary>A value in the rows of a condition that compares it with another: it is no smaller, or no larger, than that.</summary>
    public static Term Under(Term condition, Term value)
    {
        // What is held is compared with a constant on its grid, and the value of its integer may be a step beyond.
        if (condition.Operands.Any(o => o.Slot >= 0) && condition.Operands.Any(o => o.Constant is not null))
        {
            return value;
        }

        if (value.Spans is not { } spans || condition.Operation is not ("Less" or "LessOrEqual") || condition.Operands is not [{ Spans: { } left } a, { Spans: { } right } b])
        {
            return value;
        }

        return value.Identity == b.Identity
            ? value with { Spans = NumberSpans.Of(spans, left, (v, l) => v with { Low = Math.Max(v.Low, l.Low) }) }
            : value.Identity == a.Identity
                ? value with { Spans = NumberSpans.Of(spans, right, (v, r) => v with { High = Math.Min(v.High, r.High) }) }
                : value;
    }

    // Of a whole number times a constant: a double is exact that far.
    private static BigInteger Multiple(Term number, Term by) =>
        by.Constant is double factor && factor != 0 && new BigInteger(Math.Abs(factor)) * number.Multiple is var product && product <= Exact ? product : BigInteger.One;

    private static bool IsWholeEnd(double end) => end == Math.Floor(end);

    private static void Known(DerivationEntry entry, params ReadOnlySpan<Term> operands)
    {
        foreach (var operand in operands)
        {
            if (!operand.All.IsKnown)
            {
                throw entry.Wrong("the range of an operand is not known: a clamp is missing below it");
            }
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Tacit.Data;

namespace Tacit.Query.Relations;

/// <summary>Makes expressions: checks the kinds of operands and derives the facts of the result. What cannot be total is refused here.</summary>
internal static partial class Expressions
{
    /// <summary>e to a power below this is taken for zero.</summary>
    public const double SmallestExponent = -700;

    private const int MostDigits = 15;
    private const int MostNodes = 200_000;

    // Up to there, products of whole numbers are exact.
    private const double MostOfStep = 1L << 53;

    public static Scalar Number(Operation operation, Scalar a, Scalar b)
    {
        var (x, y) = (Usable(AsNumber(a)), Usable(AsNumber(b)));
        if (x is Literal { Value: double p } && y is Literal { Value: double q } && Constants.Of(operation, p, q) is { } known)
        {
            return Literal.Of(known);
        }

        // A number times itself is never below 0, however it was written.
        var range = operation == Operation.Multiply && x.Same(y) ? x.Range.Map(i => i.Squared()) : x.Range.With(y.Range, operation switch
        {
            Operation.Add => (p, q) => p + q,
            Operation.Subtract => (p, q) => p - q,
            Operation.Multiply => (p, q) => p * q,
            Operation.Divide => (p, q) => p / q,
            Operation.Modulo => (p, q) => Remainder(p, q, x.Facts.IsWhole && y.Facts.IsWhole),
            _ => throw new InvalidOperationException("Not an operation on two numbers."),
        });
        var whole = x.Facts.IsWhole && y.Facts.IsWhole && operation != Operation.Divide;
        return Make(operation, Facts.Number(range, whole) with { Step = operation == Operation.Multiply && whole ? Math.Max(Times(x, y), Times(y, x)) : 1 }, x, y);

        static long Times(Scalar number, Scalar by) => by is Literal { Value: double factor } && Math.Abs(factor) is >= 1 and <= MostOfStep && Math.Abs(factor) * number.Facts.Step <= MostOfStep
            ? (long)Math.Abs(factor) * number.Facts.Step
            : 1;
    }

    public static Scalar Negate(Scalar a) => a is Literal { Value: double value } ? Literal.Of(-value) : Number(Operation.Subtract, Literal.Of(0), a);

    public static Scalar Function(Operation operation, Scalar a)
    {
        var x = Usable(AsNumber(a));
        Func<Interval, Interval> range = operation switch
        {
            Operation.Absolute => i => i.Absolute(),
            Operation.Floor => i => i.Rising(Math.Floor),
            Operation.Ceiling => i => i.Rising(Math.Ceiling),
            Operation.SquareRoot => i => new Interval(0, Math.Sqrt(Math.Max(0, i.High)) * 1.0000000001),
            Operation.NaturalLog => i => new Interval(i.Low > 0 ? Math.Log(i.Low) - 1e-9 : -745, i.High > 0 ? Math.Log(i.High) + 1e-9 : 0),
            Operation.Exponential => i => i.High <= 340
                ? new Interval(i.Low < SmallestExponent ? 0 : Math.Exp(i.Low) * 0.999999999, Math.Exp(i.High) * 1.000000001)
                : throw new BadInputException("exp of a number that may be above 340 can overflow. Clip it first: exp(clamp(x, low, high))."),
            _ => throw new InvalidOperationException("Not a function of one number."),
        };
        var whole = operation is Operation.Floor or Operation.Ceiling || (operation == Operation.Absolute && x.Facts.IsWhole);
        return Make(operation, Facts.Number(x.Range.Map(range), whole), x);
    }

    public static Scalar Round(Scalar a, int digits)
    {
        if (Math.Abs(digits) > MostDigits)
        {
            throw new BadInputException("round takes between -15 and 15 digits.");
        }

        var x = Usable(AsNumber(a));
        // As the engine computes it: large numbers times 10^15 are rounded themselves.
        var scale = Math.Pow(10, Math.Abs(digits));
        double Rounded(double v) => digits >= 0 ? Math.Floor((v * scale) + 0.5) / scale : Math.Floor((v / scale) + 0.5) * scale;
        return Make(Operation.Round, Facts.Number(x.Range.Map(i => i.Rising(Rounded)), digits <= 0) with { Step = digits < 0 ? (long)scale : 1 }, x, Literal.Of(digits));
    }

    public static Scalar Clamp(Scalar a, double low, double high)
    {
        var x = AsNumber(a);
        if (!double.IsFinite(low) || !double.IsFinite(high) || !(low <= high) || Math.Max(Math.Abs(low), Math.Abs(high)) > Interval.Largest)
        {
            throw new BadInputException("A number is clipped between two finite constants, the lower one first.");
        }

        return Make(Operation.Clamp, Facts.Number(x.Range.Map(i => i.Rising(v => Math.Clamp(v, low, high))), x.Facts.IsWhole && low == Math.Floor(low) && high == Math.Floor(high)), x, Literal.Of(low), Literal.Of(high));
    }

    public static Scalar Compare(Operation operation, Scalar a, Scalar b)
    {
        if (a.Kind == ValueKind.Null || b.Kind == ValueKind.Null)
        {
            return new Literal(null, Facts.Boolean);
        }

        var (x, y) = Comparable(a, b);
        Declared(x, y);
        Declared(y, x);
        return SharedDigits(x, y) is { } digits
            ? Make(operation, Facts.Boolean, Round(x, digits), Round(y, digits))
            : Make(operation, Facts.Boolean, x, y);
    }

    /// <summary>a &gt; b is b &lt; a.</summary>
    public static Scalar Greater(Scalar a, Scalar b, bool orEqual) => Compare(orEqual ? Operation.LessOrEqual : Operation.Less, b, a);

    public static Scalar In(Scalar a, IReadOnlyList<Scalar> values)
    {
        var constants = values.Where(v => v.Kind != ValueKind.Null).Select(v => v.IsConstant
            ? v
            : throw new BadInputException("IN takes a list of constants.")).ToArray();
        if (constants.Length != values.Count)
        {
            throw new BadInputException("IN takes a list without NULL, which no value equals. Write … IS NULL beside it.");
        }

        if (constants.Length == 0)
        {
            throw new BadInputException("IN needs at least one value.");
        }

        foreach (var constant in constants)
        {
            var (x, y) = Comparable(a, constant);
            Declared(x, y);
        }

        var pairs = constants.Select(c => Comparable(a, c).Right).ToArray();
        return Make(Operation.In, Facts.Boolean, [Comparable(a, constants[0]).Left, .. pairs]);
    }

    public static Scalar And(Scalar a, Scalar b) => Make(Operation.And, Facts.Boolean, AsCondition(a), AsCondition(b));

    public static Scalar Or(Scalar a, Scalar b) => Make(Operation.Or, Facts.Boolean, AsCondition(a), AsCondition(b));

    public static Scalar Not(Scalar a) => Make(Operation.Not, Facts.Boolean, AsCondition(a));

    public static Scalar IsNull(Scalar a) => a.Kind == ValueKind.Unit
        ? Literal.Of(false)
        : Make(Operation.IsNull, Facts.Boolean, a);

    public static Scalar Case(IReadOnlyList<(Scalar When, Scalar Then)> branches, Scalar otherwise)
    {
        var values = Unified([.. branches.Select(b => b.Then), otherwise]);
        var arguments = branches.SelectMany((b, i) => new[] { AsCondition(b.When), values[i] }).Append(values[^1]);
        return Make(Operation.Case, FactsOfAll(values), [.. arguments]);
    }

    public static Scalar Coalesce(IReadOnlyList<Scalar> values)
    {
        var unified = Unified(values);
        return Make(Operation.Coalesce, FactsOfAll(unified) with { IsNullKey = unified.All(v => v.Facts.IsNullKey) }, [.. unified]);
    }

    public static Scalar NullIf(Scalar a, Scalar b) => Case([(Compare(Operation.Equal, a, b), Literal.Null)], a);

    /// <summary>The smallest or the largest of several numbers; NULL where one is (as the standard has it, not as engines do).</summary>
    public static Scalar Extreme(bool largest, IReadOnlyList<Scalar> values)
    {
        // Constants clip one side, which also gives a bound to what had none. They are never compared with what is held: a value at a constant is not always decoded to it.
        var numbers = values.Select(AsNumber).ToArray();
        var constants = numbers.OfType<Literal>().Select(n => n.Value).OfType<double>().ToArray();
        if (constants.Length > 0)
        {
            var bound = largest ? constants.Max() : constants.Min();
            var rest = numbers.Where(n => n is not Literal { Value: double }).ToArray();
            if (rest.Length == 0)
            {
                return Literal.Of(bound);
            }

            var other = rest.Length == 1 ? rest[0] : Extreme(largest, rest);
            var widest = other.Range.Widest;
            return largest ? Clamped(other, bound, Math.Max(bound, widest.High)) : Clamped(other, Math.Min(bound, widest.Low), bound);
        }

        return numbers.Aggregate((a, b) =>
        {
            var less = Make(Operation.LessOrEqual, Facts.Boolean, a, b);
            var (x, y) = largest ? (b, a) : (a, b);
            var facts = Facts.Number(a.Range.With(b.Range, largest
                ? (p, q) => new(Math.Max(p.Low, q.Low), Math.Max(p.High, q.High))
                : (p, q) => new(Math.Min(p.Low, q.Low), Math.Min(p.High, q.High))), a.Facts.IsWhole && b.Facts.IsWhole);
            return Make(Operation.Case, facts, less, x, Make(Operation.Less, Facts.Boolean, b, a), y, new Literal(null, Facts.Number(0, 0)));
        });

        static Scalar Clamped(Scalar x, double low, double high)
        {
            // The end of what overflows is no number that can be written.
            (low, high) = (Math.Max(low, double.MinValue), Math.Min(high, double.MaxValue));
            var facts = Facts.Number(x.Range.Map(i => i.Rising(v => Math.Clamp(v, low, high))), x.Facts.IsWhole && (low == Math.Floor(low) || low < -1e300) && (high == Math.Floor(high) || high > 1e300));
            return Make(Operation.Clamp, facts, x, Literal.Of(low), Literal.Of(high));
        }
    }

    public static Scalar Bucket(Scalar a, double low, double high, int buckets)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || !(low < high) || Math.Max(Math.Abs(low), Math.Abs(high)) > Interval.Largest || buckets is < 1 or > 100_000)
        {
            throw new BadInputException("width_bucket takes a number, two increasing bounds of at most 2^500 and between 1 and 100,000 buckets, all constants but the number.");
        }

        // A width that is rounded to zero divides by zero, and only where somebody is in the buckets.
        if ((high - low) / buckets < Interval.Smallest)
        {
            throw new BadInputException("The buckets of width_bucket are narrower than 2^-500. Take fewer, or bounds that are further apart.");
        }

        return Make(Operation.Bucket, Facts.Number(0, buckets + 1, true), AsNumber(a), Literal.Of(low), Literal.Of(high), Literal.Of(buckets));
    }

    /// <summary>A condition; a flag of 0 and 1 is one.</summary>
    public static Scalar AsCondition(Scalar a) => a.Kind switch
    {
        ValueKind.Boolean => a,
        ValueKind.Null => new Literal(null, Facts.Boolean),
        ValueKind.Number when IsFlag(a) => Make(Operation.Equal, Facts.Boolean, a, Literal.Of(1)),
        _ => throw new BadInputException($"A condition is expected here, but this is {Words(a)}."),
    };

    /// <summary>A number; a condition counts as 0 and 1.</summary>
    public static Scalar AsNumber(Scalar a) => a.Kind switch
    {
        ValueKind.Number => a,
        ValueKind.Null => new Literal(null, Facts.Number(0, 0, true)),
        ValueKind.Boolean => Make(Operation.Case, Facts.Number(0, 1, true) with { IsNullKey = a.Facts.IsNullKey }, a, Literal.Of(1), Make(Operation.Not, Facts.Boolean, a), Literal.Of(0), new Literal(null, Facts.Number(0, 0, true))),
        _ => throw new BadInputException($"A number is expected here, but this is {Words(a)}."),
    };

    public static Scalar AsText(Scalar a) => a.Kind switch
    {
        ValueKind.Text => a,
        ValueKind.Null => new Literal(null, Facts.Text),
        _ => throw new BadInputException($"Text is expected here, but this is {Words(a)}."),
    };

    public static Scalar AsTime(Scalar a) => a.Kind switch
    {
        ValueKind.Time => a,
        ValueKind.Text when a is Literal { Value: string text } => Time(text),
        _ => throw new BadInputException($"A date or time is expected here, but this is {Words(a)}."),
    };

    public static Literal Time(string text) =>
        Moment().IsMatch(text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? Literal.Of(new DateTime(time.Ticks, DateTimeKind.Unspecified))
            : throw new BadInputException("This is no date or time. Write for example DATE '2026-01-31' or TIMESTAMP '2026-01-31 12:00:00'.");

    // A text with a part of a date alone would be completed from today's.
    [GeneratedRegex(@"^\s*\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Moment();

    public static string Words(Scalar a) => a.Kind switch
    {
        ValueKind.Number => "a number",
        ValueKind.Boolean => "a condition",
        ValueKind.Text => "text",
        ValueKind.Time => "a time",
        ValueKind.RowKey => "a key of rows, by which tables are joined, and which is no value",
        ValueKind.Unit => "the key of the unit, which can be counted, joined and grouped by inside a query, and is never released",
        _ => "NULL",
    };

    public static Call Make(Operation operation, Facts facts, params IReadOnlyList<Scalar> arguments)
    {
        if (arguments.FirstOrDefault(a => a.Kind == ValueKind.Unit) is { } unit)
        {
            throw new BadInputException($"Nothing is computed from {Words(unit)}.");
        }

        if (operation is not (Operation.Equal or Operation.NotEqual or Operation.IsNull) && arguments.FirstOrDefault(a => a.Kind == ValueKind.RowKey) is { } key)
        {
            throw new BadInputException($"Nothing is computed from {Words(key)}.");
        }

        // power(power(x, 2), 2) is small as a graph, and its text doubles at every nesting.
        if (arguments.Sum(a => (long)a.Size) > MostNodes)
        {
            throw new BadInputException("The expression is too large. Compute parts of it in a sub-query.");
        }

        // NULL where an argument is; what decides by NULL says itself whether it can be.
        return new(operation, arguments, facts with
        {
            IsUnitConstant = arguments.All(a => a.Facts.IsUnitConstant),
            IsNullKey = operation is Operation.Case or Operation.Coalesce ? facts.IsNullKey : operation is not (Operation.IsNull or Operation.And or Operation.Or) && arguments.Any(a => a.Facts.IsNullKey),
        });
    }

    /// <summary>A number whose range is known well enough to compute with.</summary>
    public static Scalar Usable(Scalar a) => a.Range.Widest.IsUsable
        ? a
        : throw new BadInputException("The range of this number is not known: it comes from a division by what may be near zero, from text, or from very large numbers. Clip it first: clamp(x, low, high).");

    private static bool IsFlag(Scalar a) => a.Range.Widest is { Low: 0, High: 1 };

    // a − b·trunc(a/b) is exact for whole numbers below 2^53. Elsewhere quotient and product are rounded, and the rest errs by a share of a.
    private static Interval Remainder(Interval a, Interval b, bool areWhole)
    {
        var most = Math.Min(a.Magnitude, b.Magnitude);
        var slack = areWhole && Math.Max(a.Magnitude, b.Magnitude) <= Math.ScaleB(1, 53) ? 0 : Math.ScaleB(a.Magnitude, -50);
        return new((a.Low < 0 ? -most : 0) - slack, (a.High > 0 ? most : 0) + slack);
    }

    private static (Scalar Left, Scalar Right) Comparable(Scalar a, Scalar b) => (a.Kind, b.Kind) switch
    {
        (ValueKind.Unit, _) or (_, ValueKind.Unit) => throw new BadInputException("The key of the unit is compared with the key of the unit alone, in a join. To speak of one person by name would reveal whether they are there."),
        (ValueKind.RowKey, ValueKind.RowKey) => a.Facts.KeyOf is { } table && table == b.Facts.KeyOf
            ? (a, b)
            : throw new BadInputException("These are keys of rows of two tables, so they are never equal. A key is compared with a column that names it, or with another one that names the same rows."),
        (ValueKind.RowKey, _) or (_, ValueKind.RowKey) => throw new BadInputException("A key of rows is compared with another key of the same rows alone, to join tables. To speak of one row by its key would reveal whether it is there."),
        (ValueKind.Time, ValueKind.Text) or (ValueKind.Text, ValueKind.Time) or (ValueKind.Time, ValueKind.Time) => (AsTime(a), AsTime(b)),
        (ValueKind.Text, ValueKind.Text) => (a, b),
        (ValueKind.Boolean, ValueKind.Boolean) => (a, b),
        (ValueKind.Boolean or ValueKind.Number, ValueKind.Boolean or ValueKind.Number) => (AsNumber(a), AsNumber(b)),
        _ => throw new BadInputException($"Only alike is compared, but this compares {Words(a)} with {Words(b)}."),
    };

    // A constant that a declared category cannot have is a slip of the pen, and saying so reveals nothing.
    private static void Declared(Scalar category, Scalar constant)
    {
        if (category is Slot { Storage: not null, Facts.Domain: { } domain } && constant is Literal { Value: string value } && !domain.Contains(value, StringComparer.Ordinal))
        {
            throw new BadInputException($"'{value}' is not one of the declared values: {string.Join(", ", domain.Take(20))}{(domain.Count > 20 ? ", …" : string.Empty)}.");
        }
    }

    // One decimal on two grids is two numbers. Those that both grids tell apart are equal again when rounded, also at a bound, which may be a whole step off.
    private static int? SharedDigits(Scalar a, Scalar b)
    {
        if (a is not Slot { Storage: FixedStorage { Per: < 0 } x } || b is not Slot { Storage: FixedStorage { Per: < 0 } y } || x.IsLike(y) || (x.Grid.Exponent == y.Grid.Exponent && HasEnds(x.Grid) && HasEnds(y.Grid)))
        {
            return null;
        }

        var coarser = Math.Max(x.Grid.Exponent, y.Grid.Exponent);
        var digits = Math.Max(0, (int)Math.Floor((-coarser - 1) * Math.Log10(2)));
        return coarser <= 0 && digits <= MostDigits ? digits : null;

        static bool HasEnds(FixedPoint grid) => grid.ToValue(grid.MinInteger) == grid.Low && grid.ToValue(grid.MaxInteger) == grid.High;
    }

    private static Scalar[] Unified(IReadOnlyList<Scalar> values)
    {
        var kinds = values.Select(v => v.Kind).Where(k => k != ValueKind.Null).Distinct().ToArray();
        var kind = kinds switch
        {
            [] => ValueKind.Number,
            [var one] => one,
            _ when kinds.All(k => k is ValueKind.Number or ValueKind.Boolean) => ValueKind.Number,
            _ when kinds.All(k => k is ValueKind.Time or ValueKind.Text) => ValueKind.Time,
            _ => throw new BadInputException("All values of CASE and COALESCE must be of one kind."),
        };
        return [.. values.Select(v => kind switch
        {
            ValueKind.Number => AsNumber(v),
            ValueKind.Boolean => v.Kind == ValueKind.Null ? new Literal(null, Facts.Boolean) : v,
            ValueKind.Text => AsText(v),
            ValueKind.Time => v.Kind == ValueKind.Null ? new Literal(null, new Facts(ValueKind.Time)) : AsTime(v),
            _ => throw new BadInputException($"CASE and COALESCE do not take {Words(v)}."),
        })];
    }

    private static Facts FactsOfAll(Scalar[] values)
    {
        var present = values.Where(v => v is not Literal { Value: null }).ToArray();
        if (present.Length == 0)
        {
            return values[0].Facts;
        }

        return present.Select(v => v.Facts).Aggregate((a, b) => new Facts(a.Kind)
        {
            Range = a.Range is { } r ? r.With(b.Range!, (p, q) => p.Union(q)) : null,
            IsWhole = a.IsWhole && b.IsWhole,
            Domain = a.Domain is { } d && b.Domain is { } e ? [.. d.Union(e, StringComparer.Ordinal)] : null,
            Span = a.Span is { } s && b.Span is { } t ? (s.From < t.From ? s.From : t.From, s.To > t.To ? s.To : t.To) : null,
            Grain = a.Grain == b.Grain ? a.Grain : null,
            IsNullKey = a.IsNullKey || b.IsNullKey,
        });
    }
}

using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds functions and operators of rows by name.</summary>
internal static class FunctionBinder
{
    /// <summary>Functions that aggregate: known by name, so that their misuse is told apart from an unknown function.</summary>
    public static IReadOnlySet<string> Aggregates { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "count", "count_star", "sum", "avg", "mean", "min", "max", "median", "quantile", "quantile_cont", "quantile_disc", "approx_quantile", "variance", "var_samp", "var_pop",
        "stddev", "stddev_samp", "stddev_pop", "corr", "covar_pop", "covar_samp", "regr_slope", "regr_intercept", "histogram", "bool_or", "bool_and", "any_value", "approx_count_distinct",
    };

    public static string NameOf(JsonElement node) => SqlReader.Word(node, "function_name").ToLowerInvariant();

    public static Scalar Bind(ExpressionBinder binder, JsonElement node)
    {
        var name = NameOf(node);
        if (Aggregates.Contains(name))
        {
            throw binder.Reader.Refuse(SqlError.Unsupported, node, $"{name} is an aggregate: it stands in SELECT, HAVING or ORDER BY, not inside another aggregate, WHERE or GROUP BY.");
        }

        if (name is "+" or "-" && TimeShift(binder, node, name) is { } moved)
        {
            return moved;
        }

        if (Unanswered(name) is { } why)
        {
            throw binder.Reader.Refuse(SqlError.Unsupported, node, why);
        }

        var a = binder.All(node, "children");
        return Arithmetic(name, a) ?? Text(name, a) ?? Times(name, a)
            ?? throw binder.Reader.Refuse(SqlError.Unsupported, node, $"The function '{name}' with {a.Length} argument{(a.Length == 1 ? string.Empty : "s")} is not answered. docs/sql.md lists the functions.");
    }

    /// <summary>Why an aggregate of other engines is not answered; null where the name is none of theirs.</summary>
    public static string? Unanswered(string name) => name switch
    {
        "string_agg" or "group_concat" or "listagg" or "list" or "array_agg" or "first" or "last" or "mode" or "arg_min" or "arg_max" or "min_by" or "max_by" or "argmin" or "argmax" =>
            $"{name} gives out values of rows, which are never released. Count them by GROUP BY.",
        "count_if" or "countif" => $"{name} is written count(*) FILTER (WHERE …).",
        "sum_if" or "sumif" => $"{name} is written sum(x) FILTER (WHERE …).",
        "kurtosis" or "skewness" or "product" or "entropy" or "mad" or "geomean" or "bit_and" or "bit_or" or "bit_xor" => $"The aggregate {name} is not answered. docs/sql.md lists what is.",
        _ when name.StartsWith("regr_", StringComparison.Ordinal) => $"The aggregate {name} is not answered: of regressions there are regr_slope, regr_intercept and corr.",
        _ => null,
    };

    private static Scalar? Arithmetic(string name, Scalar[] a) => (name, a.Length) switch
    {
        ("+", 2) or ("add", 2) => Expressions.Number(Operation.Add, a[0], a[1]),
        ("+", 1) => Expressions.AsNumber(a[0]),
        ("-", 2) or ("subtract", 2) => a[0].Kind == ValueKind.Time && a[1].Kind == ValueKind.Time
            ? throw new BadInputException("The distance of two times is written date_diff('day', a, b).")
            : Expressions.Number(Operation.Subtract, a[0], a[1]),
        ("-", 1) => Expressions.Negate(a[0]),
        ("*", 2) or ("multiply", 2) => Expressions.Number(Operation.Multiply, a[0], a[1]),
        ("/", 2) or ("divide", 2) => Expressions.Number(Operation.Divide, a[0], a[1]),
        ("//", 2) => Expressions.Function(Operation.Floor, Expressions.Number(Operation.Divide, a[0], a[1])),
        ("%", 2) or ("mod", 2) => Expressions.Number(Operation.Modulo, a[0], a[1]),
        ("**", 2) or ("^", 2) or ("pow", 2) or ("power", 2) => Power(a[0], a[1]),
        ("abs", 1) or ("@", 1) => Expressions.Function(Operation.Absolute, a[0]),
        ("floor", 1) => Expressions.Function(Operation.Floor, a[0]),
        ("ceil", 1) or ("ceiling", 1) => Expressions.Function(Operation.Ceiling, a[0]),
        ("round", 1) => Expressions.Round(a[0], 0),
        ("round", 2) => Expressions.Round(a[0], (int)Whole(a[1], "round")),
        ("sqrt", 1) => Expressions.Function(Operation.SquareRoot, a[0]),
        ("ln", 1) => Expressions.Function(Operation.NaturalLog, a[0]),
        ("log", 1) or ("log10", 1) => Expressions.Number(Operation.Multiply, Expressions.Function(Operation.NaturalLog, a[0]), Literal.Of(1 / Math.Log(10))),
        ("log2", 1) => Expressions.Number(Operation.Multiply, Expressions.Function(Operation.NaturalLog, a[0]), Literal.Of(1 / Math.Log(2))),
        ("exp", 1) => Expressions.Function(Operation.Exponential, a[0]),
        ("sign", 1) => Expressions.Case([(Expressions.Compare(Operation.Less, a[0], Literal.Of(0)), Literal.Of(-1)), (Expressions.Greater(a[0], Literal.Of(0), false), Literal.Of(1)), (Expressions.Compare(Operation.Equal, a[0], Literal.Of(0)), Literal.Of(0))], Literal.Null),
        ("clamp", 3) => Expressions.Clamp(a[0], Real(a[1], "clamp"), Real(a[2], "clamp")),
        ("least", >= 1) => Expressions.Extreme(false, a),
        ("greatest", >= 1) => Expressions.Extreme(true, a),
        ("width_bucket", 4) => Expressions.Bucket(a[0], Real(a[1], "width_bucket"), Real(a[2], "width_bucket"), (int)Whole(a[3], "width_bucket")),
        ("nullif", 2) => Expressions.NullIf(a[0], a[1]),
        ("ifnull", 2) => Expressions.Coalesce(a),
        ("if", 3) => Expressions.Case([(a[0], a[1])], a[2]),
        _ => null,
    };

    private static Scalar? Text(string name, Scalar[] a) => (name, a.Length) switch
    {
        ("lower", 1) or ("lcase", 1) => TextAndTime.Letters(Operation.Lower, a[0]),
        ("upper", 1) or ("ucase", 1) => TextAndTime.Letters(Operation.Upper, a[0]),
        ("trim", 1) => TextAndTime.Letters(Operation.Trim, a[0]),
        ("length", 1) or ("len", 1) or ("char_length", 1) => TextAndTime.Length(a[0]),
        ("substring", 3) or ("substr", 3) => TextAndTime.Substring(a[0], (int)Whole(a[1], name), (int)Whole(a[2], name)),
        ("substring", 2) or ("substr", 2) => TextAndTime.Substring(a[0], (int)Whole(a[1], name), 1_000_000),
        ("left", 2) => TextAndTime.Substring(a[0], 1, (int)Whole(a[1], name)),
        ("||", 2) or ("concat", 2) => TextAndTime.Concatenate(a[0], a[1]),
        ("~~", 2) => TextAndTime.Like(a[0], a[1]),
        ("!~~", 2) => Expressions.Not(TextAndTime.Like(a[0], a[1])),
        ("starts_with", 2) or ("prefix", 2) => TextAndTime.Like(a[0], Literal.Of(Pattern(a[1], name) + "%")),
        ("ends_with", 2) or ("suffix", 2) => TextAndTime.Like(a[0], Literal.Of("%" + Pattern(a[1], name))),
        ("contains", 2) => TextAndTime.Like(a[0], Literal.Of("%" + Pattern(a[1], name) + "%")),
        _ => null,
    };

    private static Scalar? Times(string name, Scalar[] a) => (name, a.Length) switch
    {
        ("date_trunc", 2) or ("datetrunc", 2) => TextAndTime.Truncate(a[0], a[1]),
        ("date_part", 2) or ("datepart", 2) => TextAndTime.Part(a[0], a[1]),
        ("date_diff", 3) or ("datediff", 3) => Difference(a[0], a[1], a[2]),
        ("year" or "quarter" or "month" or "week" or "day" or "hour" or "minute", 1) => TextAndTime.Part(Literal.Of(name), a[0]),
        ("dayofweek", 1) => TextAndTime.Part(Literal.Of("dow"), a[0]),
        ("dayofyear", 1) => TextAndTime.Part(Literal.Of("doy"), a[0]),
        ("now" or "today" or "current_date" or "get_current_timestamp" or "random" or "uuid", _) => throw new BadInputException($"{name} is refused: an answer must not depend on when it was asked, or on chance that Tacit does not draw."),
        _ => null,
    };

    /// <summary>Boundaries crossed from b to c, as the engines count.</summary>
    private static Scalar Difference(Scalar grain, Scalar from, Scalar to)
    {
        var name = grain is Literal { Value: string text } ? text.ToLowerInvariant() : throw new BadInputException("date_diff takes a constant part, for example 'day'.");
        Scalar Part(string part, Scalar t) => TextAndTime.Part(Literal.Of(part), t);
        Scalar Months(Scalar t) => Expressions.Number(Operation.Add, Expressions.Number(Operation.Multiply, Part("year", t), Literal.Of(12)), Part("month", t));
        Scalar Minus(Func<Scalar, Scalar> of) => Expressions.Number(Operation.Subtract, of(Expressions.AsTime(to)), of(Expressions.AsTime(from)));
        return name switch
        {
            "year" => Minus(t => Part("year", t)),
            "quarter" => Minus(t => Expressions.Number(Operation.Add, Expressions.Number(Operation.Multiply, Part("year", t), Literal.Of(4)), Part("quarter", t))),
            "month" => Minus(Months),
            "week" or "day" or "hour" or "minute" or "second" => Expressions.Round(
                Expressions.Number(
                    Operation.Divide,
                    TextAndTime.Seconds(TextAndTime.Truncate(grain, Expressions.AsTime(to)), TextAndTime.Truncate(grain, Expressions.AsTime(from))),
                    Literal.Of(name switch { "week" => 604_800, "day" => 86_400, "hour" => 3600, "minute" => 60, _ => 1 })),
                0),
            _ => throw new BadInputException("date_diff knows year, quarter, month, week, day, hour, minute and second."),
        };
    }

    private static Scalar? TimeShift(ExpressionBinder binder, JsonElement node, string sign)
    {
        var children = SqlReader.List(node, "children").ToArray();
        if (children.Length != 2 || Intervals.Seconds(binder.Reader, children[1]) is not { } seconds)
        {
            return null;
        }

        return TextAndTime.Shift(binder.Bind(children[0]), sign == "-" ? -seconds : seconds);
    }

    private static Scalar Power(Scalar a, Scalar exponent)
    {
        var power = Whole(exponent, "power");
        return power switch
        {
            < 0 or > 8 => throw new BadInputException("power takes a whole exponent from 0 to 8."),
            0 => Literal.Of(1),
            _ => Enumerable.Repeat(a, (int)power - 1).Aggregate(Expressions.AsNumber(a), (x, y) => Expressions.Number(Operation.Multiply, x, y)),
        };
    }

    private static string Pattern(Scalar a, string name) => a is Literal { Value: string text } && text.IndexOfAny(['%', '_', '\\']) < 0
        ? text
        : throw new BadInputException($"{name} takes a constant text without %, _ and backslashes.");

    private static double Real(Scalar a, string name) => a is Literal { Value: double number } ? number : throw new BadInputException($"{name} takes constants for its bounds.");

    private static long Whole(Scalar a, string name) => a is Literal { Value: double number } && number == Math.Floor(number) && Math.Abs(number) <= 1_000_000
        ? (long)number
        : throw new BadInputException($"{name} takes a whole constant.");
}

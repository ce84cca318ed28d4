using System.Text;
using System.Text.RegularExpressions;
using Tacit.Randomness;

namespace Tacit.Query.Tests.Sql;

/// <summary>Questions made wrong: by tokens, which stay near SQL, and by bytes, which do not.</summary>
internal sealed partial class SqlMutations(RandomSource random, IReadOnlyList<string> corpus)
{
    private static readonly string[] Pool =
    [
        "select", "from", "where", "group by", "having", "order by", "limit", "offset", "union all", "with", "as", "on", "join", "left join", "using (id)", "case", "when", "then", "else", "end", "and", "or", "not", "in", "exists",
        "between", "like", "is null", "is not null", "distinct", "filter (where", "over (", "partition by id", "interval '7 days'", "within group (order by age)", "(", ")", ",", ".", "*", "+", "-", "/", "%", "||", "=", "<", ">=", "<>", "::", ";",
        "'", "\"", "$$", "--", "/*", "*/", "\\", "\n", "\t", "?", "$1", "@", "[", "]", "{", "}", ":", "#", "!", "~", "^",
        "count(*)", "count(distinct id)", "sum(age)", "avg(value)", "median(days)", "min(age)", "max(days)", "corr(value, days)", "var_samp(age)", "histogram(age, [0, 10, 90])", "quantile_cont(age, 0.5)", "regr_slope(age, days)", "row_number()",
        "persons", "visits", "each", "same", "t0", "c0", "id", "age", "sex", "town", "days", "value", "kind", "note", "smokes", "band", "v", "main.persons", "duckdb_tables()", "read_csv('x')", "pragma_storage_info('t0')",
        "0", "1", "-1", "0.5", "1e308", "-1e308", "1e-320", "1e400", "9223372036854775807", "9223372036854775808", "170141183460469231731687303715884105727", "0x7f", "1_000", "nan", "'nan'::double", "infinity", "null", "true", "false", "date '2026-02-30'", "timestamp '9999-12-31 23:59:59'", "date '0001-01-01'", "timestamp '2016-12-31 23:59:60'", "date '2026-05'", "seen - timestamp '0001-01-01 00:00:00'", "seen + interval '3652058 days'", "greatest(1 / age, days / 0)", "least(",
        "ln(", "sqrt(", "exp(", "power(", "clamp(", "abs(", "floor(", "round(", "width_bucket(", "date_trunc('month', ", "cast(", "try_cast(", "substring(", "upper(", "length(", "coalesce(", "nullif(", "greatest(", "error(", "random()", "now()", "chr(", "list(", "getenv('HOME')",
        "'f'", "'zoë-😀'", "'İ'", "'\u202Ex'", "'%_'", "'it''s'", "''", "U&'\\0041'", "e'\\x41'", "\"with privacy (epsilon = 9)\"",
        "with privacy (epsilon = 0.1)", "with privacy (epsilon = 1e-9)", "with privacy (rho = 0.01)", "with privacy (max_groups = 1, max_rows_per_group = 2)", "with privacy (keys = private)", "with privacy (confidence = 0.9)", "with privacy (delta = 0)", "explain privacy",
        "rollup(sex)", "cube(sex, kind)", "grouping sets ((sex), ())", "tablesample 10%", "qualify", "window w as (partition by id)", "recursive", "lateral", "pivot", "values (1)", "current_date", "::integer", "::varchar", "::date", "collate nocase", "at time zone 'UTC'",
    ];

    private static readonly string[][] Kinds =
    [
        ["0", "1", "2", "3", "7", "40", "0.5", "1e9", "1e308", "1e-320", "9223372036854775807", "1000000000000000000000000000000000000001"],
        [
            "age", "days", "value", "id", "smokes", "seen", "length(town)", "1 / age", "age - age", "-days", "kind", "town", "greatest(1 / age, days)", "least(value / days, days / (age - age))", "extract(year from seen)", "greatest(1 / (1e-300 * days), 1e300 * age)",
        ],
        ["sex", "band", "note", "floor(age / 10)", "age > 10", "null"],
        ["+", "-", "*", "/", "%"],
        ["=", "<", "<=", ">", ">=", "<>", "is distinct from"],
        ["and", "or", "and not", "or not"],
        ["count", "sum", "avg", "min", "max", "median", "var_samp", "var_pop", "stddev_pop"],
        ["sqrt", "ln", "exp", "abs", "floor", "ceil", "sign", "round", "log10", "length"],
        ["persons", "visits", "each", "labs", "(select * from visits)"],
        ["lower", "upper", "trim", "substring", "concat"],
        ["least", "greatest", "coalesce", "nullif", "power"],
        ["date", "timestamp", "interval"],
        [
            "'2020-01-01'", "'0001-01-01'", "'9999-12-31'", "'0000-01-01'", "'10000-01-01'", "'9999-12-31 23:59:59.999999'", "'0001-01-01 00:00:00.0000001'", "'2016-12-31 23:59:60'", "'2026-11-29 24:00:00'", "'2024-02-29'", "'2026-02-30'", "'2026-05'", "'2026'", "'2026-1-1'",
            "'1969-12-31 23:59:59.9999999'", "'2026-03-29 02:30:00+25:00'", "'2026-01-01 00:00:00-15:59'", "'infinity'", "'-infinity'", "'epoch'",
        ],
        ["'7 days'", "'90 minutes'", "'3652058 days'", "'-3652058 days'", "'9223372036854775807 days'", "'1e9 seconds'", "'0.0000001 seconds'", "'1 month'", "'10000 years'", "'-1 microsecond'"],
        ["'month'", "'year'", "'quarter'", "'week'", "'day'", "'hour'", "'century'", "'microsecond'"],
        ["year", "month", "week", "dow", "doy", "hour", "minute", "second", "epoch", "century"],
        ["join", "left join", "inner join", "right join", "cross join"],
        ["'f'", "'m'", "'lab'", "'call'", "'a'", "'n1'", "''", "'zoë-😀'", "'nan'"],
    ];

    public string Next()
    {
        var text = Pick();
        for (var i = 1 + random.NextBelow(3); i > 0; i--)
        {
            text = random.NextBelow(8) switch { 0 => OfBytes(text), < 4 => OfTokens(text), _ => OfKind(text) };
        }

        return text.Length <= 4000 ? text : text[..4000];
    }

    private string Pick() => corpus[(int)random.NextBelow((ulong)corpus.Count)];

    // A name for a name, a number for a number, an operator for an operator: much of that is still a question.
    private string OfKind(string text)
    {
        var tokens = Tokens().Matches(text).ToList();
        if (tokens.Count == 0)
        {
            return Pick();
        }

        var at = tokens[(int)random.NextBelow((ulong)tokens.Count)];
        var kind = Array.Find(Kinds, k => k.Contains(at.Value, StringComparer.Ordinal)) ?? (char.IsAsciiDigit(at.Value[0]) ? Kinds[0] : [at.Value]);
        return text[..at.Index] + kind[(int)random.NextBelow((ulong)kind.Length)] + text[(at.Index + at.Length)..];
    }

    private string OfTokens(string text)
    {
        var tokens = Tokens().Matches(text).Select(m => m.Value).ToList();
        if (tokens.Count == 0)
        {
            return Pick();
        }

        int At() => (int)random.NextBelow((ulong)tokens.Count);
        var (a, b) = (At(), At());
        string Any() => random.NextBelow(3) == 0 ? Pool[(int)random.NextBelow((ulong)Pool.Length)] : Foreign();
        switch (random.NextBelow(8))
        {
            case 0:
                tokens.RemoveAt(a);
                break;
            case 1:
                tokens.Insert(a, tokens[b]);
                break;
            case 2:
                (tokens[a], tokens[b]) = (tokens[b], tokens[a]);
                break;
            case 3:
            case 4:
                tokens[a] = Any();
                break;
            case 5:
                tokens.Insert(a, Any());
                break;
            case 6:
                // A piece of another question in place of a piece of this one.
                var other = Tokens().Matches(Pick()).Select(m => m.Value).ToList();
                var from = (int)random.NextBelow((ulong)other.Count);
                tokens.RemoveRange(a, Math.Min(tokens.Count - a, (int)random.NextBelow(6)));
                tokens.InsertRange(Math.Min(a, tokens.Count), other.Skip(from).Take(1 + (int)random.NextBelow(8)));
                break;
            default:
                tokens.Insert(Math.Max(a, b), ")");
                tokens.Insert(Math.Min(a, b), random.NextBelow(2) == 0 ? "(" : "(select ");
                break;
        }

        return string.Join(' ', tokens);
    }

    private string Foreign()
    {
        var tokens = Tokens().Matches(Pick()).ToList();
        return tokens[(int)random.NextBelow((ulong)tokens.Count)].Value;
    }

    private string OfBytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var i = 1 + random.NextBelow(4); i > 0 && bytes.Count > 0; i--)
        {
            var at = (int)random.NextBelow((ulong)bytes.Count);
            switch (random.NextBelow(4))
            {
                case 0:
                    bytes[at] = (byte)random.NextBelow(256);
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.NextBelow(256));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + (int)random.NextBelow(20)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.Skip((int)random.NextBelow((ulong)bytes.Count)).Take(30).ToList());
                    break;
            }
        }

        // Latin-1 keeps each byte a character; UTF-8 makes replacement characters; UTF-16 makes halves of some.
        var made = bytes.ToArray();
        return random.NextBelow(8) switch { 0 => Encoding.Latin1.GetString(made), 1 => new string([.. text, (char)(0xD800 + random.NextBelow(0x800))]), _ => Encoding.UTF8.GetString(made) };
    }

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\d+(\.\d+)?(e[-+]?\d+)?|\w+|<=|>=|<>|\|\||::|[^\w\s]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();
}

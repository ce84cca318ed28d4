using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>ClickHouse, 26.5 or later, under the settings that the engine's session pins.</summary>
/// <remarks>
/// Its integers wrap around without a word, so sums are taken of 128 bits. Doubles that are grouped, counted or joined are compared by their bits, so no
/// operation gives a negative zero. Its types of time end in 1900 and 2299, so moments are 64-bit microseconds; see <see cref="ClickHouseSpelling"/>. Plain
/// functions of text count bytes. A cast of what does not fit raises, and the message quotes it: casts are the kind that gives NULL.
/// </remarks>
internal sealed class ClickHouseDialect : Dialect
{
    public static ClickHouseDialect Instance { get; } = new();

    public override string Name => "ClickHouse";

    public override string Real(double value) => ClickHouseSpelling.Real(value);

    // A backslash escapes in its constants.
    public override string Text(string value) => ClickHouseSpelling.Text(value);

    public override string Time(DateTime value) => ClickHouseSpelling.Moment(value);

    public override string Null(ValueKind kind) => kind switch
    {
        ValueKind.Number => "CAST(NULL AS Nullable(Float64))",
        ValueKind.Boolean => "CAST(NULL AS Nullable(Bool))",
        ValueKind.Text => "CAST(NULL AS Nullable(String))",
        ValueKind.Time => "CAST(NULL AS Nullable(Int64))",
        _ => "NULL",
    };

    public override string ToDouble(string integer) => $"toFloat64({integer})";

    public override string ToBigInt(string whole) => $"accurateCastOrNull({whole}, 'Int64')";

    public override string Widest(long integer) => string.Create(CultureInfo.InvariantCulture, $"toInt128({integer})");

    public override string Microseconds(string time) => time;

    public override string Fix(Scaled x, FixedPoint grid, Scalar number) => Clipped(x, grid, ToBigInt);

    public override string ToNumber(string text)
    {
        var number = ClickHouseSpelling.Number(text);
        return $"(CASE WHEN isFinite({number}) THEN {number} ELSE NULL END)";
    }

    // Of a tuple: a hash of several arguments is NULL where one of them is.
    public override string Hash(string seed, string unit, IEnumerable<string> values) => $"sipHash64Keyed(({seed}, {unit}), tuple({string.Join(", ", values)}))";

    public override string Seed(ulong seed) => string.Create(CultureInfo.InvariantCulture, $"toUInt64({seed})");

    public override string Truncate(string grain, string time) => ClickHouseSpelling.Truncate(grain, time);

    public override string Part(string part, string time) => ClickHouseSpelling.Part(part, time);

    public override string AddSeconds(string time, double seconds) => $"({time} + {ClickHouseSpelling.Whole((long)Math.Round(seconds * 1e6))})";

    public override string Trim(string text) => $"trimBoth({text})";

    public override string DivideWhole(string a, long b) => $"intDiv({a}, {ClickHouseSpelling.Whole(b)})";

    // Its :: reads the text of a constant, brackets and all.
    public override string Wide(string integer) => $"toInt64({integer})";

    public override string Sum(string integer) => $"sum(toInt128({integer}))";

    public override string Optional(string value) => $"toNullable({value})";

    public override string Any(string condition) => $"max({condition})";

    public override string All(string condition) => $"min({condition})";

    // An outer join needs an equality of both sides; each public table holds a column of zeros for it.
    public override string? JoinedBy(string unit, string table) => $"bitXor({unit}, {unit}) = {table}.o";

    public override string Print(Operation operation, IReadOnlyList<string> a, Call call) => operation switch
    {
        Operation.Multiply or Operation.Divide or Operation.Ceiling or Operation.Round or Operation.ToNumber => $"({base.Print(operation, a, call)} + {Real(0)})",
        Operation.Length => ToDouble($"lengthUTF8({a[0]})"),
        Operation.Substring => $"substringUTF8({a[0]}, {Whole((double)((Literal)call[1]).Value!)}, {Whole((double)((Literal)call[2]).Value!)})",
        Operation.Concatenate => Cut($"concat({Cut(a[0])}, {Cut(a[1])})"),
        _ => base.Print(operation, a, call),
    };

    private static string Cut(string text) => string.Create(CultureInfo.InvariantCulture, $"leftUTF8({text}, {TextAndTime.Longest})");
}

using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>PostgreSQL, 14 or later.</summary>
/// <remarks>
/// It raises where others give zero, NULL or infinity: a product or quotient that vanishes, a cast that does not fit. Ranges exclude what
/// overflows; what may vanish goes through functions that the engine's session brings (<c>pg_temp.product</c>, <c>quotient</c>, <c>number</c>), and so does
/// text that becomes a number. Every text carries the binary collation from its column or constant on.
/// </remarks>
internal sealed class PostgreSqlDialect : Dialect
{
    private const long MicrosecondsADay = 86_400_000_000;

    public static PostgreSqlDialect Instance { get; } = new();

    public override string Name => "PostgreSQL";

    public override string Apart => " OFFSET 0";

    public override string Real(double value) => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'::double precision";

    public override string Text(string value) => $"({base.Text(value)}::text COLLATE \"C\")";

    public override string Time(DateTime value) => $"'{value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'::timestamp";

    public override string Null(ValueKind kind) => kind switch
    {
        ValueKind.Number => "NULL::double precision",
        ValueKind.Boolean => "NULL::boolean",
        ValueKind.Text => "(NULL::text COLLATE \"C\")",
        ValueKind.Time => "NULL::timestamp",
        _ => "NULL",
    };

    public override string ToDouble(string integer) => $"{integer}::double precision";

    public override string ToBigInt(string whole) => $"CAST({whole} AS bigint)";

    public override string Widest(long integer) => string.Create(CultureInfo.InvariantCulture, $"({integer})::numeric");

    // The part of a date is an exact number since version 14.
    public override string Microseconds(string time) => $"(extract(epoch FROM {time}) * 1000000)::bigint";

    // Its cast raises for what does not fit, so bounds are asked first; and in this order most rows need two comparisons. NaN is above all numbers.
    public override string Fix(Scaled x, FixedPoint grid, Scalar number)
    {
        var value = x.In(0, this);
        var steps = Quotient(value, Real(grid.Step), grid.Step > 1 && Vanishes(number));
        return string.Create(CultureInfo.InvariantCulture,
            $"(CASE WHEN {value} <= {Real(grid.Low)} THEN {grid.MinInteger} WHEN {value} < {Real(grid.High)} THEN {ToBigInt($"floor({steps} + {Real(0.5)})")} WHEN {value} <= {Real(double.PositiveInfinity)} THEN {grid.MaxInteger} ELSE NULL END)");
    }

    public override string ToNumber(string text) => $"pg_temp.finite(pg_temp.number({text}))";

    // The seed of the unit is mixed into every value: as one more value of the row, it would only turn the order of the others.
    public override string Hash(string seed, string unit, IEnumerable<string> values) => $"hash_record_extended(ROW({string.Join(", ", values)}), int8xor({seed}, {unit}))";

    public override string Seed(ulong seed) => string.Create(CultureInfo.InvariantCulture, $"'{unchecked((long)seed)}'::bigint");

    public override string Truncate(string grain, string time) => $"date_trunc('{grain}', {time})";

    public override string Part(string part, string time) => $"date_part('{part}', {time})";

    // Days and the rest: version 14 reads each part as 32 bits.
    public override string AddSeconds(string time, double seconds)
    {
        var microseconds = (long)Math.Round(seconds * 1e6);
        var (days, rest) = Math.DivRem(microseconds, MicrosecondsADay);
        return string.Create(CultureInfo.InvariantCulture, $"({time} + interval '{days} days' + interval '{(rest < 0 ? "-" : string.Empty)}{Math.Abs(rest) / 1_000_000}.{Math.Abs(rest) % 1_000_000:000000} seconds')");
    }

    public override string Trim(string text) => $"btrim({text}, ' ')";

    public override string Product(string a, string b, bool mayVanish) => mayVanish ? $"pg_temp.product({a}, {b})" : base.Product(a, b, mayVanish);

    public override string Quotient(string a, string b, bool mayVanish) => mayVanish ? $"pg_temp.quotient({a}, {b})" : base.Quotient(a, b, mayVanish);

    // It truncates, which is the same for what is not negative.
    public override string DivideWhole(string a, long b) => string.Create(CultureInfo.InvariantCulture, $"({a} / {b})");
}

using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>The embedded engine.</summary>
internal sealed class DuckDbDialect : Dialect
{
    public static DuckDbDialect Instance { get; } = new();

    public override string Name => "DuckDB";

    public override string Real(double value) => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE";

    public override string Time(DateTime value) => $"'{value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'::TIMESTAMP";

    public override string Null(ValueKind kind) => kind switch
    {
        ValueKind.Number => "NULL::DOUBLE",
        ValueKind.Boolean => "NULL::BOOLEAN",
        ValueKind.Text => "NULL::VARCHAR",
        ValueKind.Time => "NULL::TIMESTAMP",
        _ => "NULL",
    };

    public override string ToDouble(string integer) => $"{integer}::DOUBLE";

    public override string ToBigInt(string whole) => $"CAST({whole} AS BIGINT)";

    public override string Widest(long integer) => string.Create(CultureInfo.InvariantCulture, $"({integer})::HUGEINT");

    public override string AcrossUnits(string table, string key) => $"{table}.{RowKeyFacts.Across}{key}";

    public override string Microseconds(string time) => $"epoch_us({time})";

    public override string Fix(Scaled x, FixedPoint grid, Scalar number) => Clipped(x, grid, whole => $"TRY_CAST({whole} AS BIGINT)");

    public override string ToNumber(string text) => $"(CASE WHEN isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) ELSE NULL END)";

    public override string Hash(string seed, string unit, IEnumerable<string> values) => $"hash({string.Join(", ", values.Prepend(unit).Prepend(seed))})";

    public override string Seed(ulong seed) => string.Create(CultureInfo.InvariantCulture, $"{seed}::UBIGINT");

    public override string Truncate(string grain, string time) => $"date_trunc('{grain}', {time})::TIMESTAMP";

    public override string Part(string part, string time) => $"date_part('{part}', {time})";

    public override string AddSeconds(string time, double seconds) => string.Create(CultureInfo.InvariantCulture, $"({time} + to_microseconds({(long)Math.Round(seconds * 1e6)}))");

    public override string Trim(string text) => $"trim({text}, ' ')";

    public override string DivideWhole(string a, long b) => string.Create(CultureInfo.InvariantCulture, $"({a} // {b})");
}

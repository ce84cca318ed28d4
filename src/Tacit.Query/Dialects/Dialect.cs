using System.Globalization;
using System.Text;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>How one engine spells the operations. All spellings are total: no value of a cell makes the engine raise, and NULL stays NULL.</summary>
internal abstract class Dialect
{
    private const int LargestExponent = 500;

    public abstract string Name { get; }

    public static Dialect Of(SqlDialect engine) => engine switch
    {
        SqlDialect.DuckDb => DuckDbDialect.Instance,
        SqlDialect.PostgreSql => PostgreSqlDialect.Instance,
        SqlDialect.ClickHouse => ClickHouseDialect.Instance,
        _ => throw new InvalidOperationException("Unknown engine."),
    };

    /// <summary>Characters of the longest expression. Some spellings name an operand more than once, so depth multiplies: what would not fit in a page or two is refused.</summary>
    public virtual int LongestExpression => 200_000;

    /// <summary>What keeps a select below another from being put into it, where an engine would then compute again what has a name.</summary>
    public virtual string Apart => string.Empty;

    /// <summary>A double constant, exact.</summary>
    public abstract string Real(double value);

    public virtual string Text(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    public abstract string Time(DateTime value);

    public virtual string Boolean(bool value) => value ? "TRUE" : "FALSE";

    /// <summary>NULL of a kind.</summary>
    public abstract string Null(ValueKind kind);

    public abstract string ToDouble(string integer);

    public abstract string ToBigInt(string whole);

    /// <summary>Microseconds since 1970, as an integer.</summary>
    public abstract string Microseconds(string time);

    /// <summary>A number from text; NULL where it is none or is not finite.</summary>
    public abstract string ToNumber(string text);

    /// <summary>A hash of the values of a unit's row, another one for every seed and unit: unbiased, not secret; see docs/limitations.md.</summary>
    public abstract string Hash(string seed, string unit, IEnumerable<string> values);

    public abstract string Seed(ulong seed);

    public abstract string Truncate(string grain, string time);

    public abstract string Part(string part, string time);

    public abstract string AddSeconds(string time, double seconds);

    public abstract string Trim(string text);

    /// <summary>a · b of what an engine's doubles hold.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="mayVanish">Whether it may be rounded to zero though neither is.</param>
    public virtual string Product(string a, string b, bool mayVanish) => $"({a} * {b})";

    /// <summary>a / b.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="mayVanish">Whether it may be rounded to zero though a is not. Then |b| is not below 2^-500.</param>
    public virtual string Quotient(string a, string b, bool mayVanish) => $"{a} / {b}";

    /// <summary>Text compared byte by byte.</summary>
    public virtual string Bytes(string text) => text;

    /// <summary>Division of integers, rounded down for what is not negative.</summary>
    public abstract string DivideWhole(string a, long b);

    /// <summary>An integer as one of 64 bits.</summary>
    public virtual string Wide(string integer) => $"({integer})::BIGINT";

    /// <summary>The exact sum of 64-bit integers, however many there are.</summary>
    public virtual string Sum(string integer) => $"sum({integer})";

    /// <summary>An integer as one of 128 bits, so that its product with a count holds.</summary>
    public abstract string Widest(long integer);

    /// <summary>A value of a kind that may be missing, for a row that has no other beside it; engines where each value may be print it as it is.</summary>
    public virtual string Optional(string value) => value;

    /// <summary>Whether a condition holds for some row.</summary>
    public virtual string Any(string condition) => $"bool_or({condition})";

    /// <summary>Whether a condition holds for all rows.</summary>
    public virtual string All(string condition) => $"bool_and({condition})";

    /// <summary>What tells the row of a prepared table apart among the rows of all units, where the engine has that as one number; null where it is the unit and the number.</summary>
    /// <param name="table">The prepared table.</param>
    /// <param name="key">The prepared name of the number of a unit's row.</param>
    public virtual string? AcrossUnits(string table, string key) => null;

    /// <summary>A conjunct that is always true, where an engine joins on equalities alone; null where it needs none.</summary>
    /// <param name="unit">The unit of the left side.</param>
    /// <param name="table">The public table on the right.</param>
    public virtual string? JoinedBy(string unit, string table) => null;

    public virtual string Print(Operation operation, IReadOnlyList<string> a, Call call) => operation switch
    {
        Operation.Add => $"({a[0]} + {a[1]})",
        Operation.Subtract => $"({a[0]} - {a[1]})",
        Operation.Multiply => Product(a[0], a[1], Lattice.MayVanish(call[0], call[1])),
        Operation.Divide => $"(CASE WHEN abs({a[1]}) < {Real(Interval.Smallest)} THEN NULL ELSE {Quotient(a[0], a[1], Vanishes(call[0]))} END)",
        Operation.Modulo => $"(CASE WHEN abs({a[1]}) < {Real(Interval.Smallest)} THEN NULL ELSE {a[0]} - {a[1]} * trunc({Quotient(a[0], a[1], Vanishes(call[0]))}) END)",
        Operation.Absolute => $"abs({a[0]})",
        Operation.Floor => $"floor({a[0]})",
        Operation.Ceiling => $"ceil({a[0]})",
        Operation.Round => Rounded(a[0], Constant(call, 1), Vanishes(call[0])),
        Operation.SquareRoot => $"(CASE WHEN {a[0]} >= 0 THEN sqrt({a[0]}) ELSE NULL END)",
        Operation.NaturalLog => $"(CASE WHEN {a[0]} > 0 THEN ln({a[0]}) ELSE NULL END)",
        Operation.Exponential => Exponential(a[0], call[0].Range.Widest.Low),
        Operation.Clamp => $"(CASE WHEN {a[0]} < {a[1]} THEN {a[1]} WHEN {a[0]} > {a[2]} THEN {a[2]} ELSE {a[0]} END)",
        Operation.Equal => $"({a[0]} = {a[1]})",
        Operation.NotEqual => $"({a[0]} <> {a[1]})",
        Operation.Less => $"({a[0]} < {a[1]})",
        Operation.LessOrEqual => $"({a[0]} <= {a[1]})",
        Operation.In => $"({a[0]} IN ({string.Join(", ", a.Skip(1))}))",
        Operation.And => $"({a[0]} AND {a[1]})",
        Operation.Or => $"({a[0]} OR {a[1]})",
        Operation.Not => $"(NOT {a[0]})",
        Operation.IsNull => $"({a[0]} IS NULL)",
        Operation.Case => Case(a),
        Operation.Coalesce => $"coalesce({string.Join(", ", a)})",
        Operation.Lower => $"translate({a[0]}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
        Operation.Upper => $"translate({a[0]}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')",
        Operation.Trim => Trim(a[0]),
        Operation.Length => ToDouble($"length({a[0]})"),
        Operation.Substring => $"substring({a[0]}, {Whole(Constant(call, 1))}, {Whole(Constant(call, 2))})",
        Operation.Concatenate => string.Create(CultureInfo.InvariantCulture, $"left(left({a[0]}, {TextAndTime.Longest}) || left({a[1]}, {TextAndTime.Longest}), {TextAndTime.Longest})"),
        Operation.Like => $"({a[0]} LIKE {a[1]})",
        Operation.Truncate => Truncate((string)((Literal)call[1]).Value!, a[0]),
        Operation.Part => ToDouble(Part((string)((Literal)call[1]).Value!, a[0])),
        Operation.Bucket => Bucket(a[0], Constant(call, 1), Constant(call, 2), Constant(call, 3), call[0]),
        Operation.ToNumber => ToNumber(a[0]),
        Operation.Shift => AddSeconds(a[0], Constant(call, 1)),
        Operation.Seconds => $"({ToDouble($"({Microseconds(a[0])} - {Microseconds(a[1])})")} / {Real(1e6)})",
        _ => throw new InvalidOperationException("Unknown operation."),
    };

    /// <summary>fix(x): the nearest step of the grid, or its first or last one from a bound on; the same integer on every engine, and NULL where x is or is no number.</summary>
    /// <param name="x">The number.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="number">What x is printed from.</param>
    public abstract string Fix(Scaled x, FixedPoint grid, Scalar number);

    /// <summary>fix(x) for an engine with a cast that gives NULL where it has no integer.</summary>
    /// <remarks>
    /// The integer is clipped, not the double, because engines compare integers faster; and they compute it once where it is in the first condition. Whatever x is,
    /// the result is NULL or between the ends of the grid.
    /// </remarks>
    protected string Clipped(Scaled x, FixedPoint grid, Func<string, string> cast)
    {
        var near = x.IsNear(grid.Exponent) ? x : new Scaled(x.In(0, this), 0);
        var whole = cast($"floor({near.In(grid.Exponent, this)} + {Real(0.5)})");
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"(CASE WHEN {whole} < {grid.MinInteger} THEN {grid.MinInteger} WHEN {whole} > {grid.MaxInteger} THEN {grid.MaxInteger}");

        // A bound between two steps may be nearer to the one inside.
        if (Nearest(grid.Low, grid) is var low && low > grid.MinInteger)
        {
            text.Append(CultureInfo.InvariantCulture, $" WHEN {whole} = {low} AND {x.In(0, this)} <= {Real(grid.Low)} THEN {grid.MinInteger}");
        }

        if (Nearest(grid.High, grid) is var high && high < grid.MaxInteger)
        {
            text.Append(CultureInfo.InvariantCulture, $" WHEN {whole} = {high} AND {x.In(0, this)} >= {Real(grid.High)} THEN {grid.MaxInteger}");
        }

        return text.Append(CultureInfo.InvariantCulture, $" ELSE {whole} END)").ToString();
    }

    protected static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    // By numbers that are no larger than what is computed with.
    protected static bool Vanishes(Scalar number) => Lattice.MayVanish(Lattice.ExponentOf(number), LargestExponent);

    private static long Nearest(double value, FixedPoint grid) => (long)Math.Floor(Math.ScaleB(value, -grid.Exponent) + 0.5);

    private string Rounded(string x, double digits, bool mayVanish)
    {
        var scale = Math.Pow(10, Math.Abs(digits));
        return digits >= 0
            ? $"(floor({x} * {Real(scale)} + {Real(0.5)}) / {Real(scale)})"
            : $"(floor({Quotient(x, Real(scale), mayVanish)} + {Real(0.5)}) * {Real(scale)})";
    }

    // Where few digits are left, and then none, engines and their mathematical libraries part; some raise.
    private string Exponential(string x, double low) => low < Expressions.SmallestExponent ? $"(CASE WHEN {x} < {Real(Expressions.SmallestExponent)} THEN {Real(0)} ELSE exp({x}) END)" : $"exp({x})";

    private string Bucket(string x, double low, double high, double buckets, Scalar number) =>
        $"(CASE WHEN {x} < {Real(low)} THEN {Real(0)} WHEN {x} >= {Real(high)} THEN {Real(buckets + 1)} WHEN {x} IS NULL THEN NULL ELSE least({Real(buckets)}, floor({Quotient($"({x} - {Real(low)})", Real((high - low) / buckets), (high - low) / buckets > 1 && Lattice.MayVanish(Lattice.Least(Lattice.ExponentOf(number), Lattice.OfValue(low)), LargestExponent + 1))}) + {Real(1)}) END)";

    private static string Case(IReadOnlyList<string> a)
    {
        var text = new StringBuilder("(CASE");
        for (var i = 0; i + 1 < a.Count; i += 2)
        {
            text.Append(CultureInfo.InvariantCulture, $" WHEN {a[i]} THEN {a[i + 1]}");
        }

        return text.Append(CultureInfo.InvariantCulture, $" ELSE {a[^1]} END)").ToString();
    }

    private static double Constant(Call call, int index) => (double)((Literal)call[index]).Value!;
}

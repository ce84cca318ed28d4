using System.Globalization;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Dialects;

/// <summary>
/// An engine's spelling for the text that a printed statement is compared with: each operand and each result stands in brackets of its own, and each text
/// is a stand-in, so that neither what binds tighter nor a quotation mark decides how it is read.
/// </summary>
/// <remarks>The spelling of an operation itself is the engine's, so a wrong operator is on both sides: tests of every operation are there for that.</remarks>
internal sealed class MeantDialect(Dialect engine) : Dialect
{
    private const string Mark = "meant:";

    private readonly List<string> _texts = [];
    private readonly List<string> _faults = [];

    public override string Name => engine.Name;

    /// <summary>Brackets make it longer than what is printed, which has a limit of its own.</summary>
    public override int LongestExpression => 20 * engine.LongestExpression;

    public override string Apart => engine.Apart;

    /// <summary>Constants that the engine's spelling does not give back.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What a stand-in stands for; null where a text is none.</summary>
    public string? TextOf(string text) =>
        text.StartsWith(Mark, StringComparison.Ordinal) && int.TryParse(text.AsSpan(Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _texts.Count ? _texts[index] : null;

    public static string Bracketed(string text) => $"({text})";

    public override string Text(string value)
    {
        _texts.Add(value);
        return engine.Text(string.Create(CultureInfo.InvariantCulture, $"{Mark}{_texts.Count - 1}"));
    }

    public override string Real(double value)
    {
        var text = engine.Real(value);
        if (!PrintedText.IsReal(text, value))
        {
            _faults.Add("A number is printed as another one.");
        }

        return Bracketed(text);
    }

    public override string Time(DateTime value)
    {
        var text = engine.Time(value);
        if (!PrintedText.IsMoment(text, value))
        {
            _faults.Add("A moment is printed as another one.");
        }

        return Bracketed(text);
    }

    public override string Boolean(bool value) => Bracketed(engine.Boolean(value));

    public override string Null(ValueKind kind) => Bracketed(engine.Null(kind));

    public override string ToDouble(string integer) => Bracketed(engine.ToDouble(Bracketed(integer)));

    public override string ToBigInt(string whole) => Bracketed(engine.ToBigInt(Bracketed(whole)));

    public override string Microseconds(string time) => Bracketed(engine.Microseconds(Bracketed(time)));

    public override string ToNumber(string text) => Bracketed(engine.ToNumber(Bracketed(text)));

    public override string Hash(string seed, string unit, IEnumerable<string> values) => Bracketed(engine.Hash(Bracketed(seed), Bracketed(unit), values.Select(Bracketed)));

    public override string Seed(ulong seed) => Bracketed(engine.Seed(seed));

    public override string Truncate(string grain, string time) => Bracketed(engine.Truncate(grain, Bracketed(time)));

    public override string Part(string part, string time) => Bracketed(engine.Part(part, Bracketed(time)));

    public override string AddSeconds(string time, double seconds) => Bracketed(engine.AddSeconds(Bracketed(time), seconds));

    public override string Trim(string text) => Bracketed(engine.Trim(Bracketed(text)));

    public override string Product(string a, string b, bool mayVanish) => Bracketed(engine.Product(Bracketed(a), Bracketed(b), mayVanish));

    public override string Quotient(string a, string b, bool mayVanish) => Bracketed(engine.Quotient(Bracketed(a), Bracketed(b), mayVanish));

    public override string Bytes(string text) => Bracketed(engine.Bytes(Bracketed(text)));

    public override string DivideWhole(string a, long b) => Bracketed(engine.DivideWhole(Bracketed(a), b));

    public override string Wide(string integer) => Bracketed(engine.Wide(Bracketed(integer)));

    // Of these the result may be followed by OVER: no brackets.
    public override string Sum(string integer) => engine.Sum(Bracketed(integer));

    public override string Optional(string value) => engine.Optional(value);

    public override string Any(string condition) => engine.Any(Bracketed(condition));

    public override string All(string condition) => engine.All(Bracketed(condition));

    public override string Widest(long integer) => Bracketed(engine.Widest(integer));

    public override string? AcrossUnits(string table, string key) => engine.AcrossUnits(table, key);

    public override string? JoinedBy(string unit, string table) => engine.JoinedBy(Bracketed(unit), table);

    public override string Print(Operation operation, IReadOnlyList<string> a, Call call) => Bracketed(engine.Print(operation, [.. a.Select(Bracketed)], call));

    public override string Fix(Scaled x, FixedPoint grid, Scalar number) => Bracketed(engine.Fix(x with { Text = Bracketed(x.Text) }, grid, number));
}

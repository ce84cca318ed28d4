using System.Globalization;
using System.Text.Json;

namespace Tacit.Reporting;

/// <summary>Reads expressions over given columns and derives what is known of them.</summary>
/// <param name="columns">The columns of the rows.</param>
/// <param name="unitIn">Checks the relation of a condition on the unit.</param>
/// <param name="identities">Numbers of expressions: one for all rows of a derivation.</param>
internal sealed class TermReader(IReadOnlyList<Term> columns, Action<DerivationEntry> unitIn, Dictionary<string, int> identities)
{
    private static readonly string[] Forms = ["slot", "unit", "unitIn", "null", "number", "boolean", "time", "text", "call"];

    public Term Read(DerivationEntry entry)
    {
        var names = entry.Names();
        var form = names.FirstOrDefault(n => Forms.Contains(n, StringComparer.Ordinal)) ?? throw entry.Wrong("this is no expression that is known");
        entry.Object(form == "call" ? ["call", "arguments"] : [form]);
        switch (form)
        {
            case "slot":
                var slot = entry["slot"].Whole(0);
                return slot < columns.Count
                    ? Named(columns[(int)slot] with { Slot = (int)slot }, string.Create(CultureInfo.InvariantCulture, $"${slot}"))
                    : throw entry["slot"].Wrong($"the rows below have {columns.Count} columns");
            case "unit":
                throw entry.Wrong("the unit's key is never a value: rows are joined, grouped and counted by it without naming it");
            case "unitIn":
                unitIn(entry["unitIn"]);
                return Named(new Term(TermKind.Truth) { IsSameForUnit = true }, "unit in " + Canonical(entry["unitIn"].Raw));
            case "null":
                return Null(entry["null"]);
            case "number":
                var number = entry["number"].Number();
                return Constant(Term.Number(NumberSpans.One(NumberSpan.At(number)), number == Math.Floor(number)), number, number.ToString("R", CultureInfo.InvariantCulture));
            case "boolean":
                return Constant(new Term(TermKind.Truth), entry["boolean"].Truth(), entry["boolean"].Raw);
            case "text":
                var text = entry["text"].Text();
                return Constant(new Term(TermKind.Text) { Values = [text] }, text, "text " + text);
            case "time":
                var time = entry["time"].Time();
                return Constant(new Term(TermKind.Time) { Between = (time, DateTime.MaxValue - time > TimeSpan.FromTicks(10) ? time.AddTicks(10) : DateTime.MaxValue) }, time, "time " + time.Ticks.ToString(CultureInfo.InvariantCulture));
            default:
                return Call(entry);
        }
    }

    public IReadOnlyList<Term> ReadAll(DerivationEntry list) => [.. list.List().Select(Read)];

    /// <summary>A condition.</summary>
    public Term Condition(DerivationEntry entry) => Read(entry) is { Kind: TermKind.Truth } condition ? condition : throw entry.Wrong("a condition is expected");

    private Term Call(DerivationEntry entry)
    {
        var operation = entry["call"].Text();
        var operands = ReadAll(entry["arguments"]);
        var term = TermRules.Of(entry, operation, operands);
        var text = $"{operation}({string.Join(",", operands.Select(o => o.Identity.ToString(CultureInfo.InvariantCulture)))})";
        return Named(term with { Operation = operation, Operands = operands, IsSameForUnit = operands.All(o => o.IsSameForUnit), IsMissingKey = IsMissingKey(operation, operands), IsCategory = false, Grids = null, Slot = -1, Constant = null, IsNull = false }, text);
    }

    // Most operations are NULL where an operand is; these decide for themselves.
    private static bool IsMissingKey(string operation, IReadOnlyList<Term> operands) => operation switch
    {
        "IsNull" or "And" or "Or" => false,
        "Case" => operands.Where((_, i) => i % 2 == 1 || i == operands.Count - 1).Any(o => o.IsMissingKey),
        "Coalesce" => operands.All(o => o.IsMissingKey),
        _ => operands.Any(o => o.IsMissingKey),
    };

    private Term Null(DerivationEntry kind)
    {
        var name = kind.Text();
        var term = name switch
        {
            "Null" => new Term(TermKind.Nothing),
            "Number" => Term.Number(NumberSpans.One(0, 0), true),
            "Boolean" => new Term(TermKind.Truth),
            "Text" => new Term(TermKind.Text),
            "Time" => new Term(TermKind.Time),
            _ => throw kind.Wrong($"the kind '{name}' is not known"),
        };
        return Named(term with { IsNull = true, IsSameForUnit = true }, "null " + name);
    }

    private Term Constant(Term term, object value, string text) => Named(term with { Constant = value, IsSameForUnit = true }, text);

    private Term Named(Term term, string text)
    {
        if (!identities.TryGetValue(text, out var identity))
        {
            identities[text] = identity = identities.Count + 1;
        }

        return term with { Identity = identity };
    }

    // Without the blanks of a file that was laid out for people.
    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DerivationCheck.MostLevels });
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { MaxDepth = DerivationCheck.MostLevels }))
        {
            document.RootElement.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
